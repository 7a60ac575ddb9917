"""The native menus: titles on the left, what they do on the right.

pywebview runs an item's function in a thread of its own and loses what it raises, so each is wrapped: a failure is
logged and told in a dialog. Its menus know no keys, ticks or greyed items: the keys are the page's
(assets/shortcuts.js), and what the page does is said to it as a word.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from desktop.engine import Action, Edit
from desktop.failure import failure_of, sentence
from desktop.opening import Menu
from server.domain.problem import Problem
from server.web import urls

log = logging.getLogger(__name__)

Item = tuple[str, Action] | None  # None draws a line
Table = Sequence[tuple[str, Sequence[Item]]]
OF_THE_APP = "__app__"
"""pywebview's word for macOS' menu of the app's name."""
FIELD_GALLERY = urls.app("fields")


class Actions(Protocol):
    """What the menus can do."""

    def new_pipeline(self) -> None: ...

    def open_downloads_folder(self) -> None: ...

    def save_csv_as(self) -> None: ...

    def quit(self) -> None: ...

    def go(self, path: str) -> None: ...

    def say(self, word: str) -> None: ...

    def edit(self, what: Edit) -> None: ...

    def full_screen(self) -> None: ...

    def open_logs_folder(self) -> None: ...

    def open_plugins_folder(self) -> None: ...

    def tell(self, title: str, text: str) -> None: ...


def menus(actions: Actions, apps: Sequence[tuple[str, str]], platform: str = sys.platform) -> list[Menu]:
    """The menu bar. `apps` are title and path of what *Go* offers below *Home*."""
    bar = _table(actions, apps)
    if platform == "darwin":
        bar = _as_on_a_mac(bar)
    return [(title, [item and (item[0], told(*item, actions.tell)) for item in items]) for title, items in bar]


def _as_on_a_mac(bar: Table) -> Table:
    """The system's own Edit menu and Quit are there already, and settings belong into the menu of the app's name."""
    settings = [item for _, items in bar for item in items if item and item[0] == "Settings…"]
    moved = {"Settings…", "Quit"}
    kept = [(title, _without(moved, items)) for title, items in bar if title != "Edit"]
    return [(OF_THE_APP, settings), *kept]


def _without(titles: set[str], items: Sequence[Item]) -> list[Item]:
    """The items but these, and no lines that would then be drawn last."""
    left = [item for item in items if item is None or item[0] not in titles]
    while left and left[-1] is None:
        left.pop()
    return left


def _table(it: Actions, apps: Sequence[tuple[str, str]]) -> Table:
    def go(path: str) -> Action:
        return lambda: it.go(path)

    def say(word: str) -> Action:
        return lambda: it.say(word)

    def edit(what: Edit) -> Action:
        return lambda: it.edit(what)

    return [
        (
            "File",
            [
                ("New pipeline", it.new_pipeline),
                ("Open downloads folder", it.open_downloads_folder),
                ("Save CSV as…", it.save_csv_as),
                ("Print…", say("print")),
                None,
                ("Settings…", go(urls.SETTINGS)),
                None,
                ("Quit", it.quit),
            ],
        ),
        (
            "Edit",
            [
                ("Cut", edit(Edit.CUT)),
                ("Copy", edit(Edit.COPY)),
                ("Paste", edit(Edit.PASTE)),
                ("Select all", edit(Edit.SELECT_ALL)),
                None,
                ("Find…", say("find")),
            ],
        ),
        (
            "Go",
            [
                ("Home", go(urls.HOME)),
                ("Pipelines", go(urls.PIPELINES)),
                ("Find an app or page…", say("palette")),
                *([None] if apps else []),
                *((title, go(path)) for title, path in apps),
            ],
        ),
        (
            "View",
            [
                ("Back", say("back")),
                ("Reload", say("reload")),
                None,
                ("Zoom in", say("zoom-in")),
                ("Zoom out", say("zoom-out")),
                ("Actual size", say("zoom-usual")),
                ("Full screen", it.full_screen),
                None,
                ("Light", say("theme-light")),
                ("Dark", say("theme-dark")),
                ("As the system", say("theme-system")),
            ],
        ),
        (
            "Help",
            [
                ("Guide", go(urls.GUIDE)),
                ("What's new", go(urls.NEWS)),
                ("Field gallery", go(FIELD_GALLERY)),
                None,
                ("Open logs folder", it.open_logs_folder),
                ("Open plug-ins folder", it.open_plugins_folder),
                ("Copy diagnostics…", go(urls.DIAGNOSTICS)),
                None,
                ("About", go(urls.ABOUT)),
            ],
        ),
    ]


def told(title: str, do: Action, tell: Callable[[str, str], None]) -> Action:
    """The same action, whose failure is logged and told instead of lost."""

    def run() -> None:
        error = failure_of(do)
        if isinstance(error, Problem):
            log.info("%s: %s", title, error)
            tell(title, str(error))
        elif error:
            log.error("%s failed", title, exc_info=error)
            tell(title, f"This did not work. {sentence(error)}. Help, Open logs folder has the details.")

    return run
