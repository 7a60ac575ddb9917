"""Messages of the system: the only module that imports desktop-notifier, with the first message and never before.

Where the system takes none (no session bus, no notification service, an app that is not in a bundle on macOS), that is
one line in the log and nothing else.
"""

from __future__ import annotations

import logging
import queue
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_notifier.sync import DesktopNotifierSync

log = logging.getLogger(__name__)

TITLE = "Pipulate Desktop"
ICON = "pipulate-desktop"
"""The name under which the packages for Linux install the icon."""


class Notes:
    """Shows messages one after the other in a thread of its own: a session bus may take its time, or never answer."""

    def __init__(self) -> None:
        self._texts: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._lock = threading.Condition()
        self._unsaid = 0
        self._thread: threading.Thread | None = None

    def show(self, text: str) -> None:
        """Returns at once."""
        self._texts.put(text)
        with self._lock:
            self._unsaid += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="messages", daemon=True)
                self._thread.start()

    def settle(self, seconds: float = 1.0) -> None:
        """Before the app ends: what was to be said is said, if the system takes it within this time."""
        with self._lock:
            self._lock.wait_for(lambda: not self._unsaid, seconds)

    def _run(self) -> None:
        notifier = None
        try:
            notifier = _notifier()
        except (ImportError, OSError, RuntimeError) as error:
            log.warning("the system takes no messages (%s)", error)
        while True:
            text = self._texts.get()
            if notifier:
                notifier.send(title=TITLE, message=text)
            with self._lock:
                self._unsaid -= 1
                self._lock.notify_all()


def _notifier() -> DesktopNotifierSync:
    from desktop_notifier import Icon
    from desktop_notifier.sync import DesktopNotifierSync

    library = logging.getLogger("desktop_notifier")
    for name in ("backends.base", "backends.dbus"):
        library.getChild(name).addFilter(_in_one_line)
    return DesktopNotifierSync(TITLE, Icon(name=ICON) if sys.platform.startswith("linux") else None)


def _in_one_line(record: logging.LogRecord) -> bool:
    """The library logs what fails with its traceback; it is no fault of ours, nor one that anybody can mend."""
    if record.exc_info:
        record.msg, record.args = "%s (%s)", (record.getMessage(), record.exc_info[1])
        record.exc_info = None
    return True
