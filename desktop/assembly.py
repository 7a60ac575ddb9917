"""The app put together for one port: the only module that knows which parts there are."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.running import Assembled
from desktop.version import version
from server.adapters.installed import Installed
from server.folders import Folders
from server.web.desk import Desk

if TYPE_CHECKING:
    from server.web.guard import Guard

PROGRAM = Installed(Path(sys.executable) if getattr(sys, "frozen", False) else None)
"""As it was when this process started, however often the app does."""


@contextmanager
def assembled(
    folders: Folders,
    desk: Desk,
    demo: bool,
    port: int,
    dev: bool = False,
    reset: bool = False,
    guards: dict[int, Guard] | None = None,
) -> Iterator[Assembled]:
    """Opens the parts, closes them in reverse. What costs time to import is imported here, beside the start page.

    `dev`: for writing plug-ins, in folders of its own, which `reset` empties first. `guards`: one a port, kept from one
    start to the next, so that the pages that are open stay let in.
    Raises `Problem` if a folder or the database cannot be used.
    """
    from desktop.demo import demo_starter
    from server.web.app import create
    from server.web.guard import Guard
    from server.web.parts import open_parts

    guard = (guards if guards is not None else {}).setdefault(port, Guard(port))
    with ExitStack() as stack:
        start_demo = stack.enter_context(demo_starter(folders.data / "demo"))
        parts = stack.enter_context(
            open_parts(
                folders,
                desk,
                start_demo=start_demo,
                environment=os.environ,
                version=version(),
                demo=demo,
                dev=dev,
                program=PROGRAM,
            )
        )
        development = None
        if dev:
            from desktop.dev import developing

            development = stack.enter_context(developing(parts, reset))
        yield Assembled(create(parts, guard, development), guard.boot_path, parts)
