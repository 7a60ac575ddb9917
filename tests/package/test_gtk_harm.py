"""The installed program is harmed from within, by a plug-in of its user's own: its window says so, and it ends."""

from __future__ import annotations

import signal

import pytest

from tests.display import until
from tests.package.opened import DATA, Desk, Opened
from tests.package.person import Person

TITLE = "Does harm"
PLUGIN = '''\
"""Reaches into the program it runs in, as no plug-in should."""

import threading
import time
from pathlib import Path

from server.plugin import Button, Page, h

page = Page("harm", title="Does harm", about="On purpose.")


@page.show("Harm")
def harm():
    return [Button("End the server", end_server), Button("Hold the end up", hold), Button("Never end", never_end),
            Button("Stop the window", stop_window), h.A("Elsewhere", href=f"http://localhost:{server().port}/")]


def server():
    (thread,) = [one for one in threading.enumerate() if one.name == "server"]
    return thread._target.__self__


def end_server():
    (listening,) = server()._uvicorn.servers
    loop = listening.get_loop()
    loop.call_soon_threadsafe(loop.stop)


def hold():
    session = server()._on_death.__self__
    session._lock.acquire()
    return "Nothing is closed any more."


def never_end():
    threading.Thread(target=threading.Event().wait, name="for ever").start()
    return "It waits for ever."


def stop_window():
    from gi.repository import GLib

    GLib.idle_add(stand_still)
    return "The window stops."


def stand_still():
    (Path.home() / "stands still").touch()
    time.sleep(1000)
'''


@pytest.fixture
def harmed(at_desk: Desk, person: Person) -> Opened:
    """The program on the plug-in's page."""
    folder = at_desk.user.home / DATA / "plugins"
    folder.mkdir(parents=True)
    (folder / "50_harm.py").write_text(PLUGIN)
    at_desk.user.owns(at_desk.user.home)
    opened = at_desk.open()
    person.press(TITLE, ("link",), then="End the server")
    return opened


def test_a_server_that_dies_is_told_and_started_again(at_desk: Desk, person: Person, harmed: Opened) -> None:
    person.press("End the server", ("push button",), then="The app's own server ended while the window was open.")
    until(lambda: harmed.picture("%k") > 30, what="a painted window")
    person.press("Retry", ("push button",), then="What do you want to do?")
    person.press(TITLE, ("link",), then="End the server")
    person.press("End the server", ("push button",), then="The app's own server ended while the window was open.")
    person.choose("Go", "Pipelines")
    person.find("Pipelines", ("heading",))
    assert harmed.terminate() == 0
    assert "the end hung" not in at_desk.log()


def test_an_end_that_hangs_is_made_and_the_next_start_finds_nothing_in_its_way(
    at_desk: Desk, person: Person, harmed: Opened
) -> None:
    person.press("Hold the end up", ("push button",), then="Nothing is closed any more.")
    harmed.close()
    assert harmed.ended() == 0
    assert "the end hung and was made" in at_desk.log()
    again = at_desk.open()
    person.find(TITLE, ("heading",))
    assert again.terminate() == 0


def test_a_page_of_another_origin_is_left_at_once(at_desk: Desk, person: Person, harmed: Opened) -> None:
    person.press("Elsewhere", ("link",), then="What do you want to do?")
    assert "the window left the app; going home" in at_desk.log()
    assert harmed.terminate() == 0


def test_a_thread_that_never_ends_does_not_keep_it(at_desk: Desk, person: Person, harmed: Opened) -> None:
    person.press("Never end", ("push button",), then="It waits for ever.")
    harmed.close()
    assert harmed.ended() == 0
    assert "left with threads still busy: ['for ever']" in at_desk.log()
    assert "the end hung" not in at_desk.log()


def test_a_window_that_hangs_does_not_keep_it(at_desk: Desk, person: Person, harmed: Opened) -> None:
    person.press("Stop the window", ("push button",))
    until((at_desk.user.home / "stands still").exists, what="a window that does nothing")
    harmed.process.send_signal(signal.SIGTERM)
    assert harmed.ended() == 0
    assert "the end hung and was made" in at_desk.log()
