"""Which engine is under pywebview's window, and what each does itself. Each has a file of its own."""

from __future__ import annotations

import sys
from typing import Any

from desktop.engine import Engine


def engine_of(renderer: str, native: Any) -> Engine:
    """`renderer`: pywebview's name for what draws; `native`: the window it made of that."""
    if renderer == "qtwebengine":
        return _qt(native)
    if renderer.startswith("gtk"):
        return _gtk(native)
    if sys.platform == "win32":
        return _windows(native)
    return _mac(native) if sys.platform == "darwin" else Engine()


def _qt(native: Any) -> Engine:
    """Qt's engine has no print dialog of its own; it gives the page what is dropped."""
    from desktop.engine_qt import QtEngine

    it = QtEngine(native)
    return Engine(
        put=it.put,
        place=it.place,
        paint=it.paint,
        dress=it.dress,
        to_front=it.to_front,
        edit=it.edit,
        tell=it.tell,
        print_to=it.print_to,
        when_page_dies=it.when_page_dies,
    )


def _gtk(native: Any) -> Engine:
    """WebKitGTK shows GTK's print dialog when the page asks for it; it gives the page nothing that is dropped."""
    from desktop.engine_gtk import GtkEngine

    it = GtkEngine(native)
    return Engine(
        put=it.put,
        place=it.place,
        paint=it.paint,
        dress=it.dress,
        to_front=it.to_front,
        close=it.close,
        edit=it.edit,
        confirm=it.confirm,
        tell=it.tell,
        dropped=it.dropped,
        when_page_dies=it.when_page_dies,
    )


def _windows(native: Any) -> Engine:
    """WebView2 has keys of its own for editing, shows Windows' print dialog, and gives the page what is dropped."""
    from desktop.engine_windows import WindowsEngine

    it = WindowsEngine(native)
    return Engine(
        put=it.put,
        place=it.place,
        to_front=it.to_front,
        when_page_dies=it.when_page_dies,
        when_view_dies=it.when_view_dies,
    )


def _mac(native: Any) -> Engine:
    """pywebview brings the system's own Edit menu and shows its print dialog. A page that died WebKit loads anew by
    itself, for it tells that to pywebview's delegate alone, which does not listen."""
    from desktop.engine_mac import MacEngine

    it = MacEngine(native)
    return Engine(
        put=it.put,
        place=it.place,
        dress=it.dress,
        to_front=it.to_front,
        hide=it.hide,
        close=it.close,
        hear=it.hear,
    )
