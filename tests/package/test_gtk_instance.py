"""One instance in the installed program's window: whoever starts it again finds the first one in front."""

from __future__ import annotations

import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.display import Display, until
from tests.package.opened import END, Desk, another, desk
from tests.package.person import Person, account

STRANGER = """
import socket
with socket.create_connection(("127.0.0.1", {port}), 5) as connection:
    connection.sendall(b"0123456789abcdef " + b"0" * 64 + b"\\n")
    print(connection.recv(100))
"""


def test_a_second_start_brings_the_first_to_the_front_and_ends(at_desk: Desk, person: Person) -> None:
    first = at_desk.open()
    person.find("Try it with demo data")
    with another(at_desk.user.display) as comes_to_the_front:
        comes_to_the_front()
        until(lambda: not first.in_front(), what="another window in front")
        assert at_desk.start().process.wait(END) == 0
        until(first.in_front, what="our window in front")
    at_desk.user.display.xdotool("windowminimize", first.window())
    until(lambda: not first.ids(), what="a minimised window")
    assert at_desk.start().process.wait(END) == 0
    until(first.in_front, what="our window back and in front")
    person.press("Settings", ("link",), then="Downloads folder")
    assert first.terminate() == 0


def test_the_desktop_learns_that_a_second_start_is_over(at_desk: Desk, tmp_path: Path) -> None:
    """Else it shows a busy pointer, until it has waited long enough."""
    first = at_desk.open()
    display = at_desk.user.display
    with another(display) as comes_to_the_front, heard_by_all(display, tmp_path / "heard") as told:
        assert at_desk.start().process.wait(END) == 0
        until(first.in_front, what="our window in front")
        comes_to_the_front()
        until(lambda: not first.in_front(), what="another window in front")
        assert "_NET_STARTUP_INFO" not in told.read_text()
        assert at_desk.start(DESKTOP_STARTUP_ID="desk/pipulate-desktop/1-0_TIME1").process.wait(END) == 0
        until(first.in_front, what="our window in front again")
        until(lambda: "_NET_STARTUP_INFO" in told.read_text(), what="the end of the second start")
    assert first.terminate() == 0


@contextmanager
def heard_by_all(display: Display, file: Path) -> Iterator[Path]:
    """What is told to the whole display from now on, written into the file."""
    environment = display.environment()
    with file.open("w") as output:
        process = subprocess.Popen(["xev", "-root", "-event", "property"], env=environment, stdout=output)

    def listens() -> bool:
        subprocess.run(["xprop", "-root", "-f", "TRIED", "8s", "-set", "TRIED", "it"], env=environment, check=True)
        return "TRIED" in file.read_text()

    try:
        until(listens, what="somebody who listens")
        yield file
    finally:
        process.kill()
        process.wait(END)


def test_it_comes_to_the_front_where_no_window_may_push_in(guarded: Display, installed: str) -> None:
    with account(guarded) as user, desk(user, installed) as theirs, another(guarded) as comes_to_the_front:
        first = theirs.open()
        guarded.click(first.window(), 600, 780)
        until(first.in_front, what="our window in front")
        comes_to_the_front()
        guarded.click(guarded.windows("^another$")[-1], 5, 5)
        until(lambda: not first.in_front(), what="another window in front")
        assert theirs.start().process.wait(END) == 0
        until(first.in_front, what="our window in front again")
        assert first.terminate() == 0


def test_of_two_starts_at_once_one_has_the_window(at_desk: Desk) -> None:
    both = [at_desk.start(), at_desk.start()]
    until(lambda: any(one.process.poll() is not None for one in both), what="the end of one of them")
    (left,) = [one for one in both if one.process.poll() is None]
    (gone,) = [one for one in both if one is not left]
    assert gone.process.returncode == 0
    left.window()
    assert left.terminate() == 0


def test_a_kill_leaves_nothing_running_and_nothing_in_the_way(at_desk: Desk, person: Person) -> None:
    killed = at_desk.open()
    person.press("Try it with demo data", then="Name of the pipeline")
    at_desk.loads("/apps/botify-export")
    until(lambda: "/apps/botify-export" in at_desk.stored("window.json").read_text("utf-8"), what="the page in memory")
    killed.process.send_signal(signal.SIGKILL)
    assert killed.ended() == -signal.SIGKILL
    assert at_desk.stored("window.door").exists()
    again = at_desk.open()
    person.find("Name of the pipeline")
    assert again.terminate() == 0


def test_another_user_has_a_window_of_their_own_and_cannot_reach_the_first(
    at_desk: Desk, person: Person, installed: str, xvfb: Display
) -> None:
    first = at_desk.open()
    person.find("Try it with demo data")
    door = until_private(at_desk)
    port = int(door.split()[0])
    with account(xvfb) as visitor, desk(visitor, installed) as theirs:
        second = theirs.open()
        until(second.in_front, what="the visitor's window in front")
        assert first.window() != second.window()
        assert visitor.said("/usr/bin/python3", "-c", STRANGER.format(port=port)).strip() == "b''"
        looked = visitor.start(
            "cat", str(at_desk.stored("window.door")), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert looked.communicate()[0] == ""
        assert theirs.start().process.wait(END) == 0
        until(second.in_front, what="the visitor's window in front, still or again")
        assert second.terminate() == 0
    assert at_desk.start().process.wait(END) == 0
    until(first.in_front, what="the first window in front")
    assert first.terminate() == 0


def until_private(at_desk: Desk) -> str:
    """What is in the file that only its owner may read, in a folder that only they may enter."""
    door = at_desk.stored("window.door")
    until(door.exists, what="the door")
    assert stat.S_IMODE(door.stat().st_mode) == 0o600
    assert stat.S_IMODE(door.parent.stat().st_mode) == 0o700
    assert door.owner() == at_desk.user.name
    return door.read_text("ascii")
