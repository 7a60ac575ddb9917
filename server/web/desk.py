"""What the pages ask of the desktop they run on: `desktop` has one for its window, and a smaller one for browsers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol


class Desk(Protocol):
    """Opening, showing and saving files outside the page. Each raises Problem with a sentence."""

    @property
    def browser(self) -> bool:
        """Whether the pages are shown in an ordinary browser, which has its own way of saving files."""

    @property
    def instead(self) -> str:
        """Why the pages are in a browser though nobody asked for one, and what to do: sentences. Else empty."""

    def ask_window(self, what: str) -> bool:
        """Ask the window around the page for something: whether it does it; False leaves it to the page."""

    @property
    def window(self) -> str:
        """What draws the pages, in a few words."""

    def open(self, path: Path) -> None:
        """Open a file or folder with the system's program for it."""

    def reveal(self, path: Path) -> None:
        """Show a file selected in its folder."""

    def browse(self, address: str) -> None:
        """Open a web page with the system's browser."""

    def choose_file(self, kind: str, endings: Sequence[str]) -> Path | None:
        """Ask for a file of a kind: "JSON files", [".json"], or any file; None when the user thinks better of it."""

    def dropped_file(self) -> Path | None:
        """A file dropped on the window whose engine keeps it from the page, told once."""

    def announce(self, text: str) -> None:
        """Say what ended while nobody looks: a message of the system, and a mark in the window's title."""

    def seen(self) -> None:
        """Somebody looks: the mark goes."""

    def choose_folder(self, begin: Path) -> Path | None:
        """Ask for a folder, beginning in one; None when the user thinks better of it."""

    def save_as(self, source: Path, name: str) -> Path | None:
        """Ask where to save a copy and write it there; None when the user thinks better of it."""
