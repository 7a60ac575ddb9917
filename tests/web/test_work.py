"""Steps that yield tell how they go, can be stopped, and end in what they return."""

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
