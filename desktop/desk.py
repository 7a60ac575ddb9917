"""What a page may ask of the desktop in a window: open a file, show it in its folder, save a copy by the dialog."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop import reveal
from desktop.backend import description
from desktop.dialogs import FolderDialog, OpenDialog, SaveDialog, one_at_a_time
from desktop.engine import Action, Edit
from desktop.leaving import Closing, Leaving
from desktop.notes import Notes
from desktop.save import save_as

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory


class DeskWindow(SaveDialog, OpenDialog, FolderDialog, Closing, Protocol):
    """What the desk needs of a window."""

    def edit(self, what: Edit) -> bool: ...

    def print_to(self, file: Path, done: Action) -> bool: ...

    def dropped(self) -> Path | None: ...

    def full_screen(self) -> None: ...

    def mark(self, on: bool) -> None: ...

    def dress(self, theme: str) -> None: ...


class WindowDesk:
    """The desk of the native window."""

    browser = False
    instead = ""

    @property
    def window(self) -> str:
        """What draws the pages."""
        return description()

    def __init__(self, window: DeskWindow) -> None:
        self.leaving = Leaving(window)
        self._window = window
        self._folder = Path.home()
        self._printed: TemporaryDirectory[str] | None = None
        self._notes = Notes()
        self.restart: Action = lambda: None

    def ask_window(self, what: str) -> bool:
        """Whether the window does it; False leaves it to the page."""
        if what in list(Edit):
            return self._window.edit(Edit(what))
        if what == "print":
            return self._print()
        done: dict[str, Action] = {
            "full-screen": self._window.full_screen,
            "quit": self.leaving.quit,
            "quit-asked": self.leaving.asked,
            "quit-now": self.leaving.now,
            "quit-later": self.leaving.later,
            "restart": self.restart,
            "theme-light": lambda: self._window.dress("light"),
            "theme-dark": lambda: self._window.dress("dark"),
            "theme-system": lambda: self._window.dress(""),
        }
        if what in done:
            done[what]()
        return what in done

    def _print(self) -> bool:
        """As a PDF that the system's viewer shows, which prints; where the engine cannot print by itself."""
        import tempfile

        self._printed = self._printed or tempfile.TemporaryDirectory(prefix="pipulate-")
        file = Path(self._printed.name) / f"page {time.strftime('%H.%M.%S')}.pdf"
        return self._window.print_to(file, lambda: reveal.open_path(file))

    def open(self, path: Path) -> None:
        """Opens a file or a folder with the system's program."""
        reveal.open_path(path)

    def reveal(self, path: Path) -> None:
        """Shows a file in its folder."""
        reveal.show_in_folder(path)

    def browse(self, address: str) -> None:
        """Opens a web page with the system's browser."""
        reveal.open_page(address)

    def choose_file(self, kind: str, endings: Sequence[str]) -> Path | None:
        """Asks for a file of this kind, beginning in the folder used last. None if they changed their mind."""
        chosen = one_at_a_time(lambda: self._window.ask_open_path(kind, endings, self._folder))
        if chosen:
            self._folder = chosen.parent
        return chosen

    def choose_folder(self, begin: Path) -> Path | None:
        """Asks for a folder, beginning in one that is there. None if they changed their mind."""
        return one_at_a_time(lambda: self._window.ask_folder(begin if begin.is_dir() else Path.home()))

    def dropped_file(self) -> Path | None:
        """A file dropped on the window that its page was not given, once."""
        return self._window.dropped()

    def announce(self, text: str) -> None:
        """A message of the system, and a mark in the window's title."""
        self._window.mark(True)
        self._notes.show(text)

    def settle(self) -> None:
        """Before the app ends, however it does: what was to be said is said, what was printed is gone."""
        self._notes.settle()
        if self._printed:
            self._printed.cleanup()

    def seen(self) -> None:
        """Takes the mark off."""
        self._window.mark(False)

    def save_as(self, source: Path, name: str) -> Path | None:
        """Copies where the user says, beginning in the folder used last. None if they changed their mind."""
        target = save_as(source, name, self._folder, self._window)
        if target:
            self._folder = target.parent
        return target
