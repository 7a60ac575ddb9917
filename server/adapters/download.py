"""The download of one export: fetched, unpacked, cleaned and counted in one pass, and gone on with after any cut.

NotReachable   the connection broke: go on later
Expired        the link no longer leads to the file: ask the job for a fresh one
Damaged        what came is not whole: once more from the beginning
Unusable       it is whole and still no table
NotComplete    the disk
"""

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from server.adapters import network
from server.adapters.damage import Damaged
from server.adapters.disk import write_all
from server.adapters.file_host import Expired, broken, check, validator
from server.adapters.output import Output
from server.adapters.part import Notes, Part, told
from server.adapters.rows import Shape, is_page
from server.adapters.unpack import PIECE
from server.domain.problem import NotComplete, NotReachable, Problem

if TYPE_CHECKING:
    import httpx

_STUCK = 5
"""Answers in a row that ended at the same byte: it is not the network then."""
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_UNSATISFIED = re.compile(r"bytes \*/(\d+)")


class Download:
    """One file on its way. `fetch` and `unpack` work in small steps, so that one thread can serve several.

    What is on disk is all there is to know: a new Download of the same part goes on where the last one was.
    """

    def __init__(self, part: Part, shape: Shape, client: Callable[[], "httpx.Client"]) -> None:
        self.part, self._shape, self._client = part, shape, client
        self.notes = part.noted()
        self.renewed = False
        """Whether the link was renewed since the last byte came."""
        self._output: Output | None = None
        self._raw: BinaryIO | None = None
        self.flowing = False
        """Whether bytes come since the last connection."""
        self._steps: Iterator[None] | None = None
        self._ended_at, self._times = -1, 0

    @property
    def rows(self) -> int:
        """Rows unpacked so far."""
        return self._output.rows if self._output else 0

    def fetch(self, url: str, pause: Callable[[], bool] = lambda: False) -> bool:
        """Bring all bytes here, unpacking what can be unpacked on the way. False when paused before the end."""
        return self._advanced(lambda: self._fetched(url), pause)

    def unpack(self, pause: Callable[[], bool] = lambda: False) -> bool:
        """Finish the unpacked file; then `rows` are counted and `part.publish` may follow. False when paused."""
        return self._advanced(self._unpacked, pause)

    def _advanced(self, work: Callable[[], Iterator[None]], pause: Callable[[], bool]) -> bool:
        """Go on with the steps under way, or begin them."""
        steps, self._steps = self._steps or work(), None
        for _ in steps:
            if pause():
                self._steps = steps
                return False
        return True

    def _fetched(self, url: str) -> Iterator[None]:
        with self._kept_sound():
            self._open()
            yield from self._caught_up()
            if not self.notes.whole:
                yield from self._rest(url)

    def _unpacked(self) -> Iterator[None]:
        with self._kept_sound():
            self._open()
            if not self.notes.whole:
                raise Damaged("The file that was fetched is no longer there.")
            yield from self._caught_up()
            assert self._output is not None
            yield from self._output.end()
            self._output.close()

    def start_over(self) -> None:
        """Forget what came, but not how often that happened."""
        self.close()
        notes = Notes(anew=self.notes.anew + 1)
        self.part.discard()
        with told(self.part.target):
            self.part.note(notes)
        self.notes = notes

    def discard(self) -> None:
        """Forget all that came."""
        self.close()
        self.part.discard()

    def close(self) -> None:
        """Break off; what is on disk stays."""
        steps, self._steps = self._steps, None
        if isinstance(steps, Generator):
            steps.close()
        for file in (self._raw, self._output):
            if file is not None:
                with suppress(OSError):
                    file.close()
        self._raw = self._output = None

    def _open(self) -> None:
        if self._raw is None or self._output is None:
            self.close()
            self.part.target.parent.mkdir(parents=True, exist_ok=True)
            self._raw = self.part.raw.open("ab", buffering=0)
            self._output = Output(self.part, self._shape)
            if self.notes.whole and self.part.size != self.notes.total:  # a power cut took some of it
                self.notes = replace(self.notes, whole=False)

    @contextmanager
    def _kept_sound(self) -> Iterator[None]:
        """Errors of the disk become sentences; an output that is half written is made again from the part."""
        try:
            with told(self.part.target):
                yield
        except (NotReachable, Expired):
            raise
        except Problem:
            self.close()
            with suppress(OSError):
                self.part.unpacked.unlink(missing_ok=True)
            raise

    def _caught_up(self) -> Iterator[None]:
        """Unpack what is on disk already."""
        assert self._output is not None
        with self.part.raw.open("rb") as file:
            file.seek(self._output.fed)
            while data := file.read(PIECE):
                self._output.feed(data)
                yield

    def _rest(self, url: str) -> Iterator[None]:
        have, headers, self.flowing = self.part.size, {}, False
        if not url:
            raise Expired("There is no link to the file.")
        if have and self.notes.validator:
            headers = {"Range": f"bytes={have}-", "If-Range": self.notes.validator}
        with network.translated("The file host"), self._client().stream("GET", url, headers=headers) as response:
            if response.status_code == 416 and headers:
                self._all_here(response, have)
                return
            check(response)
            start, total = self._announced(response, have)
            yield
            yield from self._body(response, start, total)
        self._ended()

    def _announced(self, response: "httpx.Response", have: int) -> tuple[int, int | None]:
        """Where the coming bytes begin, and the size of the whole file where that is told."""
        if response.status_code != 206:
            size = response.headers.get("Content-Length", "")
            return 0, int(size) if size.isdecimal() else None
        found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if not found or int(found[1]) != have:
            raise Damaged("The file host sent another part of the file than was asked for.")
        return have, int(found[2]) if found[2] != "*" else None

    def _begin(self, response: "httpx.Response", start: int, total: int | None) -> None:
        """Keep what is here for its rest; for anything else, start over."""
        if start == 0 and self.part.size:
            self._emptied()
        self.notes = Notes(validator(response), total, anew=self.notes.anew)
        self.part.note(self.notes)

    def _body(self, response: "httpx.Response", start: int, total: int | None) -> Iterator[None]:
        begun = False
        try:
            for chunk in response.iter_raw():
                if not begun:
                    if start == 0 and is_page(chunk):
                        raise Expired("The file host sent a page in place of the file.")
                    self._begin(response, start, total)
                    begun, self.renewed, self.flowing = True, False, True
                self._take(chunk)
                yield
        except broken() as error:
            self._cut(error)
            return
        if not begun:
            self._begin(response, start, total)

    def _take(self, chunk: bytes) -> None:
        assert self._raw is not None
        assert self._output is not None
        write_all(self._raw, chunk)
        self._output.feed(chunk)

    def _cut(self, error: Exception) -> None:
        """The connection broke. That it always breaks at the same byte means that there is no more.

        Then a packed file that is at its own end is whole, whatever size was announced.
        """
        size = self.part.size
        self._times = self._times + 1 if size == self._ended_at else 1
        self._ended_at = size
        if self._times < _STUCK:
            raise error
        self._ended_at, self._times = -1, 0
        if self._output is None or not self._output.unpacker.ended:
            raise NotComplete(
                f"The file host ends the file after {size:,} bytes, each time. Press “Retry” later, "
                "or “Export again” for a new file."
            ) from error
        self._whole()

    def _ended(self) -> None:
        """The answer is over. Where no size was announced, a packed file tells by itself whether it is whole."""
        assert self._output is not None
        if self.notes.whole:
            return
        size, total = self.part.size, self.notes.total
        short = size < total if total is not None else not (size and self._output.unpacker.whole)
        if short:
            self._cut(NotReachable("The connection to the file host broke off. The next try follows by itself."))
        else:
            self._whole()

    def _all_here(self, response: "httpx.Response", have: int) -> None:
        found = _UNSATISFIED.fullmatch(response.headers.get("Content-Range", ""))
        if (int(found[1]) if found else self.notes.total) not in (have, None):
            raise Damaged("The file at the file host is another one now.")
        self._whole()

    def _whole(self) -> None:
        self.notes = replace(self.notes, whole=True, total=self.part.size)
        self.part.note(self.notes)

    def _emptied(self) -> None:
        assert self._raw is not None
        if self._output is not None:
            self._output.close()
        self._raw.truncate(0)
        self._output = Output(self.part, self._shape)
