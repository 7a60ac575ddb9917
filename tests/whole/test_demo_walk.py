"""The main job, from the first page to the file on disk: in the real window, and in a browser."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from tests.display import RealWindow, until
from tests.files import files_below
from tests.whole import walk
from tests.whole.program import served


def test_the_demo_export_in_the_real_window_ends_in_a_copy_where_the_dialog_says(
    real_window: Callable[..., RealWindow], tmp_path: Path
) -> None:
    walk_in_the_window(real_window, tmp_path)


def walk_in_the_window(real_window: Callable[..., RealWindow], tmp_path: Path, **start: Any) -> None:
    """The walk in any build of the program: `start` names it, if it is not the one of this checkout."""
    shown = tmp_path / "shown"
    programs = tmp_path / "programs"
    programs.mkdir()
    opener = programs / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" > "{shown}"\n')
    opener.chmod(0o755)
    window = real_window(environment={"PATH": f"{programs}:{os.environ['PATH']}"}, **start)
    walk.try_the_demo(window.page)
    walk.begin_pipeline(window.page)
    walk.to_the_export(window.page)
    walk.export(window.page)
    expected = walk.whole(tmp_path / "downloads")

    window.menu("File", "Open downloads folder")
    assert until(lambda: shown.is_file() and shown.read_text().strip(), what="the folder") == str(
        tmp_path / "downloads"
    )

    window.menu("File", "Save CSV as…")
    _save_in_dialog(window, tmp_path / "copy from the menu")
    copy = tmp_path / "copy from the menu.csv"
    assert until(lambda: copy.is_file() and copy.read_bytes(), what="the copy") == expected

    walk.card(window.page, "csv").get_by_role("button", name="Save as…").click()
    _save_in_dialog(window, tmp_path / "second.csv")
    expect(window.page.get_by_text("Saved as")).to_contain_text("second.csv")
    assert (tmp_path / "second.csv").read_bytes() == expected

    walk.card(window.page, "csv").get_by_role("button", name="Save as…").click()
    window.display.wait_for("Save")
    window.display.keys("Escape")
    expect(window.page.get_by_text("Saved as")).to_have_count(0)
    window.page.get_by_role("button", name="Finalize").click()
    expect(window.page.get_by_role("heading", name="Locked")).to_be_visible()
    assert window.close() == 0


def _save_in_dialog(window: RealWindow, path: Path) -> None:
    window.display.wait_for("Save")
    window.display.keys("ctrl+a")
    window.display.type(str(path))
    window.display.keys("Return")


def test_the_demo_export_in_a_browser_ends_in_the_same_file(chromium: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as program:
        page = chromium.new_page()
        page.goto(program.address)
        walk.try_the_demo(page)
        walk.begin_pipeline(page, "Tee & Co / „Juni“ ../x")
        walk.to_the_export(page)
        page.reload()
        walk.export(page)
        expected = walk.whole(tmp_path / "downloads")
        with page.expect_download() as coming:
            walk.card(page, "csv").get_by_role("button", name="Save as…").click()
        assert Path(coming.value.path()).read_bytes() == expected
        assert coming.value.suggested_filename == "urls to depth 6.csv"
        page.context.close()


def test_two_tabs_on_the_same_card_agree(chromium: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as program:
        context = chromium.new_context()
        one, other = context.new_page(), context.new_page()
        one.goto(program.address)
        walk.try_the_demo(one)
        walk.begin_pipeline(one)
        walk.to_the_export(one)
        other.goto(one.url)
        expect(other.get_by_role("button", name="Start export")).to_be_visible()
        one.get_by_role("button", name="Start export").click()
        other.get_by_role("button", name="Start export").click()
        for page in (one, other):
            expect(page.get_by_text(f"{walk.URLS:,} rows").first).to_be_visible(timeout=walk.EXPORT_TIME)
        alone = [tmp_path / "downloads" / walk.PLACE]  # once its companions are swept
        until(lambda: files_below(tmp_path / "downloads") == alone, what="one file")
        context.close()
