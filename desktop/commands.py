"""The command line: what may be asked of the program, and what is done then."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.authors import commands as authors
from desktop.export_options import add_options
from desktop.logs import log_to
from desktop.running import Assemble, Assembled
from server.domain.problem import Problem, WrongInput
from server.folders import Folders
from server.web.desk import Desk

if TYPE_CHECKING:
    from desktop.instance import First
    from server.web.guard import Guard

PROGRAM = "pipulate-desktop"


def parser() -> argparse.ArgumentParser:
    """Everything that may follow the program's name."""
    common = _common()
    whole = argparse.ArgumentParser(
        prog=PROGRAM,
        parents=[common],
        description="Opens the app's window. Crawls of Botify projects become CSV files on your disk.",
        epilog="BOTIFY_TOKEN and BOTIFY_API_URL in the environment are used instead of the stored token and the API's "
        "usual address.",
    )
    whole.add_argument("--version", action="store_true", help="print the version")
    whole.add_argument("--browser", action="store_true", help="no window: serve to a browser, print the address")
    whole.add_argument("--no-open", action="store_true", help="with --browser: do not open the browser")
    whole.add_argument("--reset-window", action="store_true", help="forget the window's size, place and page")
    whole.add_argument(
        "--safe-mode", action="store_true", help="draw without the graphics card, if the window is blank"
    )
    whole.add_argument("--dev", action="store_true", help="for writing plug-ins: they are reloaded when they change")
    whole.add_argument("--reset", action="store_true", help="with --dev: forget what was tried out before")
    whole.add_argument("--simulator", type=Path, metavar="DIR", help=argparse.SUPPRESS)  # the demo's own process
    whole.set_defaults(run=run_app)
    commands = whole.add_subparsers(title="commands", metavar="COMMAND")
    one = commands.add_parser("export", parents=[_common(argparse.SUPPRESS)], help="export a crawl without a window")
    add_options(one)
    one.set_defaults(run=run_export)
    check = commands.add_parser("doctor", parents=[_common(argparse.SUPPRESS)], help="say what is found here")
    check.set_defaults(run=run_doctor)
    authors.add_commands(commands, _common(argparse.SUPPRESS), _folders)
    return whole


def run_app(options: argparse.Namespace) -> int:
    """The window; or the browser, when that is asked for or no window can be had."""
    if options.version:
        from desktop.version import version

        print(f"{PROGRAM} {version()}")
        return 0
    if options.simulator:
        from desktop.simulator import simulate

        simulate(options.simulator)
        return 0
    if options.reset and not options.dev:
        raise WrongInput("--reset goes with --dev: it forgets what was tried out there. Your own work is never reset.")
    folders = _folders(options)
    if options.browser:
        return _browse(folders, options, open_browser=not options.no_open)
    from desktop.backend import display_missing, spare_graphics, window_problem

    if options.safe_mode:
        spare_graphics(os.environ)
    if display_missing():
        return _instead(window_problem() or "", folders, options)
    from desktop.instance import alone, token_of

    gc.disable()  # until the app runs (desktop.running): a fiftieth of the start
    with alone(folders.data, token=token_of(os.environ)) as first:
        if first is None:
            return 0
        problem = window_problem() or _shown(folders, options, first)
        return _instead(problem, folders, options, first) if problem else 0


def run_doctor(options: argparse.Namespace) -> int:
    """Says what is found; 1 if the app could not work."""
    from desktop.browser_desk import BrowserDesk
    from desktop.doctor import doctor

    folders = _folders(options)
    return doctor(folders, _assemble(folders, BrowserDesk(), options), lambda line: print(line, flush=True))


def run_export(options: argparse.Namespace) -> int:
    """One export without a window."""
    from desktop.export import export

    return export(_folders(options), options)


def _shown(folders: Folders, options: argparse.Namespace, first: First) -> str | None:
    """Shows the window until it is shut. Why not, as a sentence."""
    from desktop import remembered
    from desktop.opening import NoWindow

    if options.reset_window:
        remembered.forget(folders.data)
    try:
        _show(folders, options, first)
    except NoWindow as problem:
        return str(problem)
    return None


def _show(folders: Folders, options: argparse.Namespace, first: First) -> None:
    from desktop.apps import apps_in
    from desktop.desk import WindowDesk
    from desktop.shell import Shell
    from desktop.window import NativeWindow

    window = NativeWindow()
    desk = WindowDesk(window)
    apps = apps_in([folders.resources / "plugins", folders.plugins])
    shell = Shell(window, desk, folders, _assemble(folders, desk, options), apps, first)
    shell.run()


def _instead(problem: str, folders: Folders, options: argparse.Namespace, first: First | None = None) -> int:
    """A browser instead of the window. `first` is who opens another tab when the app is started again."""
    from desktop.aloud import say_aloud

    say_aloud(f"{problem} The app is served to a browser instead:")
    return _browse(folders, options, first is not None and not options.no_open, problem, first)


def _browse(
    folders: Folders, options: argparse.Namespace, open_browser: bool, instead: str = "", first: First | None = None
) -> int:
    """`instead`: why there is no window, if one was asked for; whoever started the app from a menu sees no terminal."""
    from desktop.browse import browse
    from desktop.browser_desk import BrowserDesk

    desk = BrowserDesk(instead)
    return browse(_assemble(folders, desk, options), desk, open_browser, first)


def _assemble(folders: Folders, desk: Desk, options: argparse.Namespace) -> Assemble:
    return partial(_assembled, folders, desk, options, {})


def _assembled(
    folders: Folders, desk: Desk, options: argparse.Namespace, guards: dict[int, Guard], port: int
) -> AbstractContextManager[Assembled]:
    from desktop.assembly import assembled

    reset, options.reset = options.reset, False  # a second try of the same run keeps what was tried in the first
    return assembled(folders, desk, options.demo, port, options.dev, reset, guards)


def _folders(options: argparse.Namespace) -> Folders:
    """The folders, and the log in theirs. Where they cannot be made, whatever needs them says so again."""
    standard = Folders.standard(options.data_dir, options.downloads_dir)
    folders = replace(standard, fixed=options.downloads_dir is not None)
    if options.dev:
        folders = folders.for_trying()
    try:
        folders.make()
        log_to(folders.logs)
    except Problem as problem:
        print(problem, file=sys.stderr)
    return folders


def _common(default: object = None) -> argparse.ArgumentParser:
    """Options that may stand before and after the command; there, `default` leaves what stood before."""
    common = argparse.ArgumentParser(add_help=False)
    no = default or False
    common.add_argument("--demo", action="store_true", default=no, help="use made-up sites instead of Botify")
    common.add_argument("--data-dir", type=Path, metavar="DIR", default=default, help="where the app keeps its data")
    common.add_argument("--downloads-dir", type=Path, metavar="DIR", default=default, help="where the files go")
    return common
