"""The installed program started as a menu does: by its desktop entry."""

from __future__ import annotations

import subprocess

import pytest

from tests.display import until
from tests.package.debian import NAME
from tests.package.opened import OURS, PARTS, Desk, another
from tests.package.person import Account, Person

ENTRY = f"/usr/share/applications/{NAME}.desktop"


def chosen_in_the_menu(user: Account) -> None:
    launched = user.start("gio", "launch", ENTRY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert launched.wait(60) == 0


def test_it_opens_its_window_once_and_comes_to_the_front_again(at_desk: Desk, person: Person) -> None:
    if at_desk.command != NAME:
        pytest.skip("another program is tried, which has no entry")
    user, display = at_desk.user, at_desk.user.display
    chosen_in_the_menu(user)
    person.find("Try it with demo data")
    (window,) = display.windows(OURS)
    asked = ["xprop", "-id", window, "WM_CLASS"]
    told = subprocess.run(asked, env=display.environment(), capture_output=True, text=True, check=True).stdout
    assert f'"{NAME}"' in told, "or the taskbar does not know whose it is"
    with another(display) as comes_to_the_front:
        comes_to_the_front()
        until(lambda: display.xdotool("getactivewindow") != window, what="another window in front")
        chosen_in_the_menu(user)
        until(lambda: display.xdotool("getactivewindow") == window, what="our window in front")
    person.choose("File", "Quit")
    until(lambda: not user.processes(PARTS), what="the end of all its processes")
