"""Standard output and error, such that whatever is printed can be: with a console, without one, into a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO


def guard_streams(platform: str = sys.platform) -> None:
    """Gives a program without a console somewhere to print to, and any console a way to print any character.

    On Windows what another program reads is UTF-8, as it is elsewhere: the code page has no word for many a path.
    """
    sys.stdout, sys.stderr = _usable(sys.stdout, platform), _usable(sys.stderr, platform)


def unread() -> int:
    """The exit code where whoever read what is printed had enough of it: nothing more is, not even at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _usable(stream: TextIO | None, platform: str) -> TextIO:
    if stream is None:  # what a windowed program gets on Windows
        return Path(os.devnull).open("w", encoding="utf-8", errors="replace")
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace", encoding="utf-8" if platform == "win32" and not stream.isatty() else None)
    return stream
