"""A backup is put back with one press: the app starts again by itself, and an export under way goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from server.adapters.database import Database
from server.adapters.exports import Exports
from server.domain.export import ExportRequest
from tests.display import RealWindow, until
from tests.simulator import SimulatorProcess, get, put
from tests.whole.program import served

pytestmark = pytest.mark.timeout(180)


def ask(folder: Path, api: str) -> None:
    """As the command line would."""
    database = Database(folder / "data" / "pipulate.sqlite3")
    request = ExportRequest({"org": "demo", "project": "tea-shop"}, "20260601", "every url", dimensions=["url"])
    Exports(database, folder / "downloads").ask(api, request)
    database.close()


def walked(page: Page, simulator: SimulatorProcess, folder: Path) -> None:
    """From any page of the app to the file of an export that was begun after the backup."""
    put(simulator, "pace", {"created": 1000, "processing": 0})
    begin(page, "before the backup")
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("button", name="Make one now").click()
    expect(page.get_by_text("Made:")).to_be_visible()
    begin(page, "after the backup")
    ask(folder, simulator.api)
    until(lambda: get(simulator, "jobs")["count"], what="the job at Botify")
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("button", name="Put back").last.click()  # the app may have made one of its own meanwhile
    page.get_by_role("dialog").get_by_role("button", name="Put back").click()
    expect(page.get_by_text("was put back. What was there before is kept as a backup, too.")).to_be_visible(
        timeout=30_000
    )
    expect(page.get_by_role("link", name="before the backup")).to_be_visible()
    expect(page.get_by_role("link", name="after the backup")).to_have_count(0)
    put(simulator, "pace", {"created": 0, "processing": 0})
    until(lambda: list((folder / "downloads").rglob("*.csv")), what="the file")
    assert get(simulator, "jobs")["count"] == 1


def begin(page: Page, key: str) -> None:
    page.locator("summary", has_text="Apps").click()
    page.get_by_role("navigation").get_by_role("link", name="Hello World").click()
    page.get_by_label("Name of the pipeline").fill(key)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_label("Name")).to_be_visible()


def environment(simulator: SimulatorProcess) -> dict[str, str]:
    return {"BOTIFY_API_URL": simulator.api, "BOTIFY_TOKEN": simulator.token}


def test_in_a_browser(chromium: Browser, simulator_process: SimulatorProcess, tmp_path: Path) -> None:
    with served(tmp_path, **environment(simulator_process)) as program, chromium.new_context() as context:
        page = context.new_page()
        page.goto(program.address)
        walked(page, simulator_process, tmp_path)


def test_in_the_window(
    real_window: Callable[..., RealWindow], simulator_process: SimulatorProcess, tmp_path: Path
) -> None:
    window = real_window(environment=environment(simulator_process))
    walked(window.page, simulator_process, tmp_path)
    assert window.close() == 0
