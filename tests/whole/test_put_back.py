"""A backup is put back with one press: the app starts again by itself, and an export under way goes on."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests import under_way
from tests.display import RealWindow, until
from tests.files import files_below
from tests.simulator import SimulatorProcess, get
from tests.whole.program import served


def walked(page: Page, simulator: SimulatorProcess, folder: Path) -> None:
    """From any page of the app to the file of an export that was begun after the backup."""
    under_way.held(simulator)
    begin(page, "before the backup")
    settings(page)
    page.get_by_role("button", name="Make one now").click()
    expect(page.get_by_text("Made:")).to_be_visible()
    begin(page, "after the backup")
    under_way.ask(folder, simulator)
    until(lambda: get(simulator, "jobs")["count"], what="the job at Botify")
    settings(page)
    page.get_by_role("button", name="Put back").first.click()  # the app may have made one of its own before
    page.get_by_role("dialog").get_by_role("button", name="Put back").click()
    expect(page.get_by_text("was put back. What was there before is kept as a backup, too.")).to_be_visible(
        timeout=90_000  # the app starts again meanwhile
    )
    expect(page.get_by_role("link", name="before the backup")).to_be_visible()
    expect(page.get_by_role("link", name="after the backup")).to_have_count(0)
    under_way.let_go(simulator)
    until(lambda: files_below(folder / "downloads", "*.csv"), what="the file")
    assert get(simulator, "jobs")["count"] == 1


def settings(page: Page) -> None:
    page.get_by_role("link", name="Settings", exact=True).click()
    expect(page.get_by_role("button", name="Make one now")).to_be_visible()
    page.wait_for_load_state()


def begin(page: Page, key: str) -> None:
    page.locator("summary", has_text="Apps").click()
    page.get_by_role("navigation").get_by_role("link", name="Hello World").click()
    expect(page.get_by_label("Name of the pipeline")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("Name of the pipeline").fill(key)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_label("Name", exact=True)).to_be_visible()


def test_in_a_browser(chromium: Browser, simulator_process: SimulatorProcess, tmp_path: Path) -> None:
    with served(tmp_path, **under_way.botify(simulator_process)) as program, chromium.new_context() as context:
        page = context.new_page()
        page.goto(program.address)
        walked(page, simulator_process, tmp_path)


def test_in_the_window(
    real_window: Callable[..., RealWindow], simulator_process: SimulatorProcess, tmp_path: Path
) -> None:
    window = real_window(environment=under_way.botify(simulator_process))
    walked(window.page, simulator_process, tmp_path)
    assert window.close() == 0
