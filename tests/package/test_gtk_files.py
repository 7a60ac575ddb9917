"""Files of the installed program: opened, shown in their folder and saved elsewhere, from its window."""

from __future__ import annotations

from pathlib import Path

from tests.display import until
from tests.package.opened import DATA, LOG, Desk
from tests.package.person import Person
from tests.package.surroundings import Opener, opener, session
from tests.package.walking import export_the_demo, type_path

BUNDLE = "/usr/lib/pipulate-desktop"


def test_an_exported_file_is_opened_shown_in_its_folder_and_saved_elsewhere(at_desk: Desk, person: Person) -> None:
    home, system = at_desk.user.home, opener(at_desk.user)
    with session(at_desk.user) as heard:
        opened = at_desk.open(PATH=system.path)
        file = export_the_demo(person, home)
        person.point(person.exactly("Show in folder", "push button"))
        assert heard() == ["shown", file.as_uri()]
        person.point(person.exactly("Open", "push button"))
        asked_to_open(system, file.with_name(f"{file.stem} (for spreadsheets).csv"))
        person.choose("File", "Open downloads folder")
        asked_to_open(system, file.parents[3])
        person.choose("Help", "Open logs folder")
        asked_to_open(system, (home / LOG).parent)
        person.choose("Help", "Open plug-ins folder")
        asked_to_open(system, home / DATA / "plugins")
        assert not_the_users_own(system.environment()) == {}
        person.choose("File", "Save CSV as…")
        type_path(person, "Save file", home / "a copy.csv")
        until((home / "a copy.csv").is_file, what="the copy")
        assert (home / "a copy.csv").read_bytes() == file.read_bytes()
        (home / "a copy.csv").write_text("an older one")
        person.point(person.exactly("Save as…", "push button"))
        type_path(person, "Save file", home / "a copy")
        person.find("a copy.csv is there already. Replace it?")
        person.point(person.exactly("OK", "push button"))
        until(lambda: (home / "a copy.csv").read_bytes() == file.read_bytes(), what="the copy anew")
        assert sorted(path.name for path in home.glob("*.csv")) == ["a copy.csv"]
        assert opened.terminate() == 0


def asked_to_open(system: Opener, path: Path) -> None:
    until(lambda: system.opened()[-1:] == [str(path)], what=f"the call to open {path}")


def not_the_users_own(environment: dict[str, str]) -> dict[str, str]:
    """What is the frozen program's own, with which other programs would load its libraries."""
    adds = {"LD_LIBRARY_PATH", "GIO_MODULE_DIR", "GI_TYPELIB_PATH"}
    own = {name for name, value in environment.items() if BUNDLE in value or name.startswith("_PYI_")}
    return {name: environment[name] for name in own | (adds & environment.keys())}


def test_with_no_export_the_menu_says_so(at_desk: Desk, person: Person) -> None:
    opened = at_desk.open()
    person.find("Try it with demo data")
    person.choose("File", "Save CSV as…")
    person.find("There is no finished export yet. Export a CSV first, then save it where you like.")
    person.dialog("Save CSV as…")
    assert [one.name for one in person.look("around") if one.role == "push button"] == ["OK"]
    person.keys("Return")
    until(lambda: not person.sees("There is no finished export yet."), what="the end of the message")
    assert opened.terminate() == 0
