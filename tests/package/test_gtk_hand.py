"""What the hand does in the installed program's window: its context menu, and things dragged out of other programs."""

from __future__ import annotations

from tests.display import until
from tests.drag import drag
from tests.package.opened import Desk
from tests.package.person import FIELDS, Person
from tests.simulator import SimulatorProcess

NAME = "Name of the pipeline"
ITEM = ("menu item",)


def test_text_and_links_are_copied_with_the_right_button(at_desk: Desk, person: Person) -> None:
    def holds(text: str) -> None:
        until(lambda: person.value(NAME) == text, what=f"{text!r} in the field")

    def menu(name: str, roles: tuple[str, ...], item: str) -> None:
        person.press(name, roles, then="Select all" if roles == FIELDS else item, button=3)
        person.point(person.exactly(item, "menu item"))
        until(lambda: not any(one.role == "menu item" for one in person.look()), what="no menu")

    opened = at_desk.open("--demo")
    person.press("Hello World", ("link",), then=NAME)
    person.type("tea pot", NAME)
    holds("tea pot")
    menu(NAME, FIELDS, "Select all")
    menu(NAME, FIELDS, "Cut")
    holds("")
    person.press(NAME, FIELDS, then="Select all", button=3)
    assert {one.name: one.enabled for one in person.look() if one.role == "menu item"} == {
        "Cut": False,
        "Copy": False,
        "Paste": True,
        "Select all": True,
    }
    person.keys("Escape")
    menu(NAME, FIELDS, "Paste")
    holds("tea pot")
    menu(NAME, FIELDS, "Select all")
    menu(NAME, FIELDS, "Copy")
    person.press(NAME, FIELDS)
    person.keys("End")
    menu(NAME, FIELDS, "Paste")
    holds("tea pottea pot")
    menu("Pipelines", ("link",), "Copy link")
    person.press(NAME, FIELDS)
    person.keys("ctrl+a", "ctrl+v")
    holds("Pipelines")
    assert opened.terminate() == 0


def test_an_address_dragged_out_of_another_program_begins_an_export(at_desk: Desk, person: Person) -> None:
    opened = at_desk.open("--demo")
    person.find("What do you want to do?", ("heading",))
    drag(opened.display, "https://app.botify.com/demo/tea-shop/crawl?x=1", opened.window())
    until(lambda: _address(person) == "https://app.botify.com/demo/tea-shop/", what="the address in its field")
    drag(opened.display, "https://app.botify.com/demo/other/", opened.window())
    until(lambda: _address(person) == "https://app.botify.com/demo/other/", what="the next address in its field")
    drag(opened.display, "tea and biscuits", opened.window())
    person.find("What was dropped is no address of a Botify project.")
    assert opened.terminate() == 0


def _address(person: Person) -> str:
    return person.value("Project address") if person.sees("Project address") else ""


def test_a_token_file_dragged_out_of_another_program_is_asked_about_first(
    at_desk: Desk, person: Person, simulator_process: SimulatorProcess
) -> None:
    photo, token = at_desk.user.home / "holiday.jpg", at_desk.user.home / "botify_token.txt"
    photo.write_text("x")
    opened = at_desk.open(BOTIFY_API_URL=simulator_process.api)
    person.find("Try it with demo data")
    token.write_text(f"{simulator_process.token}\n# username: ann\n")
    at_desk.user.owns(token)
    drag(opened.display, photo.as_uri(), opened.window())
    person.find("“holiday.jpg” is nothing to drop here.")
    drag(opened.display, token.as_uri(), opened.window())
    person.press("Not now", ("push button",))
    until(lambda: not person.sees("Not now"), what="the end of the question")
    drag(opened.display, token.as_uri(), opened.window())
    person.press("Connect", ("push button",), then="Connected to Botify")
    assert not any(simulator_process.token in f"{one.name} {one.text}" for one in person.look())
    assert simulator_process.token not in at_desk.log()
    assert opened.terminate() == 0
