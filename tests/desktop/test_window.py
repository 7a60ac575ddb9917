"""The real window, on a display without a screen, with a tiny app in it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.display import ROOT, RealWindow, until

pytestmark = pytest.mark.timeout(90)
STAND_IN = [sys.executable, "-m", "tests.desktop.stand_in"]
Open = Callable[[], RealWindow]


@pytest.fixture
def opened(real_window: Callable[..., RealWindow]) -> Open:
    return lambda: real_window(program=STAND_IN, environment={"PYTHONPATH": str(ROOT)})


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


def test_the_menus_go_to_the_apps(opened: Open) -> None:
    window = opened()
    heading = window.page.get_by_role("heading")
    expect(heading).to_have_text("/boot")
    window.menu("Go", "Home")
    expect(heading).to_have_text("/")
    window.display.click(window.window(), 18, 12)
    window.display.keys("Right", "Down", "Return")
    expect(heading).to_have_text("/apps/hello")


def test_quit_in_the_menu_ends_the_program(opened: Open) -> None:
    window = opened()
    expect(window.page.get_by_role("heading")).to_have_text("/boot")
    window.menu("File", "Quit")
    assert window.process.wait(10) == 0


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
