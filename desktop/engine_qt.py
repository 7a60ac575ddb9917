"""Qt's window under pywebview's (PySide6 through qtpy's names)."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from desktop.engine import Action, Edit
from desktop.remembered import Place, Screen, fitted
from server.folders import resources

log = logging.getLogger(__name__)

WIDGETS = {"light": "#efefef", "dark": "#2b303b"}
"""Qt makes all colours of a palette out of that of the buttons."""


class QtEngine:
    """pywebview's QMainWindow and the page in it."""

    def __init__(self, native: Any) -> None:
        self._native = native

    def put(self, place: Place) -> None:
        """Both here and in `place` without the frame, whose borders Qt tells otherwise for a maximised window."""
        from qtpy.QtGui import QGuiApplication

        QGuiApplication.setDesktopFileName("pipulate-desktop")  # by which Wayland finds the icon
        areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        fits = fitted(place, [Screen(one.x(), one.y(), one.width(), one.height()) for one in areas])
        if place.x is None or fits.x is None or fits.y is None:
            self._native.resize(fits.width, fits.height)
        else:
            self._native.setGeometry(fits.x, fits.y, fits.width, fits.height)
        self._native.webview.loadFinished.connect(self._show_icon)

    def place(self) -> Place | None:
        native = self._native
        usual = native.isMaximized() or native.isFullScreen() or native.isMinimized()
        it = native.normalGeometry() if usual else native.geometry()
        x, y = (None, None) if _on_wayland() else (it.x(), it.y())  # which tells none
        return Place(it.width(), it.height(), x, y, native.isMaximized())

    def paint(self, colour: str) -> None:
        """Qt's page is white until its first paint, whatever the window's colour."""
        self._native.webview.page().setBackgroundColor(colour)

    def dress(self, theme: str) -> None:
        """By colours of ours: where no desktop tells Qt of a scheme, it takes none from us either (6.12)."""
        from qtpy.QtGui import QColor, QPalette
        from qtpy.QtWidgets import QApplication

        def dress() -> None:
            QApplication.setPalette(QPalette(QColor(WIDGETS[theme])) if theme else QPalette())
            self._native.setPalette(QPalette())  # pywebview gave it the colour of the first page

        self._in_its_thread(dress)

    def to_front(self, token: str) -> bool:
        """Under Wayland Qt looks for the token where a program finds that of its own start."""

        def raise_() -> None:
            if token and _on_wayland():
                os.environ["XDG_ACTIVATION_TOKEN"] = token
            self._raise()

        self._in_its_thread(raise_)
        return True

    def edit(self, what: Edit) -> bool:
        from qtpy.QtWebEngineCore import QWebEnginePage

        names = {Edit.CUT: "Cut", Edit.COPY: "Copy", Edit.PASTE: "Paste", Edit.SELECT_ALL: "SelectAll"}
        action = getattr(QWebEnginePage.WebAction, names[what])
        self._in_its_thread(lambda: self._native.webview.page().triggerAction(action))
        return True

    def tell(self, title: str, text: str) -> bool:
        from qtpy.QtWidgets import QMessageBox

        def say() -> None:
            QMessageBox.information(self._native, title, text)

        self._in_its_thread(say)
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

    def _show_icon(self) -> None:
        """Once something is to be seen: drawing it takes a moment."""
        from qtpy.QtGui import QIcon

        self._native.webview.loadFinished.disconnect(self._show_icon)
        self._native.setWindowIcon(QIcon(str(resources() / "assets" / "icon.svg")))

    def _raise(self) -> None:
        """GNOME's window manager leaves a window behind the others that asks with a time before their last use. Qt asks
        with that of the last event it had from the X server: so it gets one.
        """
        from qtpy.QtCore import Qt
        from qtpy.QtGui import QGuiApplication

        self._native.setWindowState(self._native.windowState() & ~Qt.WindowState.WindowMinimized)
        self._native.show()
        self._native.raise_()
        title = self._native.windowTitle()
        self._native.setWindowTitle(f"{title} ")
        self._native.setWindowTitle(title)
        QGuiApplication.sync()
        self._native.activateWindow()

    def _in_its_thread(self, do: Action) -> None:
        from qtpy.QtCore import QTimer

        QTimer.singleShot(0, self._native, do)


def _on_wayland() -> bool:
    from qtpy.QtGui import QGuiApplication

    return QGuiApplication.platformName().startswith("wayland")
