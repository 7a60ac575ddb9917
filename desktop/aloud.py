"""Saying something where there may be neither a window of ours nor a terminal."""

from __future__ import annotations

import sys

from desktop.opening import TITLE

WARNING = 0x30


def say_aloud(text: str, platform: str = sys.platform, frozen: bool = getattr(sys, "frozen", False)) -> None:
    """On standard error; in the packaged program for Windows, which has none, in a box of the system's."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
    if platform == "win32" and frozen:
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, TITLE, WARNING)  # type: ignore[attr-defined,unused-ignore]
