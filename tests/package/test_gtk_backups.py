"""A backup is put back from the installed program's settings page: it starts again by itself, and goes on."""

from __future__ import annotations

from tests.display import until
from tests.package.opened import Desk
from tests.package.person import Person

NAME = "Name of the pipeline"
BACK = "was put back. What was there before is kept as a backup, too."


def begin(person: Person, key: str) -> None:
    person.choose("Go", "Hello World")
    person.type(key, NAME)
    until(lambda: person.value(NAME) == key, what=f"{key!r} in the field")
    person.keys("Return")
    person.find("What shall I call you?")


def test_a_backup_is_made_and_put_back(at_desk: Desk, person: Person) -> None:
    opened = at_desk.open("--demo")
    person.find("What do you want to do?", ("heading",))
    begin(person, "before the backup")
    person.choose("File", "Settings…")
    person.find("Light or dark")
    person.keys("End")  # which is quicker than the wheel
    person.press("Make one now", ("push button",), then="Made: ")
    begin(person, "after the backup")
    person.choose("File", "Settings…")
    person.press("Put back", ("push button",), then="Put back all pipelines, lists and settings")
    buttons = [one for one in person.look() if (one.role, one.name) == ("push button", "Put back")]
    person.point(buttons[-1])  # that of the question, which is drawn above the page
    person.find(BACK)
    person.press("All right", ("push button",))
    until(lambda: not person.sees(BACK), what="the end of the message")
    begin(person, "since then")
    assert opened.terminate() == 0
    assert "the end hung" not in at_desk.log()
    again = at_desk.open("--demo")
    person.find("Pipelines", ("link",))
    person.choose("Go", "Pipelines")
    for key in ("before the backup", "since then"):
        person.find(key)
    assert not person.sees("after the backup")
    assert again.terminate() == 0
