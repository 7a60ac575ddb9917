"""What a page may ask of the desktop when it is shown in an ordinary browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop import reveal
from desktop.engine import Action
from desktop.notes import Notes
from server.domain.problem import Problem


class BrowserDesk:
    """The desk when the app is shown in an ordinary browser: there is no dialog to show."""

    browser = True
    window = "a browser"

    def __init__(self, instead: str = "") -> None:
        self.instead = instead
        self._notes = Notes()
        self.orders: dict[str, Action] = {}
        """What can be done to the app where it is served for long: "restart" and "quit-now"."""

    def ask_window(self, what: str) -> bool:
        """A browser's window is its own; the app alone can be ended, or started again."""
        if what in self.orders:
            self.orders[what]()
        return what in self.orders

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
        """Raises `Problem`: the system's dialog belongs to the window."""
        raise Problem("A browser has no dialog for the app. Choose the file on the page.")

    def choose_folder(self, begin: Path) -> Path | None:
        """Raises `Problem`: the system's dialog belongs to the window."""
        raise Problem("A browser has no dialog for the app. Type the folder's path on the page.")

    def dropped_file(self) -> Path | None:
        """A browser gives the page what is dropped on it."""
        return None

    def announce(self, text: str) -> None:
        """A message of the system. The tab's title is marked by its page."""
        self._notes.show(text)

    def seen(self) -> None:
        """There is no mark."""

    def save_as(self, source: Path, name: str) -> Path | None:
        """Raises `Problem`: the system's dialog belongs to the window."""
        raise Problem(f"A browser has no save dialog for the app. {source.name} lies in {source.parent}")
