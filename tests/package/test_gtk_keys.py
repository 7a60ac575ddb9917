"""The keys of the installed program's window: the palette, finding, zoom, printing, and the others of every program."""

from __future__ import annotations

import pytest

from tests.display import until
from tests.package.opened import Desk, Opened
from tests.package.person import Person

HOME, NAME = "What do you want to do?", "Name of the pipeline"
MARKED, FOUND = "#ff8f3f", "#ffe08a"


@pytest.fixture
def opened(at_desk: Desk, person: Person) -> Opened:
    """The program on its first page, with its window in front."""
    documents = at_desk.user.home / "Documents"  # as a desktop makes it for a new account
    documents.mkdir()
    config = at_desk.user.home / ".config"
    config.mkdir()
    (config / "user-dirs.dirs").write_text('XDG_DOCUMENTS_DIR="$HOME/Documents"\n')
    at_desk.user.owns(documents)
    at_desk.user.owns(config)
    one = at_desk.open("--demo")
    person.find(HOME, ("heading",))
    one.display.wait_for("^Pipulate Desktop$")
    at_desk.loads("/")
    return one


def test_the_palette_goes_to_an_app_and_escape_leaves_it(opened: Opened, person: Person) -> None:
    person.keys("ctrl+k")
    person.find("Find an app or page", ("combo box",))
    person.find("Hello World", ("list item",))
    opened.display.type("nothing of the kind")
    person.find("Nothing is called so.")
    person.keys("Escape")
    until(lambda: not person.sees("Find an app or page"), what="the end of the palette")
    person.keys("ctrl+k")
    person.find("Hello World", ("list item",))
    opened.display.type("o w")
    until(lambda: person.find("Hello World", ("list item",)).focused, what="the mark on the first that fits")
    person.keys("Down", "Up", "Return")
    person.find("Hello World", ("heading",))
    assert opened.terminate() == 0


def test_a_text_is_found_and_marked_on_the_page(opened: Opened, person: Person) -> None:
    assert opened.painted(MARKED) == 0
    person.keys("ctrl+f")
    person.find("Find on this page")
    opened.display.type("botify")
    person.find("1 of 3")
    until(lambda: opened.painted(MARKED) > 100, what="the mark")
    person.keys("Return")
    person.find("2 of 3")
    person.keys("shift+Return", "shift+Return")
    person.find("3 of 3")
    opened.display.type("x")
    person.find("not found")
    until(lambda: opened.painted(MARKED) + opened.painted(FOUND) == 0, what="no mark left of what was typed before")
    person.keys("BackSpace")
    person.find("1 of 3")
    person.keys("Escape")
    until(lambda: not person.sees("Find on this page"), what="the end of the search")
    until(lambda: opened.painted(MARKED) == 0, what="the end of the mark")
    person.choose("File", "Settings…")
    person.find("Settings", ("heading",))
    person.choose("Edit", "Find…")
    person.find("Find on this page")
    opened.display.type("the system has it")  # in a label, which WebKit does not mark by itself
    person.find("1 of 1")
    until(lambda: opened.painted(MARKED) > 100, what="the mark around a label")
    assert opened.terminate() == 0


def test_the_usual_keys_do_the_usual_things(opened: Opened, person: Person, at_desk: Desk) -> None:
    def height() -> int:
        return person.find(HOME, ("heading",)).height

    usual, place = height(), opened.place()
    person.keys("ctrl+plus")
    until(lambda: height() > usual, what="a bigger page")
    person.keys("ctrl+minus", "ctrl+minus")
    until(lambda: height() < usual, what="a smaller page")
    person.keys("ctrl+0")
    until(lambda: height() == usual, what="the page as it was")
    person.keys("F11")
    until(lambda: opened.place() == (0, 0, 1400, 1000), what="the full screen")
    person.keys("F11")
    until(lambda: opened.place() == place, what="the window as it was")
    person.choose("Go", "Hello World")
    for times, key in enumerate(("ctrl+r", "F5"), 2):
        person.type("tea pot", NAME)
        until(lambda: person.value(NAME) == "tea pot", what="the text in the field")
        person.keys(key)
        until(lambda: person.value(NAME) == "", what="the page anew")
        at_desk.loads("/apps/hello", times)
    person.keys("ctrl+comma")
    person.find("Settings", ("heading",))
    at_desk.loads("/settings")
    person.keys("alt+Left")
    person.find("Hello World", ("heading",))
    assert opened.terminate() == 0


def test_a_page_is_printed_in_the_systems_dialog(opened: Opened, person: Person, at_desk: Desk) -> None:
    person.keys("ctrl+p")
    dialog = opened.display.wait_for("^Print$")
    person.point(person.find("Print to File", ("table cell",)))
    file = at_desk.user.home / "Documents" / "output.pdf"
    person.find("~/Documents/output.pdf", ("push button",))
    until(lambda: person.exactly("Print", "push button").enabled, what="the button")
    person.point(person.exactly("Print", "push button"))
    until(lambda: file.is_file() and file.read_bytes().rstrip().endswith(b"%%EOF"), what="the printed page")
    assert file.read_bytes().startswith(b"%PDF")
    until(lambda: dialog not in opened.display.windows("^Print$"), what="the end of the dialog")
    assert opened.terminate() == 0
