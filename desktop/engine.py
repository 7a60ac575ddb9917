"""What pywebview leaves to the one who knows the engine: the front, editing, the window's place, a page that died.

Each engine has a file of its own, in which its toolkit is imported, where that runs already.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from desktop.remembered import Place

Action = Callable[[], None]


class Edit(StrEnum):
    """What can be done to the text that is edited or marked."""

    CUT = "cut"
    COPY = "copy"
    PASTE = "paste"
    SELECT_ALL = "select-all"


class Engine(Protocol):
    """The native window under pywebview's."""

    def put(self, place: Place) -> None:
        """The window's own thread, before it is shown: where it was, on a screen that is there."""
        ...

    def place(self) -> Place | None:
        """The window's own thread: where it is, as if it were not maximised. None where that is not known."""
        ...

    def paint(self, colour: str) -> None:
        """The window's own thread: what is seen before the page paints itself."""
        ...

    def dress(self, theme: str) -> None:
        """Any thread: what the toolkit draws itself, menus and dialogs, "light", "dark" or "" as the system has it."""
        ...

    def to_front(self) -> bool:
        """Whether the window comes before all others; False leaves it to pywebview."""
        ...

    def hide(self) -> bool:
        """Whether the window goes off the screen without being closed; False leaves it to pywebview."""
        ...

    def close(self) -> bool:
        """Whether the window is shut, as if by its own button; False leaves it to pywebview."""
        ...

    def hear(self, back: Action, ended: Action) -> None:
        """The window's own thread: what the system does past us, as far as it does such things.

        `back` is called when it brings a hidden window back, `ended` just before it ends the process.
        """
        ...

    def edit(self, what: Edit) -> bool:
        """Whether the engine does it; False leaves it to the page."""
        ...

    def confirm(self, title: str, text: str) -> bool | None:
        """Any thread but the window's own: the answer to a dialog with OK and Cancel; None leaves it to pywebview."""
        ...

    def tell(self, title: str, text: str) -> bool:
        """Any thread: whether a dialog says this, with OK alone; False leaves it to one that asks."""
        ...

    def print_to(self, file: Path, done: Action) -> bool:
        """Whether the page becomes a PDF, after which `done` is called; False where the page can print itself."""
        ...

    def dropped(self) -> Path | None:
        """The file dropped on the page last, told once; None where the page itself is given what is dropped."""
        ...

    def when_page_dies(self, tell: Action) -> None:
        """The window's own thread: `tell` is called there whenever the process that draws the page ended."""
        ...
