"""`--dev` in a browser and in the window: the open page follows the plug-in, and never over what is being typed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.display import RealWindow
from tests.whole.program import served

PLUGIN = """from server.plugin import Text, Workflow

flow = Workflow("mine", title="Mine")


@flow.ask("Word")
def word():
    return Text("Word", value="{}")
"""
SLOW = 60_000
"""Milliseconds: this computer may have other things to do."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "plugins"
    folder.mkdir(parents=True, mode=0o700)
    made = folder / "70_mine.py"
    made.write_text(PLUGIN.format("one"))
    return made


@pytest.fixture
def page(chromium: Browser, tmp_path: Path, file: Path) -> Iterator[Page]:
    with served(tmp_path, "--dev", "--demo") as program:
        page = chromium.new_page()
        page.goto(program.address)
        yield page
        page.close()


def opened(page: Page) -> Page:
    page.goto(page.url.rstrip("/") + "/apps/mine")
    page.locator("input[name=key]").fill("k")
    page.keyboard.press("Enter")
    page.wait_for_selector("#card-word input[value=one]")
    page.wait_for_load_state()
    return page


def test_the_open_page_follows_a_changed_plugin_within_seconds(page: Page, file: Path) -> None:
    opened(page)
    address = page.url
    file.write_text(PLUGIN.format("two"))
    page.wait_for_selector("#card-word input[value=two]", timeout=SLOW)
    assert page.url == address


def test_what_is_being_typed_stays_until_one_reloads(page: Page, file: Path) -> None:
    field = opened(page).locator("#card-word input").first
    field.fill("half typ")
    file.write_text(PLUGIN.format("two"))
    page.wait_for_selector("text=A plug-in was changed: “mine” is another one now.", timeout=SLOW)
    field.press_sequentially("ed")
    assert field.input_value() == "half typed"
    file.write_text("def broken(:\n")
    page.wait_for_selector("text=70_mine.py, line 1: invalid syntax", timeout=SLOW)
    assert field.input_value() == "half typed"
    file.write_text(PLUGIN.format("two"))
    page.get_by_role("button", name="Reload").click()
    page.wait_for_selector("#card-word input[value=two]", timeout=SLOW)


def test_the_page_follows_again_when_what_was_typed_has_been_sent(page: Page, file: Path) -> None:
    opened(page).locator("#card-word input").first.fill("typed")
    file.write_text(PLUGIN.format("two"))
    page.wait_for_selector("text=A plug-in was changed", timeout=SLOW)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_selector("text=Finalize")
    file.write_text(PLUGIN.format("two").replace("def word", "def other"))
    page.wait_for_selector("#card-other input[value=two]", timeout=SLOW)


def test_the_window_develops_as_well(real_window: Callable[..., RealWindow], file: Path) -> None:
    window = real_window("--dev", "--demo")
    window.page.get_by_role("link", name="dev", exact=True).click()
    window.page.wait_for_selector("text=70_mine.py")
    file.write_text("def broken(:\n")
    window.page.wait_for_selector("text=A plug-in could not be loaded", timeout=SLOW)
    assert window.close() == 0
