"""The real window where the screens change: a second one to the right of the first comes and goes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.test_window_again import ended, geometry, started
from tests.display import Display, display_with, until

pytestmark = pytest.mark.skipif(not shutil.which("xrandr"), reason="xrandr is not installed")
WIDE = 700
LEFT, RIGHT = f"{WIDE}/185x1000/265+0+0", f"{WIDE}/185x1000/265+{WIDE}+0"


@pytest.fixture
def display() -> Iterator[Display]:
    with display_with("openbox") as made:
        yield made


def screens(display: Display, *places: str) -> None:
    """Parts the display into screens, of which the first is a monitor's, the others are added."""
    for number, place in enumerate(places):
        made = ["xrandr", "--setmonitor", f"part{number}", place, "none" if number else "screen"]
        subprocess.run(made, env=display.environment(), capture_output=True, check=True)


def screen_gone(display: Display) -> None:
    subprocess.run(["xrandr", "--delmonitor", "part1"], env=display.environment(), capture_output=True, check=True)


def remembering(tmp_path: Path, **place: Any) -> None:
    """As if an earlier window had been there."""
    (tmp_path / "data").mkdir(exist_ok=True)
    whole = {"width": 560, "height": 500, "x": 800, "y": 60, "maximised": False} | place
    (tmp_path / "data/window.json").write_text(json.dumps({"place": whole, "page": "/", "theme": ""}))


def across(display: Display) -> tuple[int, int]:
    """From where to where the page reaches on the display."""
    left, _, width, _ = geometry(display)
    return left, left + width


def test_a_window_stays_on_the_second_screen_and_comes_back_where_that_is_gone(
    display: Display, tmp_path: Path
) -> None:
    screens(display, LEFT, RIGHT)
    remembering(tmp_path)
    process = started(display, tmp_path)
    until(lambda: across(display)[0] in range(790, 820), what="the window on the second screen")
    ended(process)
    screen_gone(display)
    process = started(display, tmp_path)
    until(lambda: across(display)[0] >= 0 and across(display)[1] <= WIDE, what="the window on the screen that is left")
    ended(process)


def test_a_maximised_window_fills_the_screen_it_was_on(display: Display, tmp_path: Path) -> None:
    screens(display, LEFT, RIGHT)
    remembering(tmp_path, maximised=True)
    process = started(display, tmp_path)
    until(lambda: across(display)[0] >= WIDE and across(display)[1] > 2 * WIDE - 10, what="the second screen filled")
    ended(process)
    screen_gone(display)
    process = started(display, tmp_path)
    until(lambda: across(display)[0] < 10 and across(display)[1] in range(WIDE - 10, WIDE + 1), what="the first filled")
    ended(process)
