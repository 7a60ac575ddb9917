"""Keys, menus and the hand in the real window of the real app."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Locator, Page, Playwright, expect

from tests.display import RealWindow, until

Real = Callable[..., RealWindow]


@pytest.fixture
def window(real_window: Real) -> RealWindow:
    it = real_window()
    expect(it.page.get_by_role("heading", level=1)).to_be_visible()
    it.page.wait_for_load_state()  # the keys are its script's
    it.window()
    return it


def focused(it: Locator) -> Locator:
    it.focus()
    return it


def test_the_palette_goes_to_an_app_with_keys_alone(window: RealWindow) -> None:
    window.display.keys("ctrl+k")
    box = window.page.get_by_role("combobox", name="Find an app or page")
    expect(box).to_be_focused()
    expect(window.page.get_by_role("option", name="Hello World")).to_be_visible()
    window.display.type("nothing of the kind")
    expect(window.page.get_by_text("Nothing is called so.")).to_be_visible()
    box.fill("")
    window.display.type("o w")
    expect(window.page.get_by_role("option", selected=True)).to_contain_text("Hello World")
    window.display.keys("Down", "Up", "Return")
    expect(window.page).to_have_url(re.compile("/apps/hello$"))


def test_escape_closes_the_palette_at_once(window: RealWindow) -> None:
    window.display.keys("ctrl+k")
    expect(window.page.get_by_role("option", selected=True)).to_be_visible()
    window.display.type("hello")
    window.display.keys("Escape")
    expect(window.page.locator("dialog.over")).to_have_count(0)


def test_new_pipeline_on_the_first_page_asks_for_the_app(window: RealWindow) -> None:
    window.menu("File", "New pipeline")
    expect(window.page.get_by_role("combobox", name="New pipeline")).to_be_focused()
    window.display.type("hello")
    expect(window.page.get_by_role("option", selected=True)).to_contain_text("Hello World")
    window.display.keys("Return")
    expect(window.page).to_have_url(re.compile("/apps/hello/pipeline"))


def test_a_text_is_found_on_the_page(window: RealWindow) -> None:
    page = window.page
    window.display.keys("ctrl+f")
    expect(page.get_by_role("searchbox", name="Find on this page")).to_be_focused()
    window.display.type("botify")
    expect(page.get_by_role("searchbox", name="Find on this page")).to_have_value("botify")
    count = page.locator(".find output")
    expect(count).to_have_text(re.compile(r"^1 of (\d+)$"))
    found = int((count.text_content() or "").split()[-1])
    assert found == page.evaluate("CSS.highlights.get('found').size") > 2
    window.display.keys("Return")
    expect(count).to_have_text(f"2 of {found}")
    window.display.keys("shift+Return", "shift+Return")
    expect(count).to_have_text(f"{found} of {found}")
    window.display.keys("Escape")
    expect(page.locator(".find")).to_have_count(0)
    assert page.evaluate("getSelection().toString().toLowerCase()") == "botify"


def test_the_zoom_is_kept_on_all_pages_and_from_start_to_start(window: RealWindow, real_window: Real) -> None:
    html = window.page.locator("html")
    window.display.keys("ctrl+plus", "ctrl+plus")
    expect(html).to_have_attribute("data-zoom", "125")
    window.menu("Go", "Pipelines")
    expect(window.page).to_have_url(re.compile("/pipelines$"))
    expect(html).to_have_attribute("data-zoom", "125")
    assert window.close() == 0
    again = real_window()
    html = again.page.locator("html")
    expect(html).to_have_attribute("data-zoom", "125")
    again.menu("View", "Zoom out")
    expect(html).to_have_attribute("data-zoom", "110")
    again.window()
    again.display.keys("ctrl+0")
    expect(html).not_to_have_attribute("data-zoom", re.compile(".*"))


def menu_bar(window: RealWindow) -> float:
    """How bright it is: 0 black, 1 white."""
    asked = ["import", "-silent", "-window", window.window(), "-format", "%[fx:p{w-20,10}.intensity]", "info:"]
    return float(subprocess.run(asked, env=window.display.environment(), capture_output=True, check=True).stdout)


def test_dark_is_dark_at_once_from_start_to_start(window: RealWindow, real_window: Real, tmp_path: Path) -> None:
    html = window.page.locator("html")
    window.menu("View", "Dark")
    expect(html).to_have_attribute("data-theme", "dark")
    expect(html).to_have_css("background-color", "rgb(19, 23, 31)")
    expect(html).to_have_css("color-scheme", "dark")
    until(lambda: menu_bar(window) < 0.35, what="a dark menu bar")
    window.page.reload()
    expect(html).to_have_attribute("data-theme", "dark")
    assert window.close() == 0
    assert '"theme": "dark"' in (tmp_path / "data" / "window.json").read_text()
    again = real_window()
    expect(again.page.locator("html")).to_have_attribute("data-theme", "dark")
    until(lambda: menu_bar(again) < 0.35, what="a dark menu bar")
    again.menu("View", "Light")
    until(lambda: menu_bar(again) > 0.75, what="a light menu bar")
    again.menu("View", "As the system")
    expect(again.page.locator("html")).not_to_have_attribute("data-theme", re.compile(".*"))


def test_its_frame_shows_our_icon(window: RealWindow) -> None:
    asked = ["xprop", "-id", window.window(), "_NET_WM_ICON"]
    environment = window.display.environment()
    until(
        lambda: b"Icon (16 x 16)" in subprocess.run(asked, env=environment, capture_output=True, check=True).stdout,
        what="the icon",
    )


def test_text_is_cut_copied_and_pasted_with_the_menus_and_the_mouse(window: RealWindow) -> None:
    page = window.page
    page.goto(page.url.rstrip("/") + "/apps/hello")
    field = page.get_by_label("Name of the pipeline")
    focused(field).fill("tea pot")
    window.menu("Edit", "Select all")
    until(lambda: field.evaluate("it => it.selectionEnd - it.selectionStart") == 7, what="the selection")
    window.menu("Edit", "Cut")
    expect(field).to_have_value("")
    window.menu("Edit", "Paste")
    expect(field).to_have_value("tea pot")
    field.click(button="right")
    page.get_by_role("menuitem", name="Select all").click()
    field.click(button="right")
    page.get_by_role("menuitem", name="Copy").click()
    field.click(button="right")
    page.get_by_role("menuitem", name="Cut").click()
    expect(field).to_have_value("")
    field.click(button="right")
    expect(page.get_by_role("menuitem", name="Cut")).to_be_disabled()
    page.get_by_role("menuitem", name="Paste").click()
    expect(field).to_have_value("tea pot")
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=1).click(click_count=3)
    page.get_by_role("heading", level=1).click(button="right")
    with page.expect_response("**/window/copy"):  # or the field would have the keyboard before the window copies
        page.get_by_role("menuitem", name="Copy").click()
    focused(field).fill("")
    window.menu("Edit", "Paste")
    expect(field).to_have_value("Hello World")


def test_printing_shows_the_page_as_a_pdf_that_goes_with_the_app(real_window: Real, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\ncp "$1" {tmp_path}/printed.part\nmv {tmp_path}/printed.part {tmp_path}/printed\n')
    program.chmod(0o755)
    made = tmp_path / "temporary"
    made.mkdir()
    window = real_window(environment={"PATH": f"{program.parent}:{os.environ['PATH']}", "TMPDIR": str(made)})
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    window.window()
    window.display.keys("ctrl+p")
    until((tmp_path / "printed").exists, what="the PDF")
    assert (tmp_path / "printed").read_bytes().startswith(b"%PDF")
    assert len(list(made.glob("pipulate-*/*.pdf"))) == 1
    assert window.close() == 0
    assert list(made.glob("pipulate-*")) == []


def test_a_page_whose_process_died_is_shown_anew(window: RealWindow, playwright: Playwright, tmp_path: Path) -> None:
    window.menu("Go", "Hello World")
    expect(window.page).to_have_url(re.compile("/apps/hello$"))
    memory = tmp_path / "data" / "window.json"
    until(lambda: memory.exists() and "/apps/hello" in memory.read_text(), what="the page in memory")
    crash(window.page)
    until(lambda: drawn_anew(tmp_path, 1), what="the page anew")
    with now_shown(window, playwright) as page:
        expect(page).to_have_url(re.compile("/apps/hello$"))
        expect(page.get_by_text("The page had stopped and is shown anew.")).to_be_visible()
        crash(page)
    until(lambda: drawn_anew(tmp_path, 2), what="the page that tells why")
    with now_shown(window, playwright) as page:
        expect(page.get_by_role("alert")).to_have_text("What draws the pages ended twice in a row.")
    assert window.close() == 0


def crash(page: Page) -> None:
    """Ends the process that draws the page. Nobody is left to answer the call."""
    session = page.context.new_cdp_session(page)
    with suppress(Error):
        session.send("Page.crash")


def drawn_anew(tmp_path: Path, times: int) -> bool:
    """Whether a page was shown after its process had ended so many times."""
    _, *after = (tmp_path / "data/logs/pipulate.log").read_text("utf-8").split("the page's process ended")
    return len(after) == times and "the window shows" in after[-1]


@contextmanager
def now_shown(window: RealWindow, playwright: Playwright) -> Iterator[Page]:
    """The page after a crash, for which Playwright has to connect anew."""
    browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{window.port}", no_defaults=True)
    yield browser.contexts[0].pages[0]
    browser.close()
