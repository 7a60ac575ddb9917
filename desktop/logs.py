"""Logging: one rotating file in the logs folder, without secrets; and streams where a windowed program has none."""

from __future__ import annotations

import logging
import os
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from server.adapters.redaction import learn, redacted

SIZE, KEPT = 1_000_000, 3
FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


class Redacting(logging.Formatter):
    """Takes secrets out of the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class PrivateFile(RotatingFileHandler):
    """A file that only its owner can read, whatever the folder lets others do."""

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
    for chatty in ("httpx", "httpcore", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return file


def guard_streams() -> None:
    """Gives a program without a console somewhere to print to, and any console a way to print any character."""
    sys.stdout, sys.stderr = _usable(sys.stdout), _usable(sys.stderr)


def _usable(stream: TextIO | None) -> TextIO:
    if stream is None:  # what a windowed program gets on Windows
        return Path(os.devnull).open("w", encoding="utf-8", errors="replace")
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    return stream
