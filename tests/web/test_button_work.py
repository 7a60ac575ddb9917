"""Buttons and sections of a page that yield: they run side by side, tell how they go, and end with the app."""

from collections.abc import Callable

import pytest
from bs4 import Tag

from tests.display import until
from tests.web.site import RunningSite

Start = Callable[..., RunningSite]

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
