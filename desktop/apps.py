"""The apps in the *Go* menu, read off the plug-in files.

pywebview wants the whole menu before the window is there, and running the plug-ins would hold the window up: so the
name and the title are read out of the source, unexecuted. A plug-in that says them in another way is not in the menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from desktop.authors.declaration import declarations
from server.web import urls


def apps_in(folders: Iterable[Path]) -> list[tuple[str, str]]:
    """Title and path of each app, in the order of the numbers that the files' names begin with."""
    files = [file for folder in folders if folder.is_dir() for file in folder.glob("*.py")]
    wanted = [file for file in files if re.match(r"\d+_[^()]*$", file.name) and not file.is_fifo()]
    found: dict[str, str] = {}
    for file in sorted(wanted, key=lambda file: (int(file.name.split("_", 1)[0]), file.name)):
        with suppress(OSError):  # the home page tells what is wrong with it
            for one in declarations(file.read_bytes()):
                found.setdefault(str(one.name.value), str(one.title.value))
    return [(_shown(title), urls.app(name)) for name, title in found.items()]


def _shown(title: str) -> str:
    """No system's menu takes half a character."""
    return title.encode("utf-8", "replace").decode()
