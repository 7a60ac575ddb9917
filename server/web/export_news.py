"""How the exports of a pipeline's open cards go, as the page shows it: in answer to a question, and for its stream."""

from contextlib import suppress
from typing import Any

from fasthtml import common as h

from server.domain.problem import Problem
from server.web import export_card, urls
from server.web.site import Site


def moving_part(site: Site, app: str, key: str, step: str) -> Any:
    """The moving part of an export's card; at its end it stands still until the column that it asks for is drawn."""
    exports = list(site.walks.exports_of(site.workflow(app), key, step).values())
    drawn = export_card.live(exports, (app, key, step), site.watch, site.now())
    if any(export.open for export in exports):
        return drawn
    anew = {"hx_post": urls.step(app, "open", key, step), "hx_target": "#column", "hx_swap": "outerHTML"}
    return h.Div(drawn, hx_trigger="load", **anew)


def moving_steps(site: Site, app: str, key: str) -> list[str]:
    """The steps with an export under way; none for what is no pipeline, or cannot be read just now."""
    with suppress(Problem):
        pipeline = site.parts.pipelines.find(app, key) if key else None
        if pipeline is not None:
            rows = site.walks.exports_of
            workflow = site.workflow(app)
            return [step for step in pipeline.exports if any(one.open for one in rows(workflow, key, step).values())]
    return []


class Moving:
    """What one stream has told of the exports of a pipeline."""

    def __init__(self, site: Site, app: str, key: str) -> None:
        self._site, self._app, self._key = site, app, key
        self._told: dict[str, str] = {}

    @property
    def goes_on(self) -> bool:
        return bool(self._told)

    def news(self) -> dict[str, str]:
        """{step: HTML of its moving part} of those that look otherwise now. Asks the database, and takes its time."""
        steps = moving_steps(self._site, self._app, self._key)
        now = {step: self._drawn(step) for step in dict.fromkeys([*steps, *self._told])}
        new = {step: html for step, html in now.items() if self._told.get(step) != html}
        self._told = {step: now[step] for step in steps}
        return new

    def _drawn(self, step: str) -> str:
        return str(h.to_xml(moving_part(self._site, self._app, self._key, step), indent=False))
