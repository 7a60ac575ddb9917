"""Saying something where there may be neither a window of ours nor a terminal."""

from __future__ import annotations

import sys

from desktop.opening import TITLE

WARNING = 0x30


def say_aloud(text: str, platform: str = sys.platform, console: bool = sys.__stderr__ is not None) -> None:
    """On standard error; on Windows in a box of the system's where there is none, as for whoever starts by the menu."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
    if platform == "win32" and not console:
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, TITLE, WARNING)  # type: ignore[attr-defined,unused-ignore]
