"""Links in the real window, pressed in ways that open a tab where there are tabs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.display import RealWindow, until

PRESSES: dict[str, Callable[[Locator], None]] = {
    "the middle button": lambda link: link.click(button="middle"),
    "Ctrl": lambda link: link.click(modifiers=["Control"]),
    "Shift": lambda link: link.click(modifiers=["Shift"]),
}


@pytest.mark.parametrize("pressed", PRESSES)
def test_a_link_that_would_open_a_tab_is_followed_in_the_window(
    real_window: Callable[..., RealWindow], tmp_path: Path, pressed: str
) -> None:
    opened, browser = tmp_path / "opened", tmp_path / "bin" / "xdg-open"
    browser.parent.mkdir()
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n')
    browser.chmod(0o755)
    window = real_window(environment={"PATH": f"{browser.parent}:{os.environ['PATH']}", "BROWSER": str(browser)})
    page = window.page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state()  # what follows the link is its script's
    PRESSES[pressed](page.get_by_role("link", name="Pipelines", exact=True).first)
    until(lambda: opened.exists() or re.search("/pipelines$", page.url), what="the page")
    assert not opened.exists()
    expect(page).to_have_url(re.compile("/pipelines$"))
