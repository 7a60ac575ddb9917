"""The downloads folder is chosen in the system's own dialog, in the real window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.display import RealWindow

# As a person starts it: no downloads folder is given.
PROGRAM = """
import sys
at = sys.argv.index("--downloads-dir")
del sys.argv[at : at + 2]
from desktop.__main__ import main
main()
"""


def test_the_downloads_folder_is_chosen_in_the_systems_dialog(
    real_window: Callable[..., RealWindow], tmp_path: Path
) -> None:
    (tmp_path / "exports of mine").mkdir()
    window = real_window("--demo", program=[sys.executable, "-c", PROGRAM])
    page = window.page
    page.get_by_role("link", name="Settings").click()
    part = page.locator("#setting-downloads")
    expect(part).to_contain_text(str(tmp_path / "Downloads" / "Pipulate Desktop"))
    page.wait_for_load_state()
    part.get_by_role("button", name="Choose another folder…").click(no_wait_after=True)
    window.display.wait_for("^(Open|Find|Choose|Select).*")
    window.display.type(str(tmp_path / "exports of mine"))
    window.display.keys("Return")
    expect(part).to_contain_text(f"Saved: files go to {tmp_path / 'exports of mine'} from now on.")
    page.reload()
    expect(part).to_contain_text(str(tmp_path / "exports of mine"))
    assert window.close() == 0
