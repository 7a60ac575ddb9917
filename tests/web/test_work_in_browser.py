"""Long work in a real browser: it moves by itself, is stopped by hand, and goes on over a reload."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.web.site import RunningSite

Start = Callable[..., RunningSite]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    context.set_default_timeout(15_000)
    yield context
    context.close()


def test_the_stream_simulator_runs_twice_at_once_and_is_stopped(site: RunningSite, context: BrowserContext) -> None:
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path()}")
    page.goto(f"http://127.0.0.1:{site.port}/apps/stream-simulator")
    for seconds in ("300", "1"):
        page.get_by_label("Seconds").fill(seconds)
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.get_by_role("heading", name=f"Start · {seconds}")).to_be_visible()
    expect(page.get_by_text("All 10 parts are done.")).to_be_visible()
    page.reload()
    expect(page.get_by_text(re.compile(r"Part 2\d of 3000")).last).to_be_visible()
    expect(page.get_by_text("All 10 parts are done.")).to_be_visible()
    page.get_by_role("button", name="Stop Start · 300").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    page.get_by_role("button", name="Close Start · 300").click()
    expect(page.get_by_role("heading", name="Start · 300")).to_have_count(0)
    assert complaints == []
