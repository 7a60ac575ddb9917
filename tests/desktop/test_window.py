"""The real window, on a display without a screen, with a tiny app in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.display import ROOT, RealWindow, until

STAND_IN = [sys.executable, "-m", "tests.desktop.stand_in"]
Open = Callable[[], RealWindow]


@pytest.fixture
def opened(real_window: Callable[..., RealWindow], tmp_path: Path) -> Open:
    """Opens the window. What it opens with xdg-open is a line each in `tmp_path/opened`."""
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\n')
    program.chmod(0o755)
    environment = {"PYTHONPATH": str(ROOT), "PATH": f"{program.parent}:{os.environ['PATH']}"}
    return lambda: real_window(program=STAND_IN, environment=environment)


def last_opened(tmp_path: Path, beginning: str) -> str:
    """The last thing that xdg-open was called with, once that begins so."""
    file = tmp_path / "opened"

    def last() -> str:
        line = file.read_text("utf-8").splitlines()[-1] if file.exists() else ""
        return line if line.startswith(beginning) else ""

    return until(last, what=f"the opening of {beginning}")


def test_the_window_goes_from_its_start_page_to_the_app_and_ends_clean(opened: Open) -> None:
    window = opened()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    assert window.close() == 0


def test_python_is_not_offered_to_the_page(opened: Open) -> None:
    window = opened()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    assert window.page.evaluate("Object.keys((window.pywebview || {api: {}}).api || {})") == []


def test_a_page_of_another_origin_is_left_at_once(opened: Open) -> None:
    window = opened()
    window.page.get_by_role("link", name="elsewhere").click()
    until(lambda: window.address().endswith("/") and "127.0.0.1" in window.address(), what="home")


def test_text_can_be_selected(opened: Open) -> None:
    window = opened()
    assert window.page.evaluate("getComputedStyle(document.body).userSelect") != "none"


def test_a_failed_start_is_told_and_can_be_tried_again(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    broken = tmp_path / "data" / "broken"
    broken.write_text("The database <b>is</b> in use by another program.")
    window = opened()
    expect(window.page.get_by_role("alert")).to_have_text("The database <b>is</b> in use by another program.")
    window.page.get_by_role("button", name="Retry").click()
    expect(window.page.get_by_text("it still does not start")).to_be_visible()
    broken.unlink()
    window.page.get_by_role("button", name="Retry").click()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    assert window.close() == 0


def test_a_server_that_dies_is_told_and_started_again(opened: Open) -> None:
    window = opened()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    window.page.evaluate("void fetch('/die').catch(() => null)")
    expect(window.page.get_by_role("alert")).to_have_text("The app's own server ended while the window was open.")
    window.page.get_by_role("button", name="Retry").click()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    assert window.close() == 0


def test_where_the_server_died_the_menus_start_it_again(opened: Open) -> None:
    window = opened()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    window.page.evaluate("void fetch('/die').catch(() => null)")
    expect(window.page.get_by_role("alert")).to_have_text("The app's own server ended while the window was open.")
    window.menu("Go", "Pipelines")
    expect(window.page.get_by_role("heading")).to_have_text("/pipelines")
    window.menu("Go", "Home")
    expect(window.page.get_by_role("heading")).to_have_text("/")
    assert window.close() == 0


def test_the_menus_go_to_the_apps(opened: Open) -> None:
    window = opened()
    heading = window.page.get_by_role("heading")
    expect(heading).to_have_text("/boot")
    window.menu("Go", "Home")
    expect(heading).to_have_text("/")
    window.display.click(window.window(), 18, 12)
    window.display.keys("Right", "Right", "Down", "Down", "Down", "Return")
    expect(heading).to_have_text("/apps/hello")


def test_quit_in_the_menu_ends_the_program(opened: Open) -> None:
    window = opened()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    window.menu("File", "Quit")
    assert window.process.wait(20) == 0


def test_a_csv_is_saved_through_the_systems_dialog(opened: Open, tmp_path: Path) -> None:
    content = 'url,title\nhttps://shop.example/é,"a, ""b""\n🫖"\n'.encode()
    window = opened()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    (tmp_path / "data" / "export.csv").write_bytes(content)
    saved = tmp_path / "my copy.csv"

    window.menu("File", "Save CSV as…")
    window.display.wait_for("^Save file$")
    window.display.keys("ctrl+a")
    window.display.type(str(tmp_path / "my copy"))
    window.display.keys("Return")
    until(saved.exists, what="the copy")
    assert saved.read_bytes() == content

    saved.write_text("an old file")
    window.menu("File", "Save CSV as…")
    window.display.wait_for("^Save file$")
    window.display.keys("ctrl+a")
    window.display.type(str(tmp_path / "my copy"))
    window.display.keys("Return")
    window.display.wait_for("^Replace the file")
    window.display.keys("Escape")
    until(lambda: not window.display.windows("^Replace the file"), what="the dialog's end")
    assert saved.read_text() == "an old file"

    window.menu("File", "Save CSV as…")
    window.display.wait_for("^Save file$")
    window.display.keys("Escape")
    until(lambda: not window.display.windows("^Save file$"), what="the dialog's end")
    assert sorted(file.name for file in tmp_path.glob("*.csv")) == ["my copy.csv"]
    assert window.close() == 0


def test_what_a_menu_cannot_do_is_told_in_a_dialog(opened: Open) -> None:
    window = opened()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    window.menu("File", "Save CSV as…")
    window.display.wait_for("^Save CSV as")
    window.display.keys("Escape")
    until(lambda: not window.display.windows("^Save CSV as"), what="the dialog's end")
    assert window.close() == 0


def test_the_menus_open_the_folders(opened: Open, tmp_path: Path) -> None:
    window = opened()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    window.menu("File", "Open downloads folder")
    last_opened(tmp_path, str(tmp_path / "downloads"))
    window.menu("Help", "Open logs folder")
    last_opened(tmp_path, str(tmp_path / "data" / "logs"))
    window.menu("Help", "Open plug-ins folder")
    last_opened(tmp_path, str(tmp_path / "data" / "plugins"))


def test_the_page_of_a_failed_start_opens_the_logs_and_a_browser(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    broken = tmp_path / "data" / "broken"
    broken.write_text("No.")
    window = opened()
    window.page.get_by_role("button", name="Open logs folder").click()
    last_opened(tmp_path, str(tmp_path / "data" / "logs"))
    window.page.get_by_role("button", name="Open in browser").click()
    assert last_opened(tmp_path, "http://127.0.0.1:") == window.page.url
    broken.unlink()
    window.page.get_by_role("button", name="Open in browser").click()
    until(lambda: "/boot?k=once" in (tmp_path / "opened").read_text(), what="the app's address")
