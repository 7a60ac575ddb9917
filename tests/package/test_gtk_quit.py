"""The installed program's window is quit: every way, with nothing under way and with an export."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from server.adapters.database import Database
from server.adapters.exports import Exports
from server.domain.export import ExportRequest
from tests.display import until
from tests.files import files_below
from tests.package.opened import END, Desk, Opened
from tests.package.person import Person
from tests.simulator import SimulatorProcess, put

QUESTION = "An export is under way: every url.csv"
ROWS = 3957


def with_the_menu(opened: Opened, person: Person) -> None:
    person.choose("File", "Quit")


def with_the_keys(opened: Opened, person: Person) -> None:
    opened.display.xdotool("windowfocus", "--sync", opened.window())
    person.keys("ctrl+q")


def with_the_windows_button(opened: Opened, person: Person) -> None:
    opened.close()


def at_the_log_out(opened: Opened, person: Person) -> None:
    opened.process.terminate()


def at_the_log_out_with_a_dialog_open(opened: Opened, person: Person) -> None:
    person.press("Settings", ("link",), then="Choose another folder…")
    person.press("Choose another folder…")
    opened.display.wait_for("^Open folder$")
    opened.process.terminate()


WAYS = [with_the_menu, with_the_keys, with_the_windows_button, at_the_log_out, at_the_log_out_with_a_dialog_open]


@pytest.fixture
def exporting(at_desk: Desk, person: Person, simulator_process: SimulatorProcess) -> Opened:
    """A window whose export Botify works at, until the pace says otherwise."""
    put(simulator_process, "pace", {"created": 1000, "processing": 0})
    file = at_desk.stored("pipulate.sqlite3")
    file.parent.mkdir(parents=True, mode=0o700)
    database = Database(file)
    asked = ExportRequest({"org": "demo", "project": "tea-shop"}, "20260601", "every url", dimensions=["url"])
    Exports(database, downloads(at_desk)).ask(simulator_process.api, asked)
    database.close()
    at_desk.user.owns(at_desk.user.home)
    opened = at_desk.open(BOTIFY_API_URL=simulator_process.api, BOTIFY_TOKEN=simulator_process.token)
    person.find("What do you want to do?", ("heading",))
    at_desk.loads("/")
    return opened


def downloads(at_desk: Desk) -> Path:
    return at_desk.user.home / "Downloads" / "Pipulate Desktop"


@pytest.mark.parametrize("quits", WAYS)
def test_nothing_is_asked_and_nothing_is_left_running(
    at_desk: Desk, person: Person, quits: Callable[[Opened, Person], None]
) -> None:
    opened = at_desk.open()
    person.find("Try it with demo data")
    at_desk.loads("/")
    quits(opened, person)
    assert opened.ended() == 0
    assert "the end hung" not in at_desk.log()
    assert not at_desk.stored("window.door").exists()


def test_with_an_export_under_way_it_is_asked_and_one_may_stay_or_quit(
    at_desk: Desk, person: Person, exporting: Opened
) -> None:
    exporting.close()
    person.find(QUESTION)
    person.press("Stay")
    until(lambda: not person.sees(QUESTION), what="the end of the question")
    with_the_menu(exporting, person)
    person.find(QUESTION)
    person.keys("Escape")
    until(lambda: not person.sees(QUESTION), what="the end of the question")
    with_the_keys(exporting, person)
    person.press("Quit now")
    assert exporting.ended() == 0
    assert "the end hung" not in at_desk.log()
    assert not files_below(downloads(at_desk), "*.csv")


def test_it_goes_on_in_the_background_and_ends_with_the_export(
    at_desk: Desk, person: Person, exporting: Opened, simulator_process: SimulatorProcess
) -> None:
    place = exporting.place()
    exporting.close()
    person.press("Go on in the background")
    until(lambda: not exporting.ids(), what="a hidden window")
    assert at_desk.start().process.wait(END) == 0
    until(exporting.in_front, what="the window back and in front")
    until(lambda: exporting.place() == place, what="the window where it was")
    exporting.close()
    person.press("Go on in the background")
    until(lambda: not exporting.ids(), what="a hidden window")
    put(simulator_process, "pace", {"created": 0, "processing": 0})
    assert exporting.ended() == 0
    (file,) = files_below(downloads(at_desk), "*.csv")
    assert len(file.read_text("utf-8").splitlines()) == 1 + ROWS


def test_a_log_out_asks_nothing_and_the_next_start_goes_on(
    at_desk: Desk, person: Person, exporting: Opened, simulator_process: SimulatorProcess
) -> None:
    assert exporting.terminate() == 0
    assert not files_below(downloads(at_desk), "*.csv")
    put(simulator_process, "pace", {"created": 0, "processing": 0})
    again = at_desk.open(BOTIFY_API_URL=simulator_process.api, BOTIFY_TOKEN=simulator_process.token)
    file = until(lambda: next(iter(files_below(downloads(at_desk), "*.csv")), None), what="the file")
    assert len(file.read_text("utf-8").splitlines()) == 1 + ROWS
    assert again.terminate() == 0


def test_a_page_that_hangs_does_not_keep_it(at_desk: Desk, person: Person, exporting: Opened) -> None:
    hanging = exporting.web_process()
    os.kill(hanging, signal.SIGSTOP)
    exporting.close()
    exporting.display.wait_for("^Quit Pipulate Desktop$")
    person.keys("alt+o")
    assert exporting.process.wait(END) == 0
    os.kill(hanging, signal.SIGCONT)
    assert exporting.ended() == 0
