"""The real window is quit while an export is under way: both answers, and none."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import under_way
from tests.display import PROGRAM, RealWindow, until
from tests.files import files_below
from tests.simulator import SimulatorProcess

OURS = "^Pipulate Desktop$"


@pytest.fixture
def exporting(
    real_window: Callable[..., RealWindow], simulator_process: SimulatorProcess, tmp_path: Path
) -> RealWindow:
    """A window whose export Botify works at, until the pace says otherwise."""
    under_way.held(simulator_process)
    under_way.ask(tmp_path, simulator_process)
    window = real_window(environment=under_way.botify(simulator_process))
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    return window


def close(window: RealWindow) -> None:
    """With the window's own button."""
    window.window()
    subprocess.run(["wmctrl", "-c", "Pipulate Desktop"], env=window.display.environment(), check=True)


def test_quit_now_ends_at_once(exporting: RealWindow, tmp_path: Path) -> None:
    close(exporting)
    page = exporting.page
    expect(page.get_by_role("heading", name="An export is under way: every url.csv")).to_be_visible()
    page.get_by_role("button", name="Stay").click()
    expect(page.get_by_role("dialog")).not_to_be_visible()
    page.keyboard.press("Control+q")
    button = page.get_by_role("button", name="Quit now")
    expect(button).to_be_visible()
    button.click(no_wait_after=True)
    assert exporting.process.wait(20) == 0
    assert "the end hung" not in (tmp_path / "data/logs/pipulate.log").read_text("utf-8")


def test_it_goes_on_in_the_background_and_ends_with_the_export(
    exporting: RealWindow, simulator_process: SimulatorProcess, tmp_path: Path
) -> None:
    display = exporting.display
    close(exporting)
    exporting.page.get_by_role("button", name="Go on in the background").click()
    until(lambda: not display.windows(OURS), what="a hidden window")
    assert exporting.process.poll() is None

    folders = ["--data-dir", str(tmp_path / "data"), "--downloads-dir", str(tmp_path / "downloads")]
    environment = {**display.environment(), "HOME": str(tmp_path)}
    subprocess.run([*PROGRAM, *folders], env=environment, timeout=60, check=True)
    until(lambda: display.windows(OURS), what="the window back")

    close(exporting)
    exporting.page.get_by_role("button", name="Go on in the background").click()
    until(lambda: not display.windows(OURS), what="a hidden window")
    under_way.let_go(simulator_process)
    assert exporting.process.wait(60) == 0
    (file,) = files_below(tmp_path / "downloads", "*.csv")
    assert len(file.read_text("utf-8").splitlines()) == 1 + under_way.ROWS


def test_nothing_is_asked_where_nothing_would_stand_still(real_window: Callable[..., RealWindow]) -> None:
    window = real_window()
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    close(window)
    assert window.process.wait(20) == 0
