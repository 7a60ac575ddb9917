"""One run with a window: the start page, then the app, or a page that says what is wrong; and what the menus do."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop import reveal
from desktop.desk import WindowDesk
from desktop.engine import Edit
from desktop.failure import failure_of, sentence
from desktop.instance import First
from desktop.memory import Memory
from desktop.menu import menus
from desktop.opening import TITLE, Opening, Told, Window
from desktop.running import Assemble, Running, Session
from server.domain.problem import Problem
from server.folders import Folders

if TYPE_CHECKING:
    from desktop.emergency import Emergency

log = logging.getLogger(__name__)

START_PAGE = Path(__file__).with_name("start_page.html")
App = tuple[str, str]  # title and path
EMPTY = (
    "What draws the pages in this window ended, and the window stays empty. Close it and open Pipulate Desktop again. "
    "Nothing is lost: exports go on where they are."
)
SWITCH_SECONDS = 0.0005
"""While the app starts beside the window: Qt's thread gives the interpreter up at each call, and would wait 5 ms for it
every time. Measured: a quarter of the time until the app is shown."""


class Shell:
    """Joins the window, the server side and the menus."""

    def __init__(
        self,
        window: Window,
        desk: WindowDesk,
        folders: Folders,
        assemble: Assemble,
        apps: Sequence[App],
        first: First | None = None,
    ) -> None:
        self._window = window
        self._desk = desk
        self._folders = folders
        self._apps = apps
        self._instance = first
        self._memory = Memory(folders.data)
        self._session = Session(assemble, self._on_death)
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="start")
        self._first: Future[Running] | None = None
        self._stack = ExitStack()
        self._emergency: Emergency | None = None
        self._desk.leaving.working = self._working
        self._desk.restart = lambda: threading.Thread(target=self._restart, name="restart").start()

    def run(self) -> None:
        """Main thread: shows the window, and closes everything when it is shut. Raises `NoWindow` if none opens."""
        leaving = self._desk.leaving
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=leaving.now).start())
        page = START_PAGE.read_text("utf-8").replace("<html", f'<html data-theme="{self._memory.theme}"', 1)
        opening = Opening(page, self._memory.place, self._memory.theme, menus(self, self._apps))
        told = Told(
            beside=self._start,
            opened=self._begin,
            closing=leaving.may_close,
            place=self._memory.keep_place,
            loaded=self._on_loaded,
            died=self._on_page_died,
            empty=self._on_empty,
            back=leaving.to_front,
            ended=self._close,
        )
        try:
            self._window.show(opening, told)
        finally:
            self._close()

    def _close(self) -> None:
        """Everything, in reverse. A second time there is nothing left to close."""
        log.info("the window is shut")
        self._theme()
        self._session.close()
        self._desk.settle()
        self._starter.shutdown()
        self._stack.close()
        self._desk.leaving.over()
        log.info("everything is closed")

    # What the menus do (desktop.menu.Actions)

    def new_pipeline(self) -> None:
        """To where the app that is shown begins a pipeline; elsewhere the page asks which app."""
        shown = urlsplit(self._window.address()).path
        starts = [path for _, path in self._apps if shown == path or shown.startswith(path.rstrip("/") + "/")]
        if starts:
            self.go(starts[0])
        else:
            self.say("new")

    def open_downloads_folder(self) -> None:
        reveal.open_folder(self._session.running.parts.downloads_folder)

    def save_csv_as(self) -> None:
        """Saves a copy of the file that the page shows, else of the newest finished export."""
        file = self._session.running.parts.csv_on(self._window.address())
        if file is None:
            raise Problem("There is no finished export yet. Export a CSV first, then save it where you like.")
        self._desk.save_as(file.path, file.name)

    def quit(self) -> None:
        self._desk.leaving.quit()

    def go(self, path: str) -> None:
        """To a page; where the server died, to that of a new one."""
        if self._session.died:
            self._window.load(self._session.start().boot_url(to=path))
        else:
            self._window.load(self._session.running.url + path)

    def say(self, word: str) -> None:
        self._window.say(word)

    def edit(self, what: Edit) -> None:
        if not self._window.edit(what):
            self.say(what)

    def full_screen(self) -> None:
        self._window.full_screen()

    def open_logs_folder(self) -> None:
        reveal.open_folder(self._folders.logs)

    def open_plugins_folder(self) -> None:
        reveal.open_folder(self._folders.plugins)

    def tell(self, title: str, text: str) -> None:
        self._window.tell(title, text)

    def _theme(self) -> str:
        """As the settings have it, where they can be read; else as they had it last."""
        failure_of(lambda: self._memory.keep_theme(self._session.running.parts.theme))
        return self._memory.theme

    def _working(self) -> int:
        return self._session.running.parts.working()

    # Starting, and what happens when that fails

    def _start(self) -> None:
        """Beside the window, which takes as long."""
        usual = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        self._first = self._starter.submit(self._session.start)
        self._first.add_done_callback(lambda _: sys.setswitchinterval(usual))
        if self._instance:
            self._starter.submit(self._instance.listen, self._desk.leaving.to_front)

    def _begin(self) -> None:
        error = (self._first.exception() if self._first else None) or failure_of(self._show_app)
        if error:
            self._show_reason(error)

    def _show_app(self) -> None:
        """The page that was shown last, where it still is there."""
        app, page = self._session.running, self._memory.page
        self._window.load(app.boot_url(to=page if app.parts.page_there(page) else "/"))

    def _restart(self) -> None:
        """The page asks until the app is there again, at the same address."""
        log.info("the app starts again")
        error = failure_of(self._session.restart)
        if error:
            self._show_reason(error)
        else:
            self._window.dress(self._theme())  # a backup that was put back may have another

    def _on_loaded(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.path != "/boot" and self._session.serves(address):
            self._memory.keep_page(f"{parts.path}?{parts.query}".rstrip("?"))

    def _on_page_died(self) -> None:
        """The window's own thread. What died twice in a row would die again."""
        again = self._memory.died_lately()
        threading.Thread(target=self._after_page, args=(again,), name="after the page").start()

    def _after_page(self, again: bool) -> None:
        error = Problem("What draws the pages ended twice in a row.") if again else failure_of(self._show_app)
        if error:
            self._show_reason(error)
        else:
            self.say("shown-anew")

    def _on_empty(self) -> None:
        """The window's own thread, which waits for no dialog."""
        threading.Thread(target=self._window.tell, args=(TITLE, EMPTY), name="empty").start()

    def _on_death(self) -> None:
        reason = Problem("The app's own server ended while the window was open.")
        threading.Thread(target=self._show_reason, args=(reason,), name="after the server").start()

    def _show_reason(self, error: BaseException) -> None:
        """Once the window is shut nobody would see it."""
        if self._session.closed:
            return
        log.error("the app does not run: %s", sentence(error), exc_info=None if isinstance(error, Problem) else error)
        if self._emergency is None:
            from desktop.doctor import diagnostics
            from desktop.emergency import emergency

            buttons = {"retry": self._retry, "logs": self._logs, "browser": self._browser}
            told = partial(diagnostics, self._folders)
            self._emergency = self._stack.enter_context(emergency(sentence(error), buttons, told))
        self._emergency.reason = sentence(error)
        self._emergency.theme = self._theme()
        self._window.load(self._emergency.url)

    def _retry(self) -> str:
        return self._try_again() or "Here it comes."

    def _browser(self) -> str:
        told = self._try_again()
        if told and self._emergency:
            reveal.open_page(self._emergency.url)
            return told
        reveal.open_page(self._session.running.boot_url())
        return "The app is open in your browser."

    def _logs(self) -> str:
        self.open_logs_folder()
        return "The logs folder is open."

    def _try_again(self) -> str:
        error = failure_of(lambda: self._window.load(self._session.start().boot_url()))
        if error and self._emergency:
            log.error("tried again: %s", sentence(error))
            self._emergency.reason = sentence(error)
            return "Tried again: it still does not start."
        return ""
