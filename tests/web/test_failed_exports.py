"""An export that failed for good is asked for again on its card."""

from collections.abc import Callable

from server.demo.serve import Simulator
from server.domain.export import State
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
