"""Logging: one rotating file in the logs folder, without secrets."""

from __future__ import annotations

import logging
import os
import sys
import threading
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from server.adapters.redaction import learn, redacted

log = logging.getLogger(__name__)

SIZE, KEPT = 1_000_000, 3
FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


class Redacting(logging.Formatter):
    """Takes secrets out of the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class PrivateFile(RotatingFileHandler):
    """A file that only its owner can read, whatever the folder lets others do."""

    def doRollover(self) -> None:
        """Where Windows keeps the file, because an export on the command line has it open too, it grows until the next
        start: no line is lost.
        """
        try:
            super().doRollover()
        except OSError:
            self.maxBytes = 0

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        return super()._open()


def log_to(folder: Path) -> Path:
    """Sends the log to `pipulate.log` in the folder, which must exist, and problems to standard error as well."""
    file = folder / "pipulate.log"
    learn(os.environ.get("BOTIFY_TOKEN", "").strip())
    formatter = Redacting(FORMAT)
    written = {"encoding": "utf-8", "errors": "backslashreplace"}  # a file's name may be no text
    to_file = PrivateFile(file, maxBytes=SIZE, backupCount=KEPT, delay=True, **written)
    to_error = logging.StreamHandler(sys.stderr)
    to_error.setLevel(logging.ERROR)
    for handler in (to_file, to_error):
        handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[to_file, to_error], force=True)
    logging.captureWarnings(True)
    for chatty, level in {
        "httpx": logging.WARNING,
        "httpcore": logging.WARNING,
        "uvicorn.error": logging.ERROR,
    }.items():
        logging.getLogger(chatty).setLevel(level)  # uvicorn warns of each bad request, which anybody here may send
    return file


def log_the_uncaught() -> None:
    """What no part of the app caught is logged, in whatever thread: without a console it would be lost."""

    def told(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None and not issubclass(kind, (KeyboardInterrupt, SystemExit)):
            log.error("nobody caught this", exc_info=(kind, error, trace))

    sys.excepthook = told
    threading.excepthook = lambda it: told(it.exc_type, it.exc_value, it.exc_traceback)
