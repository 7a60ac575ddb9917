"""Buttons that copy, in the real window, whose engine answers no page that asks for the clipboard."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.display import RealWindow

Real = Callable[..., RealWindow]


def opened(real_window: Real, *arguments: str) -> RealWindow:
    window = real_window(*arguments)
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    window.page.wait_for_load_state()
    window.window()
    return window


def pasted(window: RealWindow) -> Locator:
    """A field in which was pasted what the clipboard holds."""
    window.display.keys("ctrl+k")
    box = window.page.get_by_role("combobox", name="Find an app or page")
    expect(box).to_be_focused()
    window.display.keys("ctrl+v")
    return box


def test_an_address_is_copied_by_its_button(real_window: Real) -> None:
    window = opened(real_window, "--demo")
    window.page.get_by_text("Addresses to try").click()
    copy = window.page.get_by_role("button", name="Copy").first
    copy.click()
    expect(copy).to_be_focused()
    expect(pasted(window)).to_have_value("https://app.botify.com/demo/tea-shop/")


def test_the_diagnostics_are_copied_by_their_button(real_window: Real) -> None:
    window = opened(real_window)
    window.menu("Help", "Copy diagnostics…")
    copy = window.page.get_by_role("button", name="Copy", exact=True)
    expect(copy).to_be_visible()
    window.page.wait_for_load_state()
    copy.click()
    expect(copy).to_be_focused()
    expect(pasted(window)).to_have_value(re.compile("plug-ins +[0-9]+ loaded"))
