"""The native window: the only module that imports pywebview, and knows its traps.

`webview` is imported when a window is made, so that nothing else pays for it. Nothing of Python is offered to the page
(no js_api): what a page wants it asks over HTTP. pywebview's own downloads are off (Qt's end the process, GTK's replace
the page). No handler of `closing` may touch the window: it would wait for itself.
"""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from desktop import qt_names
from desktop.backend import named_gui
from server.domain.problem import Problem

if TYPE_CHECKING:
    import webview
    import webview.menu

log = logging.getLogger(__name__)

TITLE = "Pipulate Desktop"
LIGHT, DARK = "#ffffff", "#13171f"
Action = Callable[[], None]
Menu = tuple[str, Sequence[tuple[str, Action] | None]]  # a title, and items; None draws a line


class Window(Protocol):
    """One native window. Every method but `show` may be called from any thread but the window's own."""

    @property
    def asks_before_overwriting(self) -> bool: ...

    def show(self, start_page: str, menus: Sequence[Menu], beside: Action, opened: Action) -> None: ...

    def load(self, address: str) -> None: ...

    def address(self) -> str: ...

    def ask_save_path(self, name: str, folder: Path) -> Path | None: ...

    def ask_open_path(self, kind: str, endings: Sequence[str], folder: Path) -> Path | None: ...

    def confirm(self, title: str, text: str) -> bool: ...

    def close(self) -> None: ...


class NativeWindow:
    """The window drawn by pywebview."""

    def __init__(self) -> None:
        self._window: webview.Window | None = None
        self._home = ""
        self._origins: set[str] = set()
        self._renderer = ""

    @property
    def asks_before_overwriting(self) -> bool:
        """GTK does not; Qt, Windows and macOS do (pywebview 6.2.1)."""
        return not self._renderer.startswith("gtk")

    def show(self, start_page: str, menus: Sequence[Menu], beside: Action, opened: Action) -> None:
        """Shows the start page (HTML) at once, calls `opened` in a thread of its own, returns when the window is shut.

        `beside` is called before, as soon as other threads may import what they need: PySide6, while it is imported,
        walks through the list of modules and ends the process if that grows meanwhile.
        Main thread only. Raises `Problem` if no window can be had.
        """
        with _translated():
            import webview

            if named_gui() == "qt":
                qt_names.install()
                importlib.import_module("webview.platforms.qt")
            beside()
            webview.settings["ALLOW_DOWNLOADS"] = False
            webview.settings["ALLOW_FILE_URLS"] = False
            window = webview.create_window(
                TITLE, html=start_page, width=1200, height=820, min_size=(480, 400), text_select=True
            )
            if window is None:
                raise Problem("The system refused to make a window.")
            self._window = window
            window.events.initialized += self._on_initialized
            window.events.before_show += self._on_before_show
            window.events.loaded += self._on_loaded
            webview.start(
                opened, gui=named_gui(), debug=False, http_server=False, private_mode=True, menu=_native(menus)
            )

    def load(self, address: str) -> None:
        """Goes to an address of ours. A page of any other origin that the window ever gets to is left again."""
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        self._origins.add(origin)
        self._home = origin + "/" if parts.query else address  # a one-time address is of no use a second time
        self._open_window().load_url(address)

    def address(self) -> str:
        """The address of the page that is shown; empty for the start page."""
        return self._open_window().get_current_url() or ""

    def ask_save_path(self, name: str, folder: Path) -> Path | None:
        """The system's save dialog, offering `name` in `folder`. None if the user changed their mind."""
        import webview

        answer: Any = self._open_window().create_file_dialog(
            webview.FileDialog.SAVE, directory=str(folder), save_filename=name
        )
        return _first(answer)

    def ask_open_path(self, kind: str, endings: Sequence[str], folder: Path) -> Path | None:
        """The system's dialog for opening a file of this kind. None if the user changed their mind."""
        import webview

        wanted = ";".join(f"*{ending}" for ending in endings)
        answer: Any = self._open_window().create_file_dialog(
            webview.FileDialog.OPEN, directory=str(folder), file_types=(f"{kind} ({wanted})",) if wanted else ()
        )
        return _first(answer)

    def confirm(self, title: str, text: str) -> bool:
        """The system's dialog with OK and Cancel."""
        return bool(self._open_window().create_confirmation_dialog(title, text))

    def close(self) -> None:
        """Shuts the window, after which `show` returns."""
        if self._window:
            self._window.destroy()

    def _open_window(self) -> webview.Window:
        if self._window is None:
            raise Problem("The window is not open.")
        return self._window

    def _on_initialized(self, renderer: str) -> bool:
        self._renderer = renderer
        if sys.platform == "win32" and renderer != "edgechromium":
            log.error("WebView2 is missing: pywebview would fall back to %s", renderer)
            return False  # Internet Explorer's engine cannot show the app
        if self._window:
            self._window.background_color = DARK if _dark(renderer) else LIGHT
        return True

    def _on_before_show(self) -> None:
        """Qt's page is white until its first paint, whatever the window's colour: give it the same one."""
        if self._renderer == "qtwebengine" and self._window:
            native: Any = self._window.native
            native.webview.page().setBackgroundColor(self._window.background_color)

    def _on_loaded(self) -> None:
        """Runs after each load, in a thread of its own. pywebview cannot forbid a navigation, so it is taken back."""
        address = self.address()
        parts = urlsplit(address)
        if self._home and parts.scheme and f"{parts.scheme}://{parts.netloc}" not in self._origins:
            log.warning("the window left the app; going home")
            self._open_window().load_url(self._home)


def _first(answer: Any) -> Path | None:
    """What a dialog answered: a tuple or list of one on Linux and Windows, a string on macOS."""
    if isinstance(answer, (tuple, list)):
        answer = answer[0] if answer else None
    return Path(answer) if answer else None


def _native(menus: Sequence[Menu]) -> list[webview.menu.Menu]:
    from webview.menu import Menu, MenuAction, MenuSeparator

    return [
        Menu(title, [MenuAction(item[0], item[1]) if item else MenuSeparator() for item in items])
        for title, items in menus
    ]


def _dark(renderer: str) -> bool:
    if renderer == "qtwebengine":
        from qtpy.QtCore import Qt
        from qtpy.QtGui import QGuiApplication

        return bool(QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    if sys.platform == "win32":
        import winreg

        path = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                return bool(winreg.QueryValueEx(key, "AppsUseLightTheme")[0] == 0)
        except OSError:
            return False
    return False


@contextmanager
def _translated() -> Iterator[None]:
    try:
        import webview.errors
    except ImportError as error:
        raise Problem(f"The window needs pywebview, which is not installed ({error}).") from error
    try:
        yield
    except (webview.errors.WebViewException, ImportError) as error:
        raise Problem(f"No window can be opened here: {error}") from error
