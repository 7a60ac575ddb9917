"""The apps in the *Go* menu, read off the plug-in files.

pywebview wants the whole menu before the window is there, and running the plug-ins would hold the window up: so the
name and the title are read out of the source, unexecuted. A plug-in that says them in another way is not in the menu.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from server.web import urls


def apps_in(folders: Iterable[Path]) -> list[tuple[str, str]]:
    """Title and path of each app, in the order of the numbers that the files' names begin with."""
    files = [file for folder in folders if folder.is_dir() for file in folder.glob("*.py")]
    wanted = [file for file in files if re.match(r"\d+_[^()]*$", file.name)]
    found: dict[str, str] = {}
    for file in sorted(wanted, key=lambda file: (int(file.name.split("_", 1)[0]), file.name)):
        for name, title in _declared(file):
            found.setdefault(name, title)
    return [(title, urls.app(name)) for name, title in found.items()]


def _declared(file: Path) -> Iterator[tuple[str, str]]:
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return  # the home page tells what is wrong with it
    for call in (node.value for node in tree.body if isinstance(node, ast.Assign)):
        match call:
            case ast.Call(func=ast.Name(id="Workflow" | "Page" | "Crud"), args=[ast.Constant(value=str(name)), *_]):
                titles = {word.arg: word.value for word in call.keywords}
                match titles.get("title"):
                    case ast.Constant(value=str(title)):
                        yield name, title
