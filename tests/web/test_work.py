"""Steps and buttons that yield tell how they go, can be stopped, and end in what they return."""

import threading
from collections.abc import Callable

import pytest
from bs4 import Tag

from tests.display import until
from tests.web.site import RunningSite
from tests.web.visitor import Visitor, Walk

Start = Callable[..., RunningSite]

WORK = """
import threading

from server.plugin import Problem, Progress, Table, Text, Workflow

flow = Workflow("work", title="Work")
GO, GOING = threading.Semaphore(0), []


@flow.ask("Name")
def name():
    return Text("Name")


@flow.do("Parts", done="{parts} parts")
def parts(name):
    GOING.append(name)
    try:
        yield f"Beginning with {name}"
        for part in range(4):
            GO.acquire()
            if name == "fail" and part == 1:
                raise Problem("The second part is missing. Fetch it.")
            yield Progress(part + 1, 4, f"part {part + 1}")
            yield Table([{"Part": part + 1}])
    finally:
        GOING.remove(name)
    return 4


@flow.show("Shown")
def shown(parts):
    yield "Looking"
    return f"{parts} are shown"


@flow.ask("Last")
def last(parts):
    yield "Preparing"
    return Text("Last", value=f"after {parts}")
"""


def plugin(site: RunningSite) -> dict[str, object]:
    """The names of the module that the plug-in's file became."""
    return vars(__import__("sys").modules[site.parts.plugins.apps["work"].steps[0].function.__module__])  # type: ignore[union-attr]


class AtWork:
    """A walk through the plug-in above, whose parts go on when `go` is called."""

    def __init__(self, site: RunningSite) -> None:
        self.site, self.walk = site, site.visitor().begin("work", "k")
        self._names = plugin(site)

    def go(self, parts: int = 1) -> None:
        gate = self._names["GO"]
        assert isinstance(gate, threading.Semaphore)
        gate.release(parts)

    @property
    def going(self) -> list[str]:
        going = self._names["GOING"]
        assert isinstance(going, list)
        return going


@pytest.fixture
def at_work(start: Start) -> AtWork:
    return AtWork(start(plugins={"70_work.py": WORK}))


def live(visitor: Visitor, drawn: Tag) -> str:
    """What the moving part asks for."""
    return visitor.get(asking(drawn)).text


def asking(drawn: Tag) -> str:
    part = drawn.find(attrs={"data-live": True})
    assert isinstance(part, Tag)
    return str(part["hx-get"])


def test_a_step_that_yields_tells_lines_bar_and_thing_and_its_result_is_recorded(at_work: AtWork) -> None:
    walk = at_work.walk.answer("Ann")
    walk.until("Beginning with Ann")
    assert walk.cards == ["name", ">parts"]
    at_work.go()
    walk.until("part 1")
    bar = walk.open.find("progress")
    assert isinstance(bar, Tag)
    assert (bar["value"], bar["max"]) == ("1", "4")
    assert "25 %" in walk.text
    walk.until("Part 1")
    assert "25 %" in live(walk.visitor, walk.open)
    at_work.go(3)
    walk.until("4 parts")
    walk.until("4 are shown")
    assert walk.cards == ["name", "parts", "shown", ">last"]
    assert walk.until("Continue").offered == "after 4"
    walk.answer("end")
    assert at_work.site.parts.pipelines.find("work", "k").results == {"name": "Ann", "parts": 4, "last": "end"}  # type: ignore[union-attr]
    assert "Finalize" in walk.text


def test_the_moving_part_of_finished_work_draws_the_column_anew(at_work: AtWork) -> None:
    walk = at_work.walk.answer("Ann")
    walk.until("Beginning")
    address = asking(walk.open)
    at_work.go(4)
    until(lambda: "/apps/work/column?key=k" in walk.visitor.get(address).text)
    assert walk.visitor.get("/work/of-an-earlier-run").header("hx-refresh") == "true"


def test_two_windows_start_work_once(at_work: AtWork) -> None:
    at_work.walk.answer("Ann")
    other = at_work.site.visitor().begin("work", "k")
    other.until("Beginning")
    assert at_work.going == ["Ann"]
    at_work.go(4)
    other.until("4 parts")


def test_stop_ends_work_at_its_next_yield_and_it_can_go_on(at_work: AtWork) -> None:
    walk = at_work.walk.answer("Ann").until("Beginning")
    walk.press("Stop")
    assert "Stopping…" in walk.reload().text
    at_work.go()
    walk.until("Stopped.")
    assert at_work.going == []
    assert "part 1" in walk.text
    assert walk.reload().cards == ["name", ">parts"], "it is not started by a reload"
    walk.press("Go on")
    at_work.go(4)
    walk.until("4 parts")


def test_failing_work_is_told_can_be_tried_again_and_keeps_what_is_above(at_work: AtWork) -> None:
    walk = at_work.walk.answer("fail").until("Beginning")
    at_work.go(2)
    walk.until("The second part is missing. Fetch it.")
    assert walk.problems == ["The second part is missing. Fetch it."]
    assert walk.reload().cards == ["name", ">parts"]
    walk.press("Try again").until("Beginning")
    assert at_work.going == ["fail"]
    walk.press("Change Name")
    assert walk.offered == "fail"
    at_work.go()


def test_going_back_stops_the_work_below_and_uses_nothing_of_it(at_work: AtWork) -> None:
    walk = at_work.walk.answer("Ann").until("Beginning")
    walk.press("Change Name").answer("Bob")
    walk.until("Beginning with Bob")
    at_work.go(8)
    walk.until("4 parts")
    until(lambda: at_work.going == [])
    record = at_work.site.parts.pipelines.find("work", "k")
    assert record is not None
    assert record.results == {"name": "Bob", "parts": 4}


def test_work_that_fails_with_anything_is_told_with_file_and_line(start: Start) -> None:
    text = WORK.replace("GO.acquire()", "GOING[17]")
    walk = start(plugins={"70_work.py": text}).visitor().begin("work").answer("Ann")
    walk.until("IndexError: list index out of range")
    assert "70_work.py, line" in walk.problems[0]


def test_a_result_that_is_no_json_is_told(start: Start) -> None:
    text = WORK.replace("GO.acquire()", "pass").replace("return 4", "return {1, 2}")
    start_walk: Walk = start(plugins={"70_work.py": text}).visitor().begin("work").answer("Ann")
    start_walk.until("a set is no JSON")
    assert start_walk.cards == ["name", ">parts"]


def test_a_key_of_so_far_that_would_come_back_as_another_is_told(start: Start) -> None:
    text = WORK.replace("def parts(name)", "def parts(name, so_far)").replace("GO.acquire()", "so_far[part] = 1")
    walk = start(plugins={"70_work.py": text}).visitor().begin("work").answer("Ann")
    walk.until("What “parts” keeps in so_far has the key 0, which comes back as the text “0”")
    assert walk.cards == ["name", ">parts"]


def test_work_with_a_button_waits_for_its_press(start: Start) -> None:
    text = WORK.replace('"Parts", done', '"Parts", button="Do it", done').replace("GO.acquire()", "pass")
    walk = start(plugins={"70_work.py": text}).visitor().begin("work").answer("Ann")
    assert "Do it" in walk.reload().text
    walk.press("Do it").until("4 parts")


def test_a_failing_show_is_told_and_tried_again(start: Start) -> None:
    text = WORK.replace("GO.acquire()", "pass").replace('f"{parts} are shown"', "GOING[0]")
    site = start(plugins={"70_work.py": text})
    walk = site.visitor().begin("work").answer("Ann")
    walk.until("list index out of range")
    going = plugin(site)["GOING"]
    assert isinstance(going, list)
    going.append("This time it works.")
    assert "list index out of range" in walk.card("shown").get_text()
    walk.press("Try again", walk.card("shown")).until("This time it works.")


PAGE = """
import threading

from server.plugin import Button, Page, Problem, Progress, Secret, Text

page = Page("long", title="Long")
GO = threading.Event()


@page.show("Buttons")
def buttons():
    return [
        Button("Copy", copied, name=Text("Name")),
        Button("Sign", copied, name=Secret("Word")),
        Button("Fail", fail),
    ]


@page.show("Counted")
def counted():
    yield Progress(1, 2, "counting")
    GO.wait()
    return "two are counted"


def copied(name):
    yield Progress(0, 2, f"copying {len(name)}")
    GO.wait()
    return f"{len(name)} letters are copied."


def fail():
    yield "soon"
    raise Problem("It cannot be.")
"""


class LongPage:
    """The page above in one window."""

    def __init__(self, site: RunningSite) -> None:
        self.visitor = site.visitor()
        self.names = vars(__import__("sys").modules[site.parts.plugins.apps["long"].sections[0].function.__module__])  # type: ignore[union-attr]

    @property
    def column(self) -> Tag:
        drawn = self.visitor.get("/apps/long").soup.find(id="column")
        assert isinstance(drawn, Tag)
        return drawn

    @property
    def works(self) -> list[str]:
        return [work.get_text(" ", strip=True) for work in self.column.find_all(class_="work")]

    def press(self, label: str, **form: str) -> None:
        button = next(one for one in self.column.find_all("button") if label in (one.get_text(), one.get("aria-label")))
        target = button if button.get("hx-post") else button.find_parent("form")
        assert isinstance(target, Tag)
        assert self.visitor.post(str(target["hx-post"]), form).status == 200

    def until(self, words: str) -> None:
        until(lambda: any(words in work for work in self.works), what=words)


@pytest.fixture
def long_page(start: Start) -> LongPage:
    return LongPage(start(plugins={"70_long.py": PAGE}))


def test_work_of_buttons_runs_side_by_side_and_is_there_after_a_reload(long_page: LongPage) -> None:
    long_page.press("Copy", **{"a.name": "abc"})
    long_page.press("Copy", **{"a.name": "ABCDE"})
    until(lambda: all("copying" in work for work in long_page.works))
    assert [work.split(" Close")[0][:12] for work in long_page.works] == ["Copy · abc 0", "Copy · ABCDE"]
    assert "copying 3" in long_page.works[0]
    long_page.press("Stop Copy · abc")
    long_page.names["GO"].set()
    long_page.until("5 letters are copied.")
    long_page.until("3 letters are copied.")
    long_page.press("Close Copy · abc")
    assert [work[:12] for work in long_page.works] == ["Copy · ABCDE"]


def test_a_secret_is_not_in_the_name_of_work(long_page: LongPage) -> None:
    long_page.press("Sign", **{"a.name": "hush"})
    long_page.until("Sign")
    assert "hush" not in long_page.visitor.get("/apps/long").text
    long_page.names["GO"].set()


def test_a_failing_button_is_told_on_its_card(long_page: LongPage) -> None:
    long_page.press("Fail")
    long_page.until("It cannot be.")
    assert "soon" in long_page.works[0]
    long_page.press("Copy")
    assert len(long_page.works) == 1, "nothing is begun with a field that is wrong"


def test_a_section_that_yields_tells_how_it_goes(long_page: LongPage) -> None:
    def section() -> str:
        waiting = long_page.column.find(attrs={"hx-get": "/apps/long/section?section=counted"})
        assert isinstance(waiting, Tag)
        return long_page.visitor.get(str(waiting["hx-get"])).text

    until(lambda: "counting" in section())
    assert "two are counted" not in section()
    long_page.names["GO"].set()
    until(lambda: "two are counted" in section())


def test_the_stream_simulator_tells_its_parts(site: RunningSite) -> None:
    visitor = site.visitor()
    page = visitor.get("/apps/stream-simulator").soup
    form = page.find("form")
    assert isinstance(form, Tag)
    column = visitor.post(str(form["hx-post"]), {"a.seconds": "0"})
    assert "Start · 0" in column.text
    until(lambda: "All 0 parts are done." in visitor.get("/apps/stream-simulator").text)
    visitor.post(str(form["hx-post"]), {"a.seconds": "600"})
    until(lambda: "Part 2 of 6000" in visitor.get("/apps/stream-simulator").text)


def test_the_app_ends_at_once_while_work_goes_on(start: Start) -> None:
    site = start()
    visitor = site.visitor()
    form = visitor.get("/apps/stream-simulator").soup.find("form")
    assert isinstance(form, Tag)
    visitor.post(str(form["hx-post"]), {"a.seconds": "600"})
    site.parts.leave()
    job = site.parts.jobs.of_buttons("stream-simulator", "")[0]
    assert job.over
    visitor.post(str(form["hx-post"]), {"a.seconds": "600"})
    assert len(site.parts.jobs.of_buttons("stream-simulator", "")) == 1, "nothing is begun any more"
