"""An export that failed for good is asked for again on its card."""

from collections.abc import Callable

from bs4 import Tag

from server.demo.serve import Simulator
from server.domain.export import State
from server.web import urls
from tests.display import until
from tests.simulator import get, put
from tests.web.exporting import at_export, finished
from tests.web.site import RunningSite

BOTH = """
from server.plugin import ExportRequest, Workflow

flow = Workflow("both", title="Both")


@flow.do("Files")
def parts():
    asked = {"org": "demo", "project": "tea-shop"}, "20260601-2"
    crawl = "crawl.20260601-2"
    shallow = {"field": f"{crawl}.depth", "predicate": "lte", "value": 1}
    deep = {"field": f"{crawl}.depth", "predicate": "lte", "value": 2}
    return {
        "one": ExportRequest(*asked, "one", dimensions=["url"], filters=shallow),
        "two": ExportRequest(*asked, "two", dimensions=["url"], filters=deep),
    }
"""


def test_a_file_that_is_wrong_at_botify_is_exported_again(site: RunningSite, simulator: Simulator) -> None:
    put(simulator, "faults", {"row_missing": 1})
    walk = at_export(site).press("Start export")
    until(lambda: site.parts.exports.all()[0].state is State.FAILED, what="that it fails")
    assert "Press “Export again”" in walk.reload().open.get_text()
    finished(walk.press("Export again"))
    assert get(simulator, "jobs")["count"] == 2
    assert "25 rows" in walk.card("csv").get_text()


def test_one_that_was_exported_again_in_another_pipeline_is_not_made_once_more(
    site: RunningSite, simulator: Simulator
) -> None:
    put(simulator, "faults", {"download_html": True})
    walks = []
    for key in ("first", "second"):  # the second press goes on with what failed
        walks.append(at_export(site, key).press("Start export"))
        until(lambda: site.parts.exports.all()[0].state is State.FAILED, what="that it fails")
    first, second = (walk.reload() for walk in walks)
    retry = first.open.find("button", string="Retry")
    assert isinstance(retry, Tag)
    put(simulator, "faults", {})
    finished(second.press("Export again"))
    site.visitor().post(str(retry["hx-post"]))  # in a window that was not drawn anew
    assert site.parts.exports.open_rows() == []
    assert ">csv" not in first.reload().cards
    assert "25 rows" in first.card("csv").get_text()
    assert get(simulator, "jobs")["count"] == 2


def test_exports_that_failed_by_the_token_go_on_when_a_better_one_is_connected(
    start: Callable[..., RunningSite], simulator: Simulator
) -> None:
    site = start(connected=False, plugins={"70_both.py": BOTH})
    visitor = site.visitor()
    connection = site.parts.connection
    connection.connect(simulator.token)
    put(simulator, "faults", {"token_rejected": {"times": 99}})
    walks = [at_export(site).press("Start export"), site.visitor().begin("both", "x").press("Start export")]
    until(lambda: [one.state for one in site.parts.exports.all()] == [State.FAILED] * 3, what="that all fail")
    assert all("Open “Connect Botify”" in walk.reload().open.get_text() for walk in walks)
    connection.disconnect()
    put(simulator, "faults", {})
    drawn = visitor.get("/apps/connect-botify").soup.select_one("#column [hx-get]")
    form = visitor.get(str(drawn and drawn["hx-get"])).soup.find("form")
    assert isinstance(form, Tag)
    told = visitor.post(str(form["hx-post"]), {"a.token": simulator.token}).text
    assert "Exports that failed for want of a good token go on: 3." in told
    until(lambda: [one.state for one in site.parts.exports.all()] == [State.DONE] * 3, what="all files")
    assert get(simulator, "jobs")["count"] == 3


def test_a_token_that_is_dropped_on_the_window_lets_them_go_on_too(
    start: Callable[..., RunningSite], simulator: Simulator
) -> None:
    site = start(connected=False)
    site.parts.connection.connect(simulator.token)
    put(simulator, "faults", {"token_rejected": {"times": 99}})
    walk = at_export(site).press("Start export")
    until(lambda: site.parts.exports.all()[0].state is State.FAILED, what="that it fails")
    put(simulator, "faults", {})
    told = site.visitor().post(urls.TOKEN, {"text": simulator.token}).text
    assert "go on: 1." in told
    finished(walk)


def test_of_several_only_the_failed_one_is_exported_again(
    start: Callable[..., RunningSite], simulator: Simulator
) -> None:
    site = start(plugins={"70_both.py": BOTH})
    put(simulator, "faults", {"row_missing": 1})
    walk = site.visitor().begin("both", "x").press("Start export")
    until(lambda: [one.state for one in site.parts.exports.all() if not one.open].count(State.FAILED) == 1)
    until(lambda: not site.parts.exports.open_rows(), what="the end of both")
    walk.reload().press("Export again")
    until(lambda: ">parts" not in walk.reload().cards, what="the files")
    assert get(simulator, "jobs")["count"] == 3
    walk.press("Export again")
    until(lambda: get(simulator, "jobs")["count"] == 5, what="both anew, for both are whole")
