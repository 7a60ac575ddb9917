"""The real window behind another one: an export that ends marks its title and tells the system, until one looks."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import pytest
from playwright.sync_api import expect

from tests import under_way
from tests.desktop.test_notes import bus, taken
from tests.display import Display, RealWindow, until
from tests.simulator import SimulatorProcess

assert bus and taken  # fixtures


@pytest.fixture
def other(xvfb: Display) -> Iterator[str]:
    """The name of another program's window, once it was asked for."""
    process = subprocess.Popen(["xmessage", "-name", "another", "in front"], env=xvfb.environment())
    yield "another"
    process.kill()
    process.wait(20)


def titles(display: Display) -> str:
    listed = subprocess.run(["wmctrl", "-l"], env=display.environment(), capture_output=True, text=True, check=True)
    return listed.stdout


@pytest.fixture
def exporting(
    real_window: Callable[..., RealWindow],
    simulator_process: SimulatorProcess,
    tmp_path: Path,
    bus: str,
) -> RealWindow:
    """A window whose export Botify works at, until the pace says otherwise."""
    under_way.held(simulator_process)
    under_way.ask(tmp_path, simulator_process)
    window = real_window(environment={**under_way.botify(simulator_process), "DBUS_SESSION_BUS_ADDRESS": bus})
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    window.window()
    return window


def test_an_export_that_ends_behind_another_window_marks_the_title_until_one_looks(
    exporting: RealWindow,
    simulator_process: SimulatorProcess,
    taken: TextIO,
    request: pytest.FixtureRequest,
) -> None:
    display = exporting.display
    request.getfixturevalue("other")
    display.wait_for("another")
    until(lambda: not exporting.page.evaluate("document.hasFocus()"), what="that nobody looks")
    under_way.let_go(simulator_process)
    assert json.loads(taken.readline())[2].startswith("“every url” of demo/tea-shop is finished: ")
    until(lambda: "● Pipulate Desktop" in titles(display), what="the mark")
    marked = display.windows("Pipulate Desktop$")[-1]
    display.xdotool("windowactivate", "--sync", marked)
    until(lambda: "●" not in titles(display), what="the end of the mark")
    assert exporting.close() == 0


def test_an_export_that_goes_on_without_the_window_says_when_it_ends(
    exporting: RealWindow,
    simulator_process: SimulatorProcess,
    taken: TextIO,
) -> None:
    subprocess.run(["wmctrl", "-c", "Pipulate Desktop"], env=exporting.display.environment(), check=True)
    exporting.page.get_by_role("button", name="Go on in the background").click()
    until(lambda: "Pipulate Desktop" not in titles(exporting.display), what="a hidden window")
    under_way.let_go(simulator_process)
    assert json.loads(taken.readline())[2].startswith("“every url” of demo/tea-shop is finished: ")
    assert exporting.process.wait(30) == 0
