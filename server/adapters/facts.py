"""What a helper on the phone would ask: facts about this machine and the app's folders, without anything private."""

import locale
import os
import platform
import re
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from server.adapters.hardware import hardware
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
    frozen = getattr(sys, "frozen", False)
    how, where = ("installed", f", in {Path(sys.executable).parent}") if frozen else ("from its source", "")
    return [
        Fact("version", f"{version}, {how}, Python {platform.python_version()}{where}"),
        Fact(
            "system", ", ".join(part for part in (_distribution(), platform.platform(), *_session(os.environ)) if part)
        ),
        Fact("hardware", hardware()),
        Fact("here", f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z (UTC%z)}, {_language()}, {_proxy()}"),
        Fact("window", window),
    ]


def _distribution() -> str:
    """For example “Debian GNU/Linux 12 (bookworm)”; '' on other systems, which `platform` names by themselves."""
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        return ""


def _session(environment: Mapping[str, str]) -> list[str]:
    """On Linux: desktop and display server, as far as somebody names them."""
    if not sys.platform.startswith("linux"):
        return []
    shown = [
        name for name in ("wayland", "x11") if environment.get({"wayland": "WAYLAND_DISPLAY", "x11": "DISPLAY"}[name])
    ]
    session = environment.get("XDG_SESSION_TYPE", "") or " and ".join(shown) or "no display"
    return [part for part in (environment.get("XDG_CURRENT_DESKTOP", ""), session) if part]


def _language() -> str:
    """By the name the system has for it: Python's own would say en_US where it is C.UTF-8."""
    return f"language {locale.setlocale(locale.LC_CTYPE)}"


def _proxy() -> str:
    """Whether one is set; which one is nobody else's matter."""
    return "through a proxy" if set(urllib.request.getproxies()) - {"no"} else "no proxy"


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


def last_problems(folder: Path, most: int = 5) -> list[str]:
    """The last warnings and errors of the log, without secrets; none where it cannot be read."""
    return [line for line in log_tail(folder, _TAIL) if re.search(r" (WARNING|ERROR|CRITICAL) ", line)][-most:]


def as_text(facts: Iterable[Fact], log: Iterable[str]) -> str:
    """One text to send to somebody, with the user's own folder as '~'."""
    told = [f"{'✗' if fact.fatal else '·'} {fact.what:10} {fact.found}" for fact in facts]
    return without_home("\n".join([*told, "", f"The last {LOG_LINES} lines of the log:", *log]))


def without_home(text: str) -> str:
    """The user's own folder, which holds their name, as '~'."""
    home = str(Path.home())
    return redacted(text.replace(home, "~") if len(home) > 1 else text)
