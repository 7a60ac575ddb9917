"""The app itself in its real window."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.display import RealWindow


def test_the_app_opens_in_its_window_and_ends_clean(real_window: Callable[..., RealWindow], tmp_path: Path) -> None:
    window = real_window("--demo")
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    window.menu("Go", "Hello World")
    expect(window.page).to_have_url(re.compile("/apps/hello$"))
    assert window.close() == 0
    log = (tmp_path / "data" / "logs" / "pipulate.log").read_text("utf-8")
    assert "Traceback" not in log
