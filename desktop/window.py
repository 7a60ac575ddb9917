"""The native window: the only module that imports pywebview, and knows its traps.

`webview` is imported when a window is made, so that nothing else pays for it. Nothing of Python is offered to the page
(no js_api): what a page wants it asks over HTTP, and what it is told is one of our own words. pywebview's own downloads
are off (Qt's end the process, GTK's replace the page). No handler of `closing` may call pywebview's window: it would
wait for itself. The engine's own window may be asked there, for that is its thread.
"""

from __future__ import annotations

import importlib
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from desktop import qt_names, spared
from desktop.backend import engine_problem, named_gui, steady
from desktop.dark import paper
from desktop.engine import Action, Edit, Engine
from desktop.engines import engine_of
from desktop.opening import TITLE, Menu, NoWindow, Opening, Told
from desktop.remembered import SMALLEST
from server.domain.problem import Problem

if TYPE_CHECKING:
    import webview
    import webview.menu

log = logging.getLogger(__name__)


class NativeWindow:
    """The window drawn by pywebview."""

    def __init__(self) -> None:
        self._window: webview.Window | None = None
        self._engine = Engine()
        self._opening: Opening | None = None
        self._told: Told | None = None
        self._home = ""
        self._origins: set[str] = set()
        self._renderer = ""
        self._refused = ""

    @property
    def asks_before_overwriting(self) -> bool:
        """GTK does not; Qt, Windows and macOS do (pywebview 6.2.1)."""
        return not self._renderer.startswith("gtk")

    def show(self, opening: Opening, told: Told) -> None:
        """Shows the start page (HTML) at once, returns when the window is shut.

        Main thread only. Raises `NoWindow` if no window can be had.
        """
        self._opening, self._told = opening, told
        steady(os.environ, named_gui())
        spared.install()
        with _translated():
            import webview

            _prepare_back_end()
            told.beside()
            webview.settings["ALLOW_DOWNLOADS"] = False
            webview.settings["ALLOW_FILE_URLS"] = False
            place = opening.place
            window = webview.create_window(
                TITLE,
                html=opening.start_page,
                width=place.width,
                height=place.height,
                x=place.x,
                y=place.y,
                maximized=place.maximised,
                min_size=SMALLEST,
                text_select=True,
            )
            if window is None:
                raise NoWindow("The system refused to make a window.")
            self._window = window
            window.events.initialized += self._on_initialized
            window.events.before_show += self._on_before_show
            window.events.loaded += self._on_loaded
            window.events.closing += self._on_closing
            webview.start(
                told.opened,
                gui=named_gui(),
                debug=False,
                http_server=False,
                private_mode=True,
                menu=_native(opening.menus),
            )
        if self._refused:
            raise NoWindow(self._refused)

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

    def ask_folder(self, folder: Path) -> Path | None:
        """The system's dialog for choosing a folder. None if the user changed their mind."""
        import webview

        answer: Any = self._open_window().create_file_dialog(webview.FileDialog.FOLDER, directory=str(folder))
        return _first(answer)

    def mark(self, on: bool) -> None:
        """Puts a mark before the window's title, or takes it off: something ended while nobody looked."""
        if self._window:
            self._window.set_title(f"● {TITLE}" if on else TITLE)

    def confirm(self, title: str, text: str) -> bool:
        """The system's dialog with OK and Cancel."""
        answer = self._engine.confirm(title, text)
        return bool(self._open_window().create_confirmation_dialog(title, text)) if answer is None else answer

    def tell(self, title: str, text: str) -> None:
        """The system's dialog with OK, where it has one."""
        if not self._engine.tell(title, text):
            self.confirm(title, text)

    def say(self, word: str) -> None:
        """Says one of our own words to the page, which knows what to do (assets/shortcuts.js). Waits for nothing."""
        script = f"document.dispatchEvent(new CustomEvent('desk', {{detail: '{_word(word)}'}}))"
        threading.Thread(target=self._open_window().run_js, args=(script,), name="say", daemon=True).start()

    def edit(self, what: Edit) -> bool:
        """Cuts, copies, pastes or selects in the page; False where only the page can."""
        return self._engine.edit(what)

    def print_to(self, file: Path, done: Action) -> bool:
        """Makes the page a PDF, then calls `done`; False where the page has a print dialog of its own."""
        return self._engine.print_to(file, done)

    def dropped(self) -> Path | None:
        """The file dropped on the page last, told once; None where the page was given it."""
        return self._engine.dropped()

    def dress(self, theme: str) -> None:
        """Makes menus and dialogs "light", "dark" or, with "", as the system has them."""
        self._engine.dress(theme)

    def full_screen(self) -> None:
        """To the full screen and back."""
        self._open_window().toggle_fullscreen()

    def to_front(self, token: str = "") -> None:
        """Before all other windows, also when it was hidden or minimised. `token`: the desktop's leave to do so."""
        if self._window and not self._engine.to_front(token):
            self._window.show()

    def hide(self) -> None:
        """Takes the window off the screen, without closing it."""
        window = self._open_window()
        if not self._engine.hide():
            window.hide()

    def close(self) -> None:
        """Shuts the window, after which `show` returns."""
        if self._window and not self._engine.close():
            self._window.destroy()

    def _open_window(self) -> webview.Window:
        if self._window is None:
            raise Problem("The window is not open.")
        return self._window

    def _on_initialized(self, renderer: str) -> bool:
        self._renderer = renderer
        self._refused = engine_problem(sys.platform, renderer) or ""
        if self._refused:
            log.error("%s", self._refused)
            return False
        if self._window and self._opening:
            self._window.background_color = paper(self._opening.theme, renderer)
        return True

    def _on_before_show(self) -> None:
        if self._window and self._opening and self._told:
            self._engine = engine_of(self._renderer, self._window.native)
            self._engine.paint(self._window.background_color)
            self._engine.put(self._opening.place)
            self._engine.dress(self._opening.theme)
            self._engine.when_page_dies(self._told.died)
            self._engine.when_view_dies(self._told.empty)
            self._engine.hear(self._told.back, self._told.ended)

    def _on_closing(self) -> bool:
        if self._told is None:
            return True
        place = self._engine.place()
        if place:
            self._told.place(place)
        return self._told.closing()

    def _on_loaded(self) -> None:
        """Runs after each load, in a thread of its own. pywebview cannot forbid a navigation, so it is taken back."""
        address = self.address()
        parts = urlsplit(address)
        if self._home and parts.scheme and f"{parts.scheme}://{parts.netloc}" not in self._origins:
            log.warning("the window left the app; going home")
            self._open_window().load_url(self._home)
        elif f"{parts.scheme}://{parts.netloc}" in self._origins:
            log.info("the window shows %s", parts.path)
            if self._told:
                self._told.loaded(address)


def _prepare_back_end() -> None:
    """Imports it before pywebview does, where there is something about it to be changed."""
    if named_gui() == "qt":
        qt_names.install()
        importlib.import_module("webview.platforms.qt")
    if sys.platform == "darwin":  # pywebview's own View menu has one item, which ours has, too
        cocoa = importlib.import_module("webview.platforms.cocoa")
        cocoa.BrowserView._add_view_menu = lambda *_: None


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


def _word(word: str) -> str:
    """Nothing but a word of ours ever becomes script. Raises ValueError."""
    if not re.fullmatch("[a-z-]+", word):
        raise ValueError(f"{word!r} is no word for the page")
    return word


@contextmanager
def _translated() -> Iterator[None]:
    try:
        import webview.errors
    except ImportError as error:
        raise NoWindow(f"The window needs pywebview, which is not installed ({error}).") from error
    try:
        yield
    except (webview.errors.WebViewException, ImportError, RuntimeError) as error:  # the last is how .NET fails to start
        raise NoWindow(f"No window can be opened here: {error}.") from error
