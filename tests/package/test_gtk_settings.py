"""The settings page of the installed program's window: what is chosen there holds at once, and at the next start."""

from __future__ import annotations

from pathlib import Path

from tests.display import until
from tests.package.opened import Desk
from tests.package.person import Person
from tests.package.walking import type_path
from tests.whole import walk

CHOOSE = "Choose another folder…"
DARK, LIGHT = 0.35, 0.75
"""Of how bright a picture of the window is."""
MENU_BAR = "%[fx:p{w-20,10}.intensity]"


def test_the_downloads_folder_is_chosen_in_the_systems_dialog_and_files_move_or_stay(
    at_desk: Desk, person: Person
) -> None:
    user, home = at_desk.user, at_desk.user.home
    usual, moved, left = home / "Downloads" / "Pipulate Desktop", home / "exports of mine", home / "more exports"
    user.said(at_desk.command, "--demo", "export", walk.SITE)
    content = walk.whole(usual)
    user.owns(make(moved))
    user.owns(make(left))
    opened = at_desk.open("--demo")
    person.press("Settings", ("link",), then=CHOOSE)
    choose(person, moved)
    person.press("Move it", then=f"Saved: files go to {moved} from now on")
    person.find("1 of 1 file moved")
    assert (moved / walk.PLACE).read_bytes() == content
    assert not (usual / walk.PLACE).exists()
    choose(person, left)
    person.press("Leave it", then=f"Saved: new files go to {left}.")
    assert (moved / walk.PLACE).read_bytes() == content
    assert list(left.iterdir()) == []
    person.press("Settings", ("link",), then=f"1 file still in {moved}")
    person.press(CHOOSE)
    person.find("Open folder", ("file chooser",))
    person.dialog("Open folder")
    person.keys("Escape")
    person.find("The folder stays as it is.")
    assert opened.terminate() == 0


def make(folder: Path) -> Path:
    folder.mkdir()
    return folder


def choose(person: Person, folder: Path) -> None:
    person.press(CHOOSE)
    type_path(person, "Open folder", folder, "ctrl+l")


def test_the_colours_are_chosen_and_kept(at_desk: Desk, person: Person) -> None:
    first = at_desk.open()
    person.press("Settings", ("link",), then="Light or dark")
    assert person.find("As the system has it", ("radio button",)).checked
    person.press("Dark", ("radio button",))
    until(lambda: first.picture("%[fx:mean]") < DARK, what="a dark page")
    until(lambda: first.picture(MENU_BAR) < DARK, what="a dark menu bar")
    assert first.terminate() == 0
    again = at_desk.open()
    person.find("Light or dark")
    assert person.find("Dark", ("radio button",)).checked
    until(lambda: again.picture("%[fx:mean]") < DARK, what="a dark page again")
    until(lambda: again.picture(MENU_BAR) < DARK, what="a dark menu bar again")
    person.press("Light", ("radio button",))
    until(lambda: again.picture("%[fx:mean]") > LIGHT, what="a light page")
    until(lambda: again.picture(MENU_BAR) > LIGHT, what="a light menu bar")
    assert again.terminate() == 0
