"""Things dragged with the mouse out of another program into the real window."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.display import RealWindow
from tests.drag import drag
from tests.simulator import SimulatorProcess

Real = Callable[..., RealWindow]


def begun(real_window: Real, **environment: str) -> RealWindow:
    window = real_window(environment=environment)
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    window.page.wait_for_load_state()  # the drop is its script's
    return window


def test_an_address_dropped_is_filled_in(real_window: Real) -> None:
    window = begun(real_window)
    page = window.page
    drag(window.display, "https://app.botify.com/demo/tea-shop/crawl?x=1", window.window())
    expect(page).to_have_url(re.compile("/apps/botify-export/pipeline"))
    expect(page.get_by_label("Project address")).to_have_value("https://app.botify.com/demo/tea-shop/")
    page.wait_for_load_state()
    drag(window.display, "https://app.botify.com/demo/other/", window.window())
    expect(page.get_by_label("Project address")).to_have_value("https://app.botify.com/demo/other/")
    expect(page.locator("body.drop")).to_have_count(0)
    drag(window.display, "tea and biscuits", window.window())
    expect(page.get_by_text("What was dropped is no address of a Botify project.")).to_be_visible()


def test_a_token_file_dropped_is_asked_about_first(
    real_window: Real, simulator_process: SimulatorProcess, tmp_path: Path
) -> None:
    window = begun(real_window, BOTIFY_API_URL=simulator_process.api)
    page = window.page
    photo, token = tmp_path / "holiday.jpg", tmp_path / "botify_token.txt"
    photo.write_text("x")
    token.write_text(f"{simulator_process.token}\n# username: ann\n")
    drag(window.display, photo.as_uri(), window.window())
    expect(page.get_by_text("“holiday.jpg” is nothing to drop here.")).to_be_visible()
    drag(window.display, token.as_uri(), window.window())
    page.get_by_role("button", name="Not now").click()
    drag(window.display, token.as_uri(), window.window())
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("Connected to Botify")).to_be_visible()
    assert simulator_process.token not in page.content()
