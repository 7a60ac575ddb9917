"""Qt's window under pywebview's (PySide6 through qtpy's names)."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from desktop.engine import Action, Edit
from desktop.remembered import Place, Screen, fitted

log = logging.getLogger(__name__)


class QtEngine:
    """pywebview's QMainWindow and the page in it."""

    def __init__(self, native: Any) -> None:
        self._native = native

    def put(self, place: Place) -> None:
        """Moves the frame: pywebview would place it relative to the first screen."""
        from qtpy.QtGui import QGuiApplication

        areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        fits = fitted(place, [Screen(one.x(), one.y(), one.width(), one.height()) for one in areas])
        self._native.resize(fits.width, fits.height)
        if fits.x is not None and fits.y is not None:
            self._native.move(fits.x, fits.y)

    def place(self) -> Place | None:
        """`x` and `y` are the frame's, as `move` takes them; Qt tells a maximised window's place without the frame."""
        native = self._native
        if native.isMaximized() or native.isFullScreen() or native.isMinimized():
            usual, handle = native.normalGeometry(), native.windowHandle()
            frame = handle.frameMargins() if handle else None
            left, top = (frame.left(), frame.top()) if frame else (0, 0)
            return Place(usual.width(), usual.height(), usual.x() - left, usual.y() - top, native.isMaximized())
        return Place(native.width(), native.height(), native.x(), native.y())

    def paint(self, colour: str) -> None:
        """Qt's page is white until its first paint, whatever the window's colour."""
        self._native.webview.page().setBackgroundColor(colour)

    def to_front(self) -> bool:
        self._in_its_thread(self._raise)
        return True

    def edit(self, what: Edit) -> bool:
        from qtpy.QtWebEngineCore import QWebEnginePage

        names = {Edit.CUT: "Cut", Edit.COPY: "Copy", Edit.PASTE: "Paste", Edit.SELECT_ALL: "SelectAll"}
        action = getattr(QWebEnginePage.WebAction, names[what])
        self._in_its_thread(lambda: self._native.webview.page().triggerAction(action))
        return True

    def print_to(self, file: Path, done: Action) -> bool:
        """Qt's engine has no print dialog of its own."""
        page = self._native.webview.page()

        def finished(path: str, success: bool) -> None:
            page.pdfPrintingFinished.disconnect(finished)
            log.info("printed to a PDF: %s", success)
            done()

        def begin() -> None:
            page.pdfPrintingFinished.connect(finished)
            page.printToPdf(str(file))

        self._in_its_thread(begin)
        return True

    def when_page_dies(self, tell: Action) -> None:
        def died(status: Any, code: int) -> None:
            log.error("the page's process ended: %s, code %s", status, code)
            tell()

        self._native.webview.page().renderProcessTerminated.connect(died)

    def _raise(self) -> None:
        from qtpy.QtCore import Qt

        self._native.setWindowState(self._native.windowState() & ~Qt.WindowState.WindowMinimized)
        self._native.show()
        self._native.raise_()
        self._native.activateWindow()

    def _in_its_thread(self, do: Action) -> None:
        from qtpy.QtCore import QTimer

        QTimer.singleShot(0, self._native, do)
