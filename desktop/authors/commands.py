"""The commands for those who write plug-ins: what each takes. What they do is imported when they are called."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from server.folders import Folders

LIKE = ["hello", "export", "crud", "page"]

Run = Callable[[argparse.Namespace], int]
FoldersOf = Callable[[argparse.Namespace], Folders]


def add_commands(commands: Any, common: argparse.ArgumentParser, folders: FoldersOf) -> None:
    """Add them to a program's commands; `folders` makes the app's folders of the options."""
    new = commands.add_parser("new-plugin", parents=[common], help="write a plug-in to begin with, and its test")
    new.add_argument("name", metavar="NAME", help="what the menu is to show, such as “My export”")
    new.add_argument("--like", choices=LIKE, default="hello", help="what it begins as (hello)")
    _add_into(new)
    new.set_defaults(run=partial(_new_plugin, folders))
    check = commands.add_parser("check-plugin", help="say what is wrong with a plug-in's file")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=_check_plugin)

    book = commands.add_parser("from-notebook", parents=[common], help="make a plug-in of a notebook")
    book.add_argument("file", type=Path, metavar="FILE")
    _add_into(book)
    book.set_defaults(run=partial(_from_notebook, folders))
    back = commands.add_parser("to-notebook", help="make a notebook of a plug-in")
    back.add_argument("file", type=Path, metavar="FILE")
    _add_into(back, "beside the plug-in")
    back.set_defaults(run=_to_notebook)


def _add_into(parser: argparse.ArgumentParser, otherwise: str = "your plug-ins folder") -> None:
    parser.add_argument("--into", type=Path, metavar="DIR", help=f"the folder to write to ({otherwise})")


def _new_plugin(folders_of: FoldersOf, options: argparse.Namespace) -> int:
    from desktop.authors.new_plugin import new_plugin

    folders = folders_of(options)
    return new_plugin(folders, options.name, options.like, _into(options, folders.plugins), _tell)


def _from_notebook(folders_of: FoldersOf, options: argparse.Namespace) -> int:
    from desktop.authors.notebooks import from_notebook

    folders = folders_of(options)
    return from_notebook(folders, options.file, _into(options, folders.plugins), _tell)


def _to_notebook(options: argparse.Namespace) -> int:
    from desktop.authors.notebooks import to_notebook

    return to_notebook(options.file, _into(options, options.file.absolute().parent), _tell)


def _into(options: argparse.Namespace, otherwise: Path) -> Path:
    return Path(options.into or otherwise).absolute()


def _check_plugin(options: argparse.Namespace) -> int:
    from desktop.authors.check_plugin import check_plugin

    return check_plugin(options.file, _tell)


def _tell(line: str) -> None:
    print(line, flush=True)
