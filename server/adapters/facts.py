"""What a helper on the phone would ask: facts about this machine and the app's folders, without anything private."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.adapters.redaction import redacted

LOG_LINES = 50
_TAIL = 64_000
"""Bytes at the end of the log that are looked through for its last lines."""


@dataclass(frozen=True)
class Fact:
    """One line. `fatal` if the app cannot work like this."""

    what: str
    found: str
    fatal: bool = False


def machine(version: str, window: str) -> list[Fact]:
    """`window`: what draws the pages."""
    how = "installed" if getattr(sys, "frozen", False) else "from its source"
    desktop = os.environ.get("XDG_CURRENT_DESKTOP", "")
    session = ", ".join(part for part in (desktop, os.environ.get("XDG_SESSION_TYPE", "")) if part)
    return [
        Fact("version", f"{version}, {how}, Python {platform.python_version()}"),
        Fact("system", platform.platform() + (f", {session}" if session else "")),
        Fact("window", window),
    ]


def folder(name: str, path: Path) -> Fact:
    """Whether files can be written there, and how much room is left."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
        free = shutil.disk_usage(path).free
    except OSError as error:
        return Fact(name, f"{path} cannot be written ({error.strerror})", fatal=True)
    return Fact(name, f"{path} is writable, {free / 1e9:.1f} GB free")


def log_tail(folder: Path, lines: int = LOG_LINES) -> list[str]:
    """The last lines of the log, without secrets."""
    try:
        with (folder / "pipulate.log").open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - _TAIL))
            text = file.read().decode("utf-8", "replace")
    except OSError as error:
        return [f"(the log cannot be read: {error.strerror})"]
    return redacted(text).splitlines()[-lines:]


def as_text(facts: Iterable[Fact], log: Iterable[str]) -> str:
    """One text to send to somebody, with the user's own folder as '~'."""
    told = [f"{'✗' if fact.fatal else '·'} {fact.what:10} {fact.found}" for fact in facts]
    return without_home("\n".join([*told, "", f"The last {LOG_LINES} lines of the log:", *log]))


def without_home(text: str) -> str:
    """The user's own folder, which holds their name, as '~'."""
    home = str(Path.home())
    return redacted(text.replace(home, "~") if len(home) > 1 else text)
