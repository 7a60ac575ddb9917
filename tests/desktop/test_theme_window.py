"""Light and dark in the real window: the menu bar, which is the toolkit's, goes with the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.display import RealWindow, until

Real = Callable[..., RealWindow]


def menu_bar(window: RealWindow, picture: Path) -> int:
    """How bright it is between its menus and its end, from 0 to 255."""
    told = window.display.xdotool("getwindowgeometry", "--shell", window.window())
    place = dict(line.split("=") for line in told.split())
    with Image.open(window.display.screenshot(picture)) as image:
        brightness = image.convert("L").getpixel((int(place["X"]) + 600, int(place["Y"]) + 10))
    assert isinstance(brightness, int)
    return brightness


def test_a_backup_that_is_put_back_takes_the_menu_bar_along(real_window: Real, tmp_path: Path) -> None:
    window = real_window()
    page, picture = window.page, tmp_path / "screen.png"
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("button", name="Make one now").click()
    expect(page.get_by_text("Made:")).to_be_visible()
    page.get_by_role("radio", name="Dark").click()
    until(lambda: menu_bar(window, picture) < 100, what="a dark menu bar")
    page.get_by_role("button", name="Put back").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Put back").click()
    expect(page.get_by_text("was put back. What was there before is kept as a backup, too.")).to_be_visible(
        timeout=90_000  # the app starts again meanwhile
    )
    until(lambda: menu_bar(window, picture) > 200, what="a light menu bar")
