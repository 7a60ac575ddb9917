"""Walks of the export, as far as a test needs them."""

from dataclasses import replace

from tests.display import until
from tests.web.site import RunningSite
from tests.web.visitor import Visitor, Walk

SHOP = "https://app.botify.com/demo/tea-shop/"
MEGASTORE = "https://app.botify.com/demo/megastore/"
TITLES = ["metadata.title.content", "metadata.description.content", "metadata.h1.contents"]


def begun(visitor: Visitor, address: str = SHOP, key: str = "") -> Walk:
    return visitor.begin("botify-export", key).answer(address)


def at_export(site: RunningSite, key: str = "x") -> Walk:
    """A walk at *Start export*, whose answers were given before: asking Botify takes its time."""
    project = {"address": SHOP, "org": "demo", "project": "tea-shop"}
    results = {"project": project, "analysis": "20260601-2", "depth": 1, "fields": TITLES}
    site.parts.pipelines.start("botify-export", key)
    site.parts.pipelines.update("botify-export", key, lambda old: replace(old, results=results))
    return site.visitor().begin("botify-export", key)


def finished(walk: Walk) -> Walk:
    until(lambda: ">csv" not in walk.reload().cards, what="the file")
    return walk


def options(walk: Walk) -> dict[str, str]:
    return {str(one["value"]): one.get_text() for one in walk.open.find_all("option")}
