"""Broken on purpose under the installed program: its window is never blank, and mended it works again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.display import until
from tests.package.opened import DATA, Desk, Opened
from tests.package.person import Person
from tests.whole.test_never_blank import disk

COLOURS = 30
"""A window with text and buttons in it has more; a blank one has a frame and a menu bar in a few shades of grey."""


def painted(opened: Opened) -> None:
    until(lambda: opened.picture("%k") > COLOURS, what="a painted window")


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


def its_data(at_desk: Desk) -> Path:
    """The folder of the program's data, made before its first start."""
    folder = at_desk.user.home / DATA
    folder.mkdir(parents=True, mode=0o700)
    at_desk.user.owns(at_desk.user.home)
    return folder


def test_a_page_that_dies_is_shown_anew_and_the_second_time_it_is_told(at_desk: Desk, person: Person) -> None:
    opened = at_desk.open()
    person.press("Settings", ("link",), then="Downloads folder")
    kill(opened.web_process())
    person.find("The page had stopped and is shown anew.")
    person.find("Downloads folder")
    painted(opened)
    kill(opened.web_process())
    person.find("What draws the pages ended twice in a row.")
    painted(opened)
    person.press("Retry", then="What do you want to do?")
    assert opened.terminate() == 0


def test_a_data_folder_that_cannot_be_written(at_desk: Desk, person: Person) -> None:
    folder = its_data(at_desk)
    folder.chmod(0o500)
    opened = at_desk.open()
    person.find(str(folder))
    painted(opened)
    person.press("Retry", then="it still does not start")
    folder.chmod(0o700)
    person.press("Retry", then="What do you want to do?")
    assert opened.terminate() == 0


def test_a_full_disk(at_desk: Desk, person: Person) -> None:
    folder = its_data(at_desk)
    with disk(folder, "size=32k", "mode=700", f"uid={folder.stat().st_uid}"):
        opened = at_desk.open()
        person.find("Check that the disk is not full")
        painted(opened)
        assert opened.terminate() == 0


def test_a_damaged_database_is_kept_and_a_fresh_one_begun(at_desk: Desk, person: Person) -> None:
    folder = its_data(at_desk)
    junk = os.urandom(20_000)
    (folder / "pipulate.sqlite3").write_bytes(junk)
    at_desk.user.owns(folder)
    opened = at_desk.open()
    person.find("was damaged. It is kept as")
    painted(opened)
    (kept,) = folder.glob("pipulate.sqlite3.damaged-*")
    assert kept.read_bytes() == junk
    person.press("Try it with demo data", then="Name of the pipeline")
    assert opened.terminate() == 0
