"""The commands for those who write plug-ins: what each takes. What they do is imported when they are called."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from server.plugin.paths import Folders

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


def _add_into(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--into", type=Path, metavar="DIR", help="the folder to write to (your plug-ins folder)")


def _new_plugin(folders_of: FoldersOf, options: argparse.Namespace) -> int:
    from desktop.new_plugin import new_plugin

    folders = folders_of(options)
    into = options.into.absolute() if options.into else folders.plugins
    return new_plugin(folders, options.name, options.like, into, _tell)


def _check_plugin(options: argparse.Namespace) -> int:
    from desktop.check_plugin import check_plugin

    return check_plugin(options.file, _tell)


def _tell(line: str) -> None:
    print(line, flush=True)
