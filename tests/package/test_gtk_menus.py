"""The menus of the installed program's window: complete as the table says, and each item does what it says."""

from __future__ import annotations

import pytest

from tests.display import MENUS, until
from tests.package.opened import Desk, Opened
from tests.package.person import FIELDS, Person

NAME = "Name of the pipeline"
DARK, LIGHT = 0.35, 0.75
"""Of how bright a picture of the window is; its menu bar stays as the desktop has it."""
PAGES = {
    ("Go", "Pipelines"): "Pipelines",
    ("Go", "Hello World"): "Hello World",
    ("Go", "Botify CSV export"): "Botify CSV export",
    ("Help", "Guide"): "Guide",
    ("Help", "What's new"): "What's new",
    ("Help", "Field gallery"): "Field gallery",
    ("Help", "Copy diagnostics…"): "Diagnostics",
    ("Help", "About"): "Pipulate Desktop",
    ("File", "Settings…"): "Settings",
    ("Go", "Home"): "What do you want to do?",
}


@pytest.fixture
def opened(at_desk: Desk, person: Person) -> Opened:
    """The program on its first page, with its window in front."""
    one = at_desk.open("--demo")
    person.find("What do you want to do?", ("heading",))
    return one


def test_every_menu_has_the_items_of_the_table(opened: Opened, person: Person) -> None:
    shown = {}
    for title in MENUS:
        shown[title] = list(person.menu(title))
        person.keys("Escape")
        until(lambda: not any(one.role == "menu item" for one in person.look("around")), what="no menu")
    assert shown == MENUS
    assert opened.terminate() == 0


def test_the_items_that_go_somewhere_go_there_and_back(opened: Opened, person: Person) -> None:
    for (title, item), heading in PAGES.items():
        person.choose(title, item)
        person.find(heading, ("heading",))
    person.choose("View", "Back")
    person.find("Settings", ("heading",))
    person.choose("Help", "Copy diagnostics…")
    person.press("Copy", ("push button",), then="Copied")
    assert opened.terminate() == 0


def test_the_view_is_zoomed_darkened_and_put_on_the_full_screen(opened: Opened, person: Person) -> None:
    def height() -> int:
        return person.find("What do you want to do?", ("heading",)).height

    usual, place = height(), opened.place()
    person.choose("View", "Zoom in")
    until(lambda: height() > usual, what="a bigger page")
    person.choose("View", "Zoom out")
    person.choose("View", "Zoom out")
    until(lambda: height() < usual, what="a smaller page")
    person.choose("View", "Actual size")
    until(lambda: height() == usual, what="the page as it was")
    person.choose("View", "Dark")
    until(lambda: opened.picture("%[fx:mean]") < DARK, what="a dark page")
    person.choose("View", "Light")
    until(lambda: opened.picture("%[fx:mean]") > LIGHT, what="a light page")
    person.choose("View", "Full screen")
    until(lambda: opened.place() == (0, 0, 1400, 1000), what="the full screen")
    person.choose("View", "Full screen")
    until(lambda: opened.place() == place, what="the window as it was")
    assert opened.terminate() == 0


def test_text_is_edited_and_a_page_reloaded_with_the_menus(opened: Opened, person: Person) -> None:
    def holds(text: str) -> None:
        until(lambda: person.value(NAME) == text, what=f"{text!r} in the field")

    person.choose("File", "New pipeline")
    person.find("New pipeline", ("combo box", *FIELDS))
    person.keys("Escape")
    person.choose("Go", "Hello World")
    person.type("tea pot", NAME)
    holds("tea pot")
    person.choose("Edit", "Select all")
    person.choose("Edit", "Cut")
    holds("")
    person.choose("Edit", "Paste")
    holds("tea pot")
    person.choose("Edit", "Select all")
    person.choose("Edit", "Copy")
    person.keys("End")
    person.choose("Edit", "Paste")
    holds("tea pottea pot")
    person.choose("View", "Reload")
    holds("")
    person.choose("File", "New pipeline")
    person.find("default-hello-01")
    assert opened.terminate() == 0
