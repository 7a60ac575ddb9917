"""What is done where no window can be had."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from desktop.aloud import say_aloud
from desktop.backend import engine_problem, named_gui, spare_graphics, steady
from desktop.engine_version import engine_version
from desktop.window import NativeWindow
from server.domain.problem import Problem
from tests.display import ROOT, Display, RealWindow, until


@pytest.mark.parametrize(("wanted", "named"), [("", "qt"), ("qt", "qt"), ("gtk", None)])
def test_qt_is_looked_at_first_also_where_it_is_asked_for(
    wanted: str, named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYWEBVIEW_GUI", wanted)
    monkeypatch.setattr(sys, "platform", "linux")
    assert named_gui() == named


@pytest.mark.parametrize("renderer", ["mshtml", "", "cef"])
def test_where_webview2_is_missing_it_is_told_what_to_install(renderer: str) -> None:
    told = engine_problem("win32", renderer)
    assert told
    assert "WebView2" in told
    assert "https://developer.microsoft.com/" in told


@pytest.mark.parametrize(
    ("platform", "renderer"), [("win32", "edgechromium"), ("linux", "gtkwebkit2"), ("darwin", "wkwebview")]
)
def test_an_engine_that_can_show_the_app_is_taken(platform: str, renderer: str) -> None:
    assert engine_problem(platform, renderer) is None


class Registry:
    """Windows' registry, with one value below one root."""

    HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER = "machine", "user"

    def __init__(self, root: str, version: str) -> None:
        self._root, self._version = root, version

    def OpenKey(self, root: str, path: str) -> AbstractContextManager[str]:
        if root != self._root or "WOW6432Node" in path:
            raise FileNotFoundError(path)
        return nullcontext(path)

    def QueryValueEx(self, key: str, name: str) -> tuple[str, int]:
        assert (key.rpartition("{")[2], name) == ("F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}", "pv")
        return self._version, 1


@pytest.mark.parametrize(("version", "told"), [("140.0.3485.54", "140.0.3485.54"), ("0.0.0.0", "")])
@pytest.mark.parametrize("root", ["machine", "user"])
def test_the_version_of_webview2_is_read_where_its_updater_wrote_it(
    root: str, version: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "winreg", Registry(root, version))
    assert engine_version(None, "win32") == told


def test_the_version_of_the_engine_is_told_where_there_is_one() -> None:
    assert re.search(r"Chromium \d+\.", engine_version("qt", "linux"))
    assert engine_version("none", "linux") == ""


def test_webkit_draws_in_the_way_that_is_sure_unless_the_user_says_otherwise() -> None:
    name = "WEBKIT_DISABLE_DMABUF_RENDERER"
    nothing: dict[str, str] = {}
    steady(nothing, None, "linux")
    assert nothing == {name: "1"}
    chosen = {name: "0"}
    steady(chosen, "gtk", "linux")
    assert chosen == {name: "0"}
    for gui, platform in (("qt", "linux"), (None, "win32"), (None, "darwin")):
        other: dict[str, str] = {}
        steady(other, gui, platform)
        assert other == {}


def test_without_the_graphics_card_the_window_shows_the_app_all_the_same(
    real_window: Callable[..., RealWindow],
) -> None:
    window = real_window("--safe-mode")
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    assert window.close() == 0


def test_the_users_own_flags_stay_when_the_graphics_card_is_spared() -> None:
    environment = {"QTWEBENGINE_CHROMIUM_FLAGS": "--lang=de"}
    spare_graphics(environment)
    assert environment["QTWEBENGINE_CHROMIUM_FLAGS"] == "--lang=de --disable-gpu"
    assert environment["WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS"] == "--disable-gpu"
    assert environment["WEBKIT_DISABLE_COMPOSITING_MODE"] == "1"


def test_nothing_but_our_own_words_becomes_script() -> None:
    for text in ("'); alert(1); ('", "Quit", "", "a b"):
        with pytest.raises(ValueError, match="no word"):
            NativeWindow().say(text)
    with pytest.raises(Problem, match="not open"):
        NativeWindow().say("quit")


def test_a_missing_back_end_falls_back_to_the_browser_and_says_so(xvfb: Display, tmp_path: Path) -> None:
    """Neither the toolkit that is asked for nor the other, which pywebview then tries, can be imported. Started again,
    the browser shows the app once more.
    """
    for toolkit in ("gi", "qtpy", "PySide6", "PyQt6", "PyQt5"):
        broken = tmp_path / "broken" / toolkit
        broken.mkdir(parents=True)
        (broken / "__init__.py").write_text("raise ImportError('not here')")
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opened = tmp_path / "opened"
    opener.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n')
    opener.chmod(0o755)
    environment = {
        **xvfb.environment(),
        "PYWEBVIEW_GUI": "gtk",
        "PYTHONPATH": f"{tmp_path / 'broken'}:{ROOT}",
        "HOME": str(tmp_path),
        "PATH": f"{opener.parent}:{os.environ['PATH']}",
    }
    folders = ["--data-dir", str(tmp_path / "data"), "--downloads-dir", str(tmp_path / "downloads")]
    start = [sys.executable, "-m", "desktop", *folders]
    process = subprocess.Popen(
        start,
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        address = process.stdout.readline()
        until(opened.exists, what="the browser")
        again = subprocess.run(start, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, timeout=60, check=True)
        assert again.stdout == b""
        first, second = until(lambda: (lines := opened.read_text().split())[1:] and lines, what="the browser again")
        assert len({address.strip(), first, second}) == 3, "one-time addresses"
    finally:
        process.terminate()
        _, told = process.communicate(timeout=20)
    assert address.startswith("http://127.0.0.1:"), told
    assert "The app is served to a browser instead:" in told


@pytest.mark.parametrize(
    ("platform", "console", "boxes"), [("linux", False, 0), ("win32", True, 0), ("win32", False, 1)]
)
def test_what_is_said_aloud_can_be_seen(
    platform: str, console: bool, boxes: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows' packaged program has no standard error, unless it was started with one."""
    shown: list[str] = []
    user32 = SimpleNamespace(MessageBoxW=lambda _owner, text, _title, _kind: shown.append(text))
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(user32=user32), raising=False)
    say_aloud("No window here.", platform, console)
    assert capsys.readouterr().err == "No window here.\n"
    assert shown == ["No window here."] * boxes
