"""Real windows for tests: a display without a screen, a window manager, keys and mouse, the page by Playwright.

xvfb          a display with openbox, for the whole run
guarded       one on which no window pushes in before the one in use
real_window   starts the app (or another program that opens its window) and gives its page
playwright    the driver, one for the whole run
chromium      Debian's browser
context       a new user of it, who has seen nothing yet
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from unittest.mock import MagicMock

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from desktop.apps import apps_in
from desktop.menu import menus

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = [str(Path(sys.executable).with_name("pipulate-desktop"))]
SECONDS = 60.0
"""For what comes at once, unless the machine has much else to do."""
MENUS = {title: [item[0] for item in items if item] for title, items in menus(MagicMock(), apps_in([ROOT / "plugins"]))}
NOBODY = "http://127.0.0.1:9"
"""Where nothing listens: no program is given such a low port by chance."""
T = TypeVar("T")
expect.set_options(timeout=SECONDS * 1000)


def until(found: Callable[[], T], seconds: float = SECONDS, what: str = "it") -> T:
    """What `found` returns, as soon as that is true; an error after `seconds`."""
    end = time.monotonic() + seconds
    while not (value := found()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come about in {seconds} s")
        time.sleep(0.02)
    return value


def free_port() -> int:
    """For a debugging port, which Qt does not choose itself; none that another program is given meanwhile by chance."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


@dataclass(frozen=True)
class Display:
    """A running X display."""

    name: str

    def environment(self) -> dict[str, str]:
        """The environment for programs on it. Without a desktop's name, Qt draws its dialogs itself."""
        unwanted = ("XDG_CURRENT_DESKTOP", "WAYLAND_DISPLAY", "BOTIFY_TOKEN", "BOTIFY_API_URL", "PYWEBVIEW_GUI")
        kept = {name: value for name, value in os.environ.items() if name not in unwanted}
        root = {"QTWEBENGINE_DISABLE_SANDBOX": "1"} if os.geteuid() == 0 else {}
        return {**kept, **root, "DISPLAY": self.name, "LIBGL_ALWAYS_SOFTWARE": "1"}

    def xdotool(self, *arguments: str) -> str:
        """Runs xdotool; its output."""
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,  # a search that finds nothing is an answer, too
        )
        return done.stdout.strip()

    def windows(self, title: str) -> list[str]:
        """The ids of the visible windows whose title holds this regular expression."""
        return self.xdotool("search", "--onlyvisible", "--name", title).split()

    def wait_for(self, title: str) -> str:
        """The id of the window, once there is one, with the keyboard."""
        window = until(lambda: self.windows(title), what=f"a window {title!r}")[-1]
        self.xdotool("windowactivate", "--sync", window)
        return window

    def keys(self, *keys: str) -> None:
        """Presses keys in the window that has the keyboard."""
        self.xdotool("key", "--clearmodifiers", "--delay", "30", *keys)

    def type(self, text: str) -> None:
        self.xdotool("type", "--clearmodifiers", "--delay", "12", text)

    def click(self, window: str, x: int, y: int) -> None:
        self.xdotool("mousemove", "--window", window, str(x), str(y), "click", "1")

    def screenshot(self, path: Path) -> Path:
        """The whole screen as a PNG."""
        subprocess.run(["import", "-window", "root", str(path)], env=self.environment(), check=True, timeout=30)
        return path


@contextmanager
def display_with(*manager: str) -> Iterator[Display]:
    """A display of 1400 × 1000 pixels with this window manager."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x1000x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as told:
        display = Display(":" + told.readline().strip())
    environment = {**display.environment(), "NO_AT_BRIDGE": "1"}
    managing = subprocess.Popen(manager, env=environment, stderr=subprocess.DEVNULL)
    until(lambda: "window id" in _root_property(display), what="the window manager")
    try:
        yield display
    finally:
        for process in (managing, server):
            process.kill()
            process.wait(20)


@pytest.fixture(scope="session")
def xvfb() -> Iterator[Display]:
    with display_with("openbox") as display:
        yield display


@pytest.fixture
def guarded() -> Iterator[Display]:
    """A display on which, as on GNOME's, no window comes to the front that was last used before the one in front."""
    if not shutil.which("metacity"):
        pytest.skip("metacity is not installed")
    with display_with("metacity", "--sm-disable") as display:
        yield display


def _root_property(display: Display) -> str:
    asked = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
    return subprocess.run(asked, env=display.environment(), capture_output=True, text=True, check=False).stdout


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)))
    browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else [])
    yield browser
    browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    context.set_default_timeout(SECONDS * 1000)
    yield context
    context.close()


@dataclass
class RealWindow:
    """A program with a real window, and its page."""

    process: subprocess.Popen[str]
    display: Display
    port: int
    errors: list[str] = field(default_factory=list)
    page: Page = field(init=False)

    def address(self) -> str:
        """The address of the page that is shown, as the debugging port tells it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/json/list", timeout=20) as answer:
            pages = [target["url"] for target in json.load(answer) if target["type"] == "page"]
        return str(pages[0]) if pages else ""

    def window(self) -> str:
        """The id of its window, with the keyboard."""
        return self.display.wait_for("^(● )?Pipulate Desktop$")

    def menu(self, title: str, item: str) -> None:
        """Picks an item of the native menu bar, with the mouse for the first menu and the keys from there."""
        self.display.click(self.window(), 18, 12)
        moved = list(MENUS).index(title)
        down = MENUS[title].index(item) + (0 if moved else 1)  # moving to a menu picks its first item already
        self.display.keys(*["Right"] * moved, *["Down"] * down, "Return")

    def close(self) -> int:
        """Asks it to end, as the system would; its exit code."""
        self.process.terminate()
        return self.process.wait(30)


@pytest.fixture
def real_window(xvfb: Display, playwright: Playwright, tmp_path: Path) -> Iterator[Callable[..., RealWindow]]:
    """`real_window("--demo", program=…, environment=…)` starts a program; everything is ended after the test.

    Data and downloads are `tmp_path/data` and `tmp_path/downloads`, unless the arguments say otherwise.
    """
    started: list[RealWindow] = []
    browsers: list[Browser] = []

    def start(
        *arguments: str, program: Sequence[str] = PROGRAM, environment: dict[str, str] | None = None
    ) -> RealWindow:
        port = free_port()
        folders = ["--data-dir", str(tmp_path / "data"), "--downloads-dir", str(tmp_path / "downloads")]
        process = subprocess.Popen(
            [*program, *folders, *arguments],
            env={
                **xvfb.environment(),
                "HOME": str(tmp_path),
                "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{port}",
                **(environment or {}),
            },
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
        )
        window = RealWindow(process, xvfb, port)
        started.append(window)
        threading.Thread(target=lambda: window.errors.extend(process.stderr or []), daemon=True).start()
        until(lambda: _ready(window) or process.poll() is not None, what="the window's debugging port")
        assert process.poll() is None, "".join(window.errors)
        until(lambda: window.address().startswith("http://127.0.0.1"), what="the first page")
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", no_defaults=True)
        browsers.append(browser)
        window.page = browser.contexts[0].pages[0]
        window.page.wait_for_load_state()  # before its scripts are there, a press is lost
        return window

    yield start
    for browser in browsers:
        browser.close()
    for window in started:
        if window.process.poll() is None:
            window.process.kill()
        window.process.wait(20)
        if window.process.stderr:
            window.process.stderr.close()


def _ready(window: RealWindow) -> bool:
    try:
        return bool(re.match("http|data|about", window.address()))
    except OSError:
        return False
