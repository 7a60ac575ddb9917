"""Choosing a file to read in the system's own dialog."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from desktop.save import one_dialog


class OpenDialog(Protocol):
    """What choosing needs of a window."""

    def ask_open_path(self, kind: str, endings: Sequence[str], folder: Path) -> Path | None: ...


def choose(kind: str, endings: Sequence[str], folder: Path, dialog: OpenDialog) -> Path | None:
    """Asks for a file, beginning in `folder`. None if the user changed their mind, or while another dialog is open."""
    if not one_dialog.acquire(blocking=False):
        return None
    try:
        return dialog.ask_open_path(kind, endings, folder)
    finally:
        one_dialog.release()
