"""The installed program where the display is Wayland's: no X server, no place on the screen, the front by leave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.display import Display, until
from tests.package.opened import END, Desk, desk
from tests.package.person import Account, account

CONFIGURATION = """
output HEADLESS-1 mode 1400x1000
for_window [app_id=".*"] floating enable
xwayland disable
"""
HEADLESS = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}


@dataclass
class Wayland:
    """A display of one user's, run by sway without a screen."""

    user: Account
    folder: Path
    """XDG_RUNTIME_DIR"""

    def environment(self) -> dict[str, str]:
        """Of a program that is to be shown there."""
        return {"XDG_RUNTIME_DIR": str(self.folder), "WAYLAND_DISPLAY": "wayland-1", "DISPLAY": ""}

    def ready(self) -> bool:
        return (self.folder / "wayland-1").exists() and any(self.folder.glob("sway-ipc.*"))

    def ask(self, *what: str) -> Any:
        (door,) = self.folder.glob("sway-ipc.*")
        return json.loads(self.user.said("swaymsg", "--socket", str(door), "--raw", *what))

    def window(self) -> dict[str, Any]:
        """The only one, as soon as it is there."""
        return until(lambda: _windows(self.ask("--type", "get_tree")), END, "the window")[0]

    def size(self) -> tuple[int, int]:
        """Of what is inside its frame."""
        inside = self.window()["window_rect"]
        return inside["width"], inside["height"]

    def tell(self, what: str) -> None:
        (done,) = self.ask(f"[con_id={self.window()['id']}] {what}")
        assert done["success"], done


def _windows(node: dict[str, Any]) -> list[dict[str, Any]]:
    below = [found for inner in node["nodes"] + node["floating_nodes"] for found in _windows(inner)]
    return [node, *below] if node.get("pid") else below


@contextmanager
def wayland(user: Account) -> Iterator[Wayland]:
    configuration, folder = user.home / "sway", user.home / "run"
    configuration.write_text(CONFIGURATION)
    folder.mkdir(mode=0o700)
    user.owns(user.home)
    made = Wayland(user, folder)
    environment = HEADLESS | {"XDG_RUNTIME_DIR": str(folder), "DISPLAY": ""}
    process = user.start("sway", "--config", str(configuration), environment=environment)
    try:
        until(made.ready, what="a Wayland display")
        yield made
    finally:
        process.terminate()
        process.wait(END)


@pytest.fixture
def place(xvfb: Display, installed: str) -> Iterator[tuple[Wayland, Desk]]:
    """A Wayland display, and the desk there."""
    with account(xvfb) as user, wayland(user) as shown, desk(user, installed) as theirs:
        yield shown, theirs


def test_it_is_as_large_as_it_was_and_leaves_its_place_to_the_desktop(place: tuple[Wayland, Desk]) -> None:
    shown, theirs = place
    opened = theirs.start(**shown.environment())
    assert shown.window()["app_id"] == "pipulate-desktop"
    theirs.loads("/")
    shown.tell("resize set 900 700")
    until(lambda: 890 <= shown.size()[0] <= 900, what="the size that was chosen")
    width, height = shown.size()
    for _ in range(3):
        shown.tell("kill")
        assert opened.ended() == 0
        stored = json.loads(theirs.stored("window.json").read_text("utf-8"))["place"]
        assert stored == {"width": width, "height": height, "x": None, "y": None, "maximised": False}
        opened = theirs.start(**shown.environment())
        until(lambda: shown.size() == (width, height), what="the same size")
    assert opened.terminate() == 0
    assert "nobody caught" not in theirs.log()


def test_a_second_start_hands_its_leave_to_come_to_the_front_on(place: tuple[Wayland, Desk], tmp_path: Path) -> None:
    shown, theirs = place
    with (tmp_path / "said").open("w+") as said:
        first = theirs.user.start(
            theirs.command, environment=shown.environment() | {"WAYLAND_DEBUG": "1"}, stderr=said, stdout=said
        )
        shown.window()
        until(lambda: theirs.stored("window.door").exists(), what="the door")
        assert theirs.start(**shown.environment(), XDG_ACTIVATION_TOKEN="given-for-this-start").process.wait(END) == 0
        asked = '.activate("given-for-this-start", wl_surface@'
        until(lambda: asked in (tmp_path / "said").read_text("utf-8", "replace"), what="the question for the front")
        first.terminate()
        assert first.wait(END) == 0
