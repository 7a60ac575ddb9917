"""The pictures of README and guide: the demo walked in Chromium, each page saved small into assets/guide.

`make screenshots` runs it. The pictures change with the pages; nothing in them depends on the day but pipelines' times.
"""

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.display import ROOT
from tests.whole import walk
from tests.whole.program import served

FOLDER = ROOT / "assets" / "guide"
MEGASTORE = "https://app.botify.com/demo/megastore/"
COLOURS = 64
LARGEST = 100_000
"""Bytes of one picture."""


def taken(folder: Path) -> list[Path]:
    """Take all pictures into a folder."""
    with tempfile.TemporaryDirectory() as data, served(Path(data)) as program, sync_playwright() as driver:
        names = ("chromium", "chromium-browser", "google-chrome")
        executable = next(filter(None, map(shutil.which, names)))
        browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        try:
            return _walked(browser, program.address, folder)
        finally:
            browser.close()


def _walked(browser: Browser, address: str, folder: Path) -> list[Path]:
    page = browser.new_page(viewport={"width": 1180, "height": 760}, color_scheme="light", reduced_motion="reduce")
    page.goto(address)
    walk.try_the_demo(page)
    home = address.partition("/boot")[0].rstrip("/")
    walk.begin_pipeline(page, "summer check")
    page.get_by_label("Project address").fill(MEGASTORE)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Analysis")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".chart canvas")).to_be_visible()
    pictures = [_saved(page, folder / "screenshot.png"), _card(page, "depth", folder / "export-depth.png")]

    page.goto(f"{home}/apps/botify-export")
    walk.begin_pipeline(page, "tea shop in June")
    walk.to_the_export(page)
    walk.export(page)
    pictures.append(_card(page, "csv", folder / "export-done.png"))
    for app, key in (("hello", "greeting for Mike"), ("poet", "poem for Ann")):
        page.goto(f"{home}/apps/{app}")
        page.get_by_label("Name of the pipeline").fill(key)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(key)
    page.goto(f"{home}/pipelines")
    return [*pictures, _saved(page, folder / "pipelines.png", height=560)]


def _card(page: Page, step: str, path: Path) -> Path:
    """One card, as it stands on its page."""
    return _small(page.locator(f"#card-{step}").screenshot(animations="disabled"), path)


def _saved(page: Page, path: Path, height: int = 760) -> Path:
    page.evaluate("scrollTo(0, 0)")
    return _small(page.screenshot(animations="disabled", clip={"x": 0, "y": 0, "width": 1180, "height": height}), path)


def _small(png: bytes, path: Path) -> Path:
    """A picture of few colours, which is what pages have. Raises ValueError where it is too large all the same."""
    from PIL import Image

    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} has {path.stat().st_size:,} bytes, more than {LARGEST:,}")
    return path


if __name__ == "__main__":
    for path in taken(FOLDER):
        sys.stdout.write(f"{path.relative_to(ROOT)} {path.stat().st_size:,} bytes\n")
