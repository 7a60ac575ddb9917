"""The card of an export over HTTP: it drives itself, and nothing is asked of Botify twice."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bs4 import Tag

from server.demo.serve import Simulator
from server.domain.export import State
from tests.display import until
from tests.files import files_below
from tests.simulator import get, put
from tests.web.exporting import MEGASTORE, SHOP, at_export, begun, finished, options
from tests.web.site import RunningSite
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]


def test_pressing_start_many_times_makes_one_export_and_one_job(site: RunningSite, simulator: Simulator) -> None:
    walks = [at_export(site, key) for key in ("a", "b")]
    walks += [site.visitor().begin("botify-export", "a"), site.visitor().begin("botify-export", "b")]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda walk: walk.press("Start export"), walks))
    for walk in walks:
        finished(walk)
    assert len(site.parts.exports.all()) == 1
    assert get(simulator, "jobs")["count"] == 1
    assert len(files_below(site.parts.folders.downloads, "*.csv")) == 1


def test_export_again_asks_botify_again_and_replaces_the_file(site: RunningSite, simulator: Simulator) -> None:
    walk = finished(at_export(site).press("Start export"))
    walk.press("Export again")
    finished(walk)
    assert get(simulator, "jobs")["count"] == 2
    assert "25 rows" in walk.card("csv").get_text()


def test_the_card_drives_itself_while_botify_works(visitor: Visitor, simulator: Simulator, site: RunningSite) -> None:
    put(simulator, "pace", {"created": 0, "processing": 100_000})
    walk = at_export(site).press("Start export")
    until(lambda: site.parts.exports.all()[0].state is State.EXPORTING, what="the job")
    walk.reload()
    live = walk.open.find(class_="live")
    assert isinstance(live, Tag)
    assert live["hx-trigger"] == "news"
    assert [button.get_text() for button in walk.open.find_all("button")] == ["Stop"]
    moving = visitor.get(str(live["hx-get"])).soup
    bar = moving.find("progress")
    assert isinstance(bar, Tag)
    assert not bar.has_attr("value")
    assert re.search(r"Botify is making the file · \d+ s", moving.get_text())
    walk.press("Stop")
    assert walk.answer_given.header("hx-trigger") == "redraw"
    walk.reload()
    assert "Stopped." in walk.open.get_text()
    put(simulator, "pace", {"created": 0, "processing": 0})
    walk.press("Go on")
    finished(walk)
    assert get(simulator, "jobs")["count"] == 1


TWO = """
from server.plugin import ExportRequest, Text, Workflow, botify_project

flow = Workflow("two", title="Two")


@flow.ask("Project")
def project():
    return Text("Project", parse=botify_project)


@flow.do("Files")
def both(project):
    crawl = "crawl.20260601-2"
    return {
        "all": ExportRequest(project, "20260601-2", "all", dimensions=["url"]),
        "codes": ExportRequest(project, "20260601-2", "codes", dimensions=["url", f"{crawl}.http_code"]),
    }
"""


def test_of_two_exports_each_button_says_whose_it_is(start: Start, simulator: Simulator) -> None:
    put(simulator, "pace", {"created": 0, "processing": 100_000})
    walk = start(plugins={"70_two.py": TWO}).visitor().begin("two").answer(SHOP).press("Start export")
    assert [button.get_text() for button in walk.open.find_all("button")] == ["Stop all.csv", "Stop codes.csv"]
    walk.press("Stop codes.csv").reload()
    assert [button.get_text() for button in walk.open.find_all("button")] == ["Stop all.csv", "Go on with codes.csv"]
    put(simulator, "pace", {"created": 0, "processing": 0})
    walk.press("Go on with codes.csv")
    until(lambda: walk.reload().cards == ["project", "both"], what="both files")
    assert [name.get_text() for name in walk.card("both").select(".file strong")] == ["all.csv", "codes.csv"]


def test_a_failed_export_is_told_and_retried(site: RunningSite, simulator: Simulator) -> None:
    put(simulator, "faults", {"credits_exhausted": {"times": 1}})
    walk = at_export(site).press("Start export")
    walk.until("Retry")
    assert walk.problems
    walk.press("Retry")
    finished(walk)


def test_an_app_started_again_goes_on_by_itself(start: Start, simulator: Simulator) -> None:
    put(simulator, "pace", {"created": 0, "processing": 100_000})
    first = start()
    walk = at_export(first).press("Start export")
    until(lambda: first.parts.exports.all()[0].state is State.EXPORTING, what="the job")
    first.parts.worker.stop()
    put(simulator, "pace", {"created": 0, "processing": 0})
    again = start().visitor().begin("botify-export", "x")
    finished(again)
    assert "25 rows" in again.card("csv").get_text()
    assert get(simulator, "jobs")["count"] == 1
    assert walk.address == again.address


def test_a_changed_answer_above_makes_another_export(site: RunningSite) -> None:
    walk = finished(at_export(site).press("Start export"))
    walk.press("Change Depth")
    assert walk.cards[-1] == ">depth"
    walk.answer("0").answer()
    assert "urls to depth 0" in walk.open.get_text()
    finished(walk.press("Start export"))
    assert sorted(file.name for file in files_below(site.parts.folders.downloads, "*.csv")) == [
        "urls to depth 0.csv",
        "urls to depth 1.csv",
    ]


def test_a_stale_window_cannot_answer_for_another_project(site: RunningSite) -> None:
    stale = begun(site.visitor(), SHOP, "x")
    other = site.visitor().begin("botify-export", "x")
    other.press("Change Project").answer(MEGASTORE)
    stale.answer("20260504")
    assert "This page was older than what is recorded" in stale.notice
    assert stale.cards == ["project", ">analysis"]
    assert "20260608-2" in options(stale)


def test_a_stale_start_never_asks_for_what_is_not_recorded(site: RunningSite) -> None:
    stale = at_export(site)
    address = stale.open.find("button", string="Start export")
    assert isinstance(address, Tag)
    other = site.visitor().begin("botify-export", "x")
    other.press("Change Depth").answer("0").answer()
    site.visitor().post(str(address["hx-post"]))
    assert site.parts.exports.all() == []
    stale.press("Start export")
    assert "This page was older than what is recorded, so nothing was done." in stale.notice
    stale.press("Start export")
    (export,) = site.parts.exports.all()
    assert export.request.name == "urls to depth 0"


def test_a_page_does_not_wait_for_botify(site: RunningSite, simulator: Simulator) -> None:
    begun(site.visitor(), SHOP, "x")
    visitor = site.visitor()
    visitor.csrf
    put(simulator, "faults", {"latency": {"seconds": 600}})
    before = len(get(simulator, "log"))
    with ThreadPoolExecutor(1) as pool:
        elsewhere = pool.submit(site.visitor().begin, "botify-export", "x")
        until(lambda: len(get(simulator, "log")) > before or elsewhere.done(), what="a request")
        page = visitor.get("/apps/botify-export/pipeline?key=x")
        assert not elsewhere.done()
        put(simulator, "faults", {})
    assert page.soup.find(id="card-analysis")
    assert elsewhere.result().offered == "20260601-2"
