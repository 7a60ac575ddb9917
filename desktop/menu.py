"""The native menus: titles on the left, what they do on the right.

pywebview runs an item's function in a thread of its own and loses what it raises, so each is wrapped: a failure is
logged and told in a dialog.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from desktop.failure import failure_of, sentence
from desktop.window import Action, Menu
from server.domain.problem import Problem
from server.web import urls

log = logging.getLogger(__name__)

FIELD_GALLERY = urls.app("fields")


class Actions(Protocol):
    """What the menus can do."""

    def new_pipeline(self) -> None: ...

    def open_downloads_folder(self) -> None: ...

    def save_csv_as(self) -> None: ...

    def quit(self) -> None: ...

    def go(self, path: str) -> None: ...

    def open_logs_folder(self) -> None: ...

    def open_plugins_folder(self) -> None: ...

    def about(self) -> None: ...

    def tell(self, title: str, text: str) -> None: ...


def menus(actions: Actions, apps: Sequence[tuple[str, str]]) -> list[Menu]:
    """The menu bar. `apps` are title and path of what *Go* offers below *Home*."""
    tell = actions.tell

    def item(title: str, do: Action) -> tuple[str, Action]:
        return title, told(title, do, tell)

    file = [
        item("New pipeline", actions.new_pipeline),
        item("Open downloads folder", actions.open_downloads_folder),
        item("Save CSV as…", actions.save_csv_as),
        None,
        item("Quit", actions.quit),
    ]
    home = [item("Home", lambda: actions.go(urls.HOME)), item("Pipelines", lambda: actions.go(urls.PIPELINES))]
    go = [*home, None, *(item(app, _going(actions, path)) for app, path in apps)]
    help_ = [
        item("Guide", lambda: actions.go(urls.GUIDE)),
        item("Field gallery", lambda: actions.go(FIELD_GALLERY)),
        item("Open logs folder", actions.open_logs_folder),
        item("Open plug-ins folder", actions.open_plugins_folder),
        None,
        item("About", actions.about),
    ]
    return [("File", file), ("Go", go if apps else home), ("Help", help_)]


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


def _going(actions: Actions, path: str) -> Action:
    return lambda: actions.go(path)
