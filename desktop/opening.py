"""What a window is to the shell: how it opens, what is told of it, what it can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop.engine import Action, Edit
from desktop.remembered import Place
from server.domain.problem import Problem

TITLE = "Pipulate Desktop"
Menu = tuple[str, Sequence[tuple[str, Action] | None]]  # a title, and items; None draws a line


@dataclass(frozen=True)
class Opening:
    """How a window opens. `theme` is "light", "dark" or "" for the system's."""

    start_page: str
    place: Place
    theme: str
    menus: Sequence[Menu]


@dataclass(frozen=True)
class Told:
    """What is told of a window.

    `beside` is called as soon as other threads may import what they need: PySide6, while it is imported, walks through
    the list of modules and ends the process if that grows meanwhile. `opened` is called in a thread of its own.
    `closing` says whether the window may close, `place` where it was just before; both in the window's own thread, and
    neither may touch the window. `loaded` hears the address of each page of ours, `died` that the page's process ended,
    `empty` that the window can show no page any more, `back` that the system brought the hidden window back, `ended`
    that it ends the process as soon as that returns.
    """

    beside: Action
    opened: Action
    closing: Callable[[], bool]
    place: Callable[[Place], None]
    loaded: Callable[[str], None]
    died: Action
    empty: Action
    back: Action
    ended: Action


class NoWindow(Problem):
    """No window can be had on this computer; a browser would do."""


class Window(Protocol):
    """One native window. Every method but `show` may be called from any thread but the window's own."""

    @property
    def asks_before_overwriting(self) -> bool: ...

    def show(self, opening: Opening, told: Told) -> None: ...

    def load(self, address: str) -> None: ...

    def address(self) -> str: ...

    def ask_save_path(self, name: str, folder: Path) -> Path | None: ...

    def ask_open_path(self, kind: str, endings: Sequence[str], folder: Path) -> Path | None: ...

    def confirm(self, title: str, text: str) -> bool: ...

    def tell(self, title: str, text: str) -> None: ...

    def say(self, word: str) -> None: ...

    def edit(self, what: Edit) -> bool: ...

    def print_to(self, file: Path, done: Action) -> bool: ...

    def dropped(self) -> Path | None: ...

    def full_screen(self) -> None: ...

    def dress(self, theme: str) -> None: ...

    def to_front(self, token: str = "") -> None: ...

    def hide(self) -> None: ...

    def close(self) -> None: ...
