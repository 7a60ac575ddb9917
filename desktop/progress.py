"""How an export goes, told on a terminal: a bar that is drawn over itself, or a line now and then in a log."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self, TextIO

from server.domain.export import Export, State
from server.web import words

if TYPE_CHECKING:
    from server.adapters.worker import Progress

WIDTH = 24
LINE_EVERY = 10.0


class Telling:
    """Tells while a `with` lasts; a terminal's line is ended with it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._terminal = stream, stream.isatty()
        self._began = time.monotonic()
        self._last, self._last_at = "", 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal and self._last:
            print(file=self._stream)

    def show(self, export: Export, progress: Progress | None) -> None:
        doing = export.problem or words.DOING.get(export.state, "")
        if not export.problem and export.state is State.DOWNLOADING and progress and progress.total:
            part = min(1.0, progress.bytes / progress.total)
            bar = ("█" * round(part * WIDTH)).ljust(WIDTH, "░")
            told = f"{doing} {bar} {part:4.0%} of {words.size(progress.total)}"
            doing = f"{told}, {words.size(int(progress.speed))}/s" if progress.speed else told
        self.say(doing)

    def say(self, text: str) -> None:
        """A terminal's line shows the seconds too; a log gets what is new, at most one line in ten seconds."""
        if not text:
            return
        now = time.monotonic()
        if self._terminal:
            print(f"\r\x1b[2K{text} · {words.duration(now - self._began)}", end="", file=self._stream, flush=True)
            self._last = text
        elif text.split(" ")[0] != self._last.split(" ")[0] or now - self._last_at >= LINE_EVERY:
            print(text, file=self._stream, flush=True)
            self._last, self._last_at = text, now
