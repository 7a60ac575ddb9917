"""Which engine is under pywebview's window; each has a file of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from desktop.engine import Action, Edit, Engine
from desktop.remembered import Place


class PlainEngine:
    """What there is before the window is."""

    def put(self, place: Place) -> None:
        """pywebview has put it."""

    def place(self) -> Place | None:
        return None

    def paint(self, colour: str) -> None:
        """pywebview has painted it."""

    def dress(self, theme: str) -> None:
        """There is nothing to be seen yet."""

    def to_front(self) -> bool:
        return False

    def hide(self) -> bool:
        return False

    def close(self) -> bool:
        return False

    def hear(self, back: Action, ended: Action) -> None:
        """It is not told."""

    def edit(self, what: Edit) -> bool:
        return False

    def confirm(self, title: str, text: str) -> bool | None:
        return None

    def tell(self, title: str, text: str) -> bool:
        return False

    def print_to(self, file: Path, done: Action) -> bool:
        return False

    def dropped(self) -> Path | None:
        return None

    def when_page_dies(self, tell: Action) -> None:
        """It is not told."""


def engine_of(renderer: str, native: Any) -> Engine:
    """`renderer`: pywebview's name for what draws; `native`: the window it made of that."""
    if renderer == "qtwebengine":
        from desktop.engine_qt import QtEngine

        return QtEngine(native)
    if renderer.startswith("gtk"):
        from desktop.engine_gtk import GtkEngine

        return GtkEngine(native)
    if sys.platform == "win32":
        from desktop.engine_windows import WindowsEngine

        return WindowsEngine(native)
    if sys.platform == "darwin":
        from desktop.engine_mac import MacEngine

        return MacEngine(native)
    return PlainEngine()
