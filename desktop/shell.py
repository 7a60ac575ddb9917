"""One run with a window: the start page, then the app, or a page that says what is wrong; and what the menus do."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop import reveal
from desktop.backend import description
from desktop.desk import WindowDesk
from desktop.failure import failure_of, sentence
from desktop.menu import menus
from desktop.running import Assemble, Running, Session
from desktop.version import version
from desktop.window import Window
from server.domain.problem import Problem
from server.plugin.paths import Folders

if TYPE_CHECKING:
    from desktop.emergency import Emergency

log = logging.getLogger(__name__)

START_PAGE = Path(__file__).with_name("start_page.html")
App = tuple[str, str]  # title and path
SWITCH_SECONDS = 0.0005
"""While the app starts beside the window: Qt's thread gives the interpreter up at each call, and would wait 5 ms for it
every time. Measured: a quarter of the time until the app is shown."""


class Shell:
    """Joins the window, the server side and the menus."""

    def __init__(self, window: Window, desk: WindowDesk, folders: Folders, assemble: Assemble, apps: Sequence[App]):
        self._window = window
        self._desk = desk
        self._folders = folders
        self._apps = apps
        self._session = Session(assemble, self._on_death)
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="start")
        self._first: Future[Running] | None = None
        self._stack = ExitStack()
        self._emergency: Emergency | None = None

    def run(self) -> None:
        """Main thread: shows the window, and closes everything when it is shut. Raises `Problem` if none opens."""
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=self._window.close).start())
        try:
            self._window.show(START_PAGE.read_text("utf-8"), menus(self, self._apps), self._start, self._begin)
        finally:
            self._session.close()
            self._starter.shutdown()
            self._stack.close()

    # What the menus do (desktop.menu.Actions)

    def new_pipeline(self) -> None:
        """To where the app that is shown begins a pipeline, else home."""
        shown = urlsplit(self._window.address()).path
        starts = [path for _, path in self._apps if shown == path or shown.startswith(path.rstrip("/") + "/")]
        self.go(starts[0] if starts else "/")

    def open_downloads_folder(self) -> None:
        reveal.open_path(self._session.running.parts.downloads_folder)

    def save_csv_as(self) -> None:
        """Saves a copy of the file that the page shows, else of the newest finished export."""
        file = self._session.running.parts.csv_on(self._window.address())
        if file is None:
            raise Problem("There is no finished export yet. Export a CSV first, then save it where you like.")
        self._desk.save_as(file.path, file.name)

    def quit(self) -> None:
        self._window.close()

    def go(self, path: str) -> None:
        self._window.load(self._session.running.url + path)

    def open_logs_folder(self) -> None:
        reveal.open_path(self._folders.logs)

    def open_plugins_folder(self) -> None:
        self._folders.plugins.mkdir(parents=True, exist_ok=True)
        reveal.open_path(self._folders.plugins)

    def about(self) -> None:
        text = (
            f"Pipulate Desktop {version()}\n\nWindow: {description()}\nData: {self._folders.data}\n"
            f"Logs: {self._folders.logs}"
        )
        self.tell("About Pipulate Desktop", text)

    def tell(self, title: str, text: str) -> None:
        self._window.confirm(title, text)

    # Starting, and what happens when that fails

    def _start(self) -> None:
        """Beside the window, which takes as long."""
        usual = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        self._first = self._starter.submit(self._session.start)
        self._first.add_done_callback(lambda _: sys.setswitchinterval(usual))

    def _begin(self) -> None:
        error = self._first.exception() if self._first else None
        if error:
            self._show_reason(error)
        else:
            self._window.load(self._session.running.boot_url())

    def _on_death(self) -> None:
        reason = Problem("The app's own server ended while the window was open.")
        threading.Thread(target=self._show_reason, args=(reason,), name="after the server").start()

    def _show_reason(self, error: BaseException) -> None:
        log.error("the app does not run: %s", sentence(error), exc_info=None if isinstance(error, Problem) else error)
        if self._emergency is None:
            from desktop.emergency import emergency

            buttons = {"retry": self._retry, "logs": self._logs, "browser": self._browser}
            self._emergency = self._stack.enter_context(emergency(sentence(error), buttons))
        self._emergency.reason = sentence(error)
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
