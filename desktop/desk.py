"""What a page may ask of the desktop: open a file, show it in its folder, save a copy through the system's dialog."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from desktop import reveal
from desktop.choose import OpenDialog, choose
from desktop.save import Dialogs, save_as
from server.domain.problem import Problem


class WindowDialogs(Dialogs, OpenDialog, Protocol):
    """What the desk needs of a window."""


class WindowDesk:
    """The desk of the native window."""

    browser = False

    def __init__(self, dialogs: WindowDialogs) -> None:
        self._dialogs = dialogs
        self._folder = Path.home()

    def open(self, path: Path) -> None:
        """Opens a file or a folder with the system's program."""
        reveal.open_path(path)

    def reveal(self, path: Path) -> None:
        """Shows a file in its folder."""
        reveal.show_in_folder(path)

    def browse(self, address: str) -> None:
        """Opens a web page with the system's browser."""
        reveal.open_page(address)

    def open_file(self, kind: str, endings: Sequence[str]) -> Path | None:
        """Asks for a file of this kind, beginning in the folder used last. None if they changed their mind."""
        chosen = choose(kind, endings, self._folder, self._dialogs)
        if chosen:
            self._folder = chosen.parent
        return chosen

    def save_as(self, source: Path, name: str) -> Path | None:
        """Copies where the user says, beginning in the folder used last. None if they changed their mind."""
        target = save_as(source, name, self._folder, self._dialogs)
        if target:
            self._folder = target.parent
        return target


class BrowserDesk:
    """The desk when the app is shown in an ordinary browser: there is no dialog to show."""

    browser = True

    def open(self, path: Path) -> None:
        """Opens a file or a folder with the system's program."""
        reveal.open_path(path)

    def reveal(self, path: Path) -> None:
        """Shows a file in its folder."""
        reveal.show_in_folder(path)

    def browse(self, address: str) -> None:
        """Opens a web page with the system's browser."""
        reveal.open_page(address)

    def open_file(self, kind: str, endings: Sequence[str]) -> Path | None:
        """Raises `Problem`: the system's dialog belongs to the window."""
        raise Problem("A browser has no dialog for the app. Choose the file on the page.")

    def save_as(self, source: Path, name: str) -> Path | None:
        """Raises `Problem`: the system's dialog belongs to the window."""
        raise Problem(f"A browser has no save dialog for the app. {source.name} lies in {source.parent}")
