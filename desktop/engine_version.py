"""Which version of its engine draws the window here: asked by `doctor` and for diagnostics, never at a start."""

from __future__ import annotations

import importlib
import sys

WEBVIEW2 = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
"""https://learn.microsoft.com/microsoft-edge/webview2/concepts/distribution#detect-if-a-webview2-runtime-is-already-installed"""


def engine_version(gui: str | None, platform: str = sys.platform) -> str:
    """For example “Chromium 140.0.7339.225”; `gui` is pywebview's name of the back end. '' where it cannot be told."""
    if platform == "win32":
        return _webview2()
    if platform == "darwin":
        return _of_macos()
    try:
        return {"qt": _qt, "gtk": _gtk}[gui or ""]()
    except (ImportError, ValueError, KeyError, AttributeError):
        return ""


def _qt() -> str:
    core = importlib.import_module("PySide6.QtWebEngineCore")
    return f"{core.qWebEngineVersion()}, Chromium {core.qWebEngineChromiumVersion()}"


def _gtk() -> str:
    gi = importlib.import_module("gi")
    gi.require_version("WebKit2", "4.1")
    webkit = importlib.import_module("gi.repository.WebKit2")
    return f"{webkit.get_major_version()}.{webkit.get_minor_version()}.{webkit.get_micro_version()}"


def _webview2() -> str:
    """What the runtime's own updater wrote down; '' where there is none."""
    winreg = importlib.import_module("winreg")
    for root, path in (
        (winreg.HKEY_LOCAL_MACHINE, rf"SOFTWARE\WOW6432Node\{WEBVIEW2}"),
        (winreg.HKEY_LOCAL_MACHINE, rf"SOFTWARE\{WEBVIEW2}"),
        (winreg.HKEY_CURRENT_USER, rf"SOFTWARE\{WEBVIEW2}"),
    ):
        try:
            with winreg.OpenKey(root, path) as key:
                found = str(winreg.QueryValueEx(key, "pv")[0])
        except OSError:
            continue
        if found not in ("", "0.0.0.0"):
            return found
    return ""


def _of_macos() -> str:
    """WebKit is a part of macOS and has its version from there."""
    import plistlib
    from pathlib import Path

    try:
        told = plistlib.loads(Path("/System/Library/Frameworks/WebKit.framework/Resources/Info.plist").read_bytes())
    except (OSError, plistlib.InvalidFileException):
        return ""
    return str(told.get("CFBundleVersion", ""))
