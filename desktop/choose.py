"""Choosing a file to read, or a folder, in the system's own dialog."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from desktop.save import one_dialog


class OpenDialog(Protocol):
    """What choosing needs of a window."""

    def ask_open_path(self, kind: str, endings: Sequence[str], folder: Path) -> Path | None: ...


class FolderDialog(Protocol):
    """What choosing a folder needs of a window."""

    def ask_folder(self, folder: Path) -> Path | None: ...


def choose_folder(begin: Path, dialog: FolderDialog) -> Path | None:
    """Asks for a folder, beginning in `begin`. None if the user changed their mind, or another dialog is open."""
    if not one_dialog.acquire(blocking=False):
        return None
    try:
        return dialog.ask_folder(begin if begin.is_dir() else Path.home())
    finally:
        one_dialog.release()


def choose(kind: str, endings: Sequence[str], folder: Path, dialog: OpenDialog) -> Path | None:
    """Asks for a file, beginning in `folder`. None if the user changed their mind, or while another dialog is open."""
    if not one_dialog.acquire(blocking=False):
        return None
    try:
        return dialog.ask_open_path(kind, endings, folder)
    finally:
        one_dialog.release()
