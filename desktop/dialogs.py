"""The system's dialogs: one at a time, because Qt keeps one answer for all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

_open = threading.Lock()


class OpenDialog(Protocol):
    """What choosing a file to read needs of a window."""

    def ask_open_path(self, kind: str, endings: Sequence[str], folder: Path) -> Path | None: ...


class FolderDialog(Protocol):
    """What choosing a folder needs of a window."""

    def ask_folder(self, folder: Path) -> Path | None: ...


class SaveDialog(Protocol):
    """What saving needs of a window."""

    @property
    def asks_before_overwriting(self) -> bool: ...

    def ask_save_path(self, name: str, folder: Path) -> Path | None: ...

    def confirm(self, title: str, text: str) -> bool: ...


def one_at_a_time(ask: Callable[[], Path | None]) -> Path | None:
    """What the dialog that `ask` shows is answered. None if the user changed their mind, or another one is open."""
    if not _open.acquire(blocking=False):
        return None
    try:
        return ask()
    finally:
        _open.release()
