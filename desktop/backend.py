"""Which engine draws the window on this machine, and what it lacks. Asked before a window is tried, and by `doctor`.

Qt ends the process, with a misleading message, where a library, a display or its sandbox is missing: so look first.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import sys
from collections.abc import MutableMapping
from typing import Literal

ROOT_AND_SANDBOX = (
    "Qt's web engine does not run as root. Use an ordinary user account "
    "(or, in a container, set QTWEBENGINE_DISABLE_SANDBOX=1)."
)
WEBVIEW2 = "https://developer.microsoft.com/microsoft-edge/webview2/"


def named_gui() -> Literal["qt", "gtk"] | None:
    """The back end to ask pywebview for. None leaves it the choice.

    On Linux it is Qt, by name: pywebview alone would prefer GTK wherever its bindings are. A package built for GTK
    brings those bindings along. PYWEBVIEW_GUI may name another one.
    """
    if not sys.platform.startswith("linux") or os.environ.get("PYWEBVIEW_GUI", "qt") not in ("qt", ""):
        return None
    built_for_gtk = getattr(sys, "frozen", False) and importlib.util.find_spec("gi") is not None
    return "gtk" if built_for_gtk else "qt"


def steady(environment: MutableMapping[str, str], gui: str | None, platform: str = sys.platform) -> None:
    """Before WebKitGTK is loaded: without this it leaves the window blank or stale with some drivers, and with none.

    Seen on Debian 12 with WebKitGTK 2.50.6 under Xvfb; others: https://github.com/skyhook-io/radar/issues/646. Whoever
    set the variable knows better.
    """
    if platform.startswith("linux") and gui != "qt":
        environment.setdefault("WEBKIT_DISABLE_DMABUF_RENDERER", "1")


def spare_graphics(environment: MutableMapping[str, str]) -> None:
    """Before any engine is loaded: pages are drawn without the graphics card, whose driver may leave a window blank.

    For whichever engine it will be; each reads its own. macOS' has no such choice.
    """
    environment["WEBKIT_DISABLE_COMPOSITING_MODE"] = "1"
    environment["QT_QUICK_BACKEND"] = "software"
    for name in ("QTWEBENGINE_CHROMIUM_FLAGS", "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS"):
        environment[name] = f"{environment.get(name, '')} --disable-gpu".lstrip()


def display_missing() -> bool:
    """True where there is nothing to open a window on: Linux without X or Wayland."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal", "vnc"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def window_problem() -> str | None:
    """Why no window can be opened here, as a sentence, or None if nothing speaks against it."""
    if display_missing():
        return "There is no display here (DISPLAY and WAYLAND_DISPLAY are not set)."
    if importlib.util.find_spec("webview") is None:
        return "pywebview is not installed. Run `make setup`."
    if named_gui() == "qt":
        return _qt_problem()
    return gtk_problem() if named_gui() == "gtk" else None


def engine_problem(platform: str, renderer: str) -> str | None:
    """Why the engine that pywebview found cannot show the app, as a sentence, or None.

    Where WebView2 is missing, pywebview falls back to Internet Explorer's engine, which shows an empty window.
    """
    if platform == "win32" and renderer != "edgechromium":
        return (
            "The window needs Microsoft's WebView2, which is not on this computer. Install the “Evergreen "
            f"Bootstrapper” from {WEBVIEW2}, then start Pipulate Desktop again."
        )
    return None


def description() -> str:
    """The back end in a few words, with its version. It takes a moment: for those who ask what is wrong."""
    from desktop.engine_version import engine_version

    gui = os.environ.get("PYWEBVIEW_GUI") or named_gui()
    names = {"win32": "WebView2", "darwin": "WKWebView"}
    name = names.get(sys.platform) or {"qt": "Qt WebEngine", "gtk": "WebKitGTK"}.get(gui or "", "any")
    return f"{name} {engine_version(gui)}".rstrip()


def gtk_problem() -> str | None:
    """What the system lacks of GTK and WebKitGTK, which a package built for them does not bring along."""
    try:
        gi = importlib.import_module("gi")  # there in a package built for GTK alone
        gi.require_version("Gtk", "3.0")
        gi.require_version("WebKit2", "4.1")
    except (ImportError, ValueError):
        return "The system's WebKitGTK is missing. Run: sudo apt install gir1.2-gtk-3.0 gir1.2-webkit2-4.1"
    return None


def _qt_problem() -> str | None:
    if hasattr(os, "geteuid") and os.geteuid() == 0 and not _sandbox_given_up():
        return ROOT_AND_SANDBOX
    if importlib.util.find_spec("PySide6") is None and importlib.util.find_spec("PyQt6") is None:
        return "Qt for Python (PySide6) is not installed. Run `make setup`."
    if os.environ.get("DISPLAY") and not _loads("libxcb-cursor.so.0"):
        return "The library libxcb-cursor is missing. Run `make setup`, or: sudo apt install libxcb-cursor0"
    return None


def _sandbox_given_up() -> bool:
    return (
        os.environ.get("QTWEBENGINE_DISABLE_SANDBOX") == "1"
        or "--no-sandbox" in os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "").split()
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
