"""What moves exports: it loads the open rows, makes each one's next move, saves. That loop is resume.

Two threads share the rows: one asks Botify, the other brings the files, so that a slow answer holds up no file.

A file lock lets one process at a time do so, the app or a command line; the others read the rows and take over when
it ends. Progress is what lies on disk.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from server.adapters import moves
from server.adapters.botify import Botify
from server.adapters.calls import Note
from server.adapters.download import Download
from server.adapters.exports import Exports
from server.adapters.file_host import file_client
from server.adapters.moves import Means, Overtaken
from server.adapters.part import Part
from server.adapters.rows import Shape
from server.adapters.speed import Speeds
from server.adapters.standstill import StandStill, registry
from server.adapters.sweep import sweep
from server.domain.call import Caller, calling
from server.domain.export import DEFAULT_LIMIT, Export, State, Waits
from server.domain.problem import Problem

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

_SLICE = 0.2
"""Seconds that one export may work before it is the others' turn."""
_LEFT_BEHIND = 0.5
"""Seconds that the end waits for an answer of Botify; what comes later changes nothing any more."""
_IDLE = 1.0
"""Seconds between looks for rows that another process asked for, or for the lock."""
_ASKS = frozenset({State.QUEUED, State.EXPORTING})
"""The states in which Botify is asked; in the other open ones a file comes."""
_UNEXPECTED = "Something unexpected went wrong; the log has the details (Help ▸ Open logs folder). Press “Retry”."


@dataclass(frozen=True)
class Progress:
    """Of a file that comes: bytes so far and in all (compressed), bytes a second, seconds left; None where unknown."""

    bytes: int
    total: int | None
    speed: float | None
    left: float | None


class Worker:
    """Moves the exports of one registry while it is started. `clients` gives the API of a row, None for none now.

    `note` is given every fetch of a file.
    """

    def __init__(
        self,
        exports: Exports,
        clients: Callable[[str], Botify | None],
        lock: Path,
        *,
        clock: Callable[[], float] = time.time,
        waits: Waits | None = None,
        limit: Callable[[], int] = lambda: DEFAULT_LIMIT,
        settled: float = moves.SETTLED,
        note: Note = lambda call: None,
    ) -> None:
        self._exports, self._clients, self._lock, self._note = exports, clients, lock, note
        self._clock, self._waits, self._limit, self._settled = clock, waits or Waits(), limit, settled
        self._stopping, self._woken, self._asking = threading.Event(), threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._downloads: dict[int, Download] = {}
        self._files: httpx.Client | None = None
        self._speeds = Speeds()
        self._tidied = False
        self.ended: list[Callable[[Export], None]] = []
        """Called in a thread of this worker with each export that ended. They return at once."""

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="exports", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is something new to do."""
        self._woken.set()
        self._asking.set()

    def stop(self) -> None:
        """End within a second. A move that waits for the network is left behind and changes nothing any more."""
        self._stopping.set()
        self.wake()
        if self._thread is not None:
            self._thread.join(0.9)

    def progress(self, id: int) -> Progress | None:
        """How far the file of an export has come; None where none is coming."""
        export = self._exports.get(id)
        if export is None or export.state not in (State.DOWNLOADING, State.UNPACKING):
            return None
        size = Part.of(export, self._exports.root(export)).size
        speed = self._speeds.noted(id, size)
        left = (export.total_bytes - size) / speed if export.total_bytes and speed else None
        return Progress(size, export.total_bytes, speed, left)

    def _run(self) -> None:
        rested = False
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                # With nothing to do there is still something to tidy, but not while the app starts.
                if self._exports.open_rows() or (rested and not self._tidied):
                    self._work_alone()
            except (StandStill, Problem, OSError) as error:
                # The database or the folder is not to be used just now; the rows are still there later.
                log.error("exports stand still: %s", error)
            if not self._stopping.is_set():
                self._woken.wait(_IDLE)
                rested = True

    def _work_alone(self) -> None:
        """Work while this process has the lock. Its library is imported with the first work: a start is not to wait."""
        import filelock

        try:
            with filelock.FileLock(self._lock).acquire(blocking=False):
                self._work()
        except filelock.Timeout:
            log.debug("another process moves the exports")
        finally:
            self._close()

    def _work(self) -> None:
        """Move the open rows until there are none."""
        if not self._tidied:
            sweep(self._exports, self._clock())
            self._tidied = True
        over = threading.Event()
        asking = threading.Thread(target=self._ask, args=[over], name="exports asked for", daemon=True)
        asking.start()
        try:
            while not (self._stopping.is_set() or over.is_set()):
                self._woken.clear()
                rows = self._exports.open_rows()
                if not rows:
                    break
                self._drop({row.id for row in rows})
                self._turn([row for row in rows if row.state not in _ASKS], self._woken)
        finally:
            over.set()
            self._asking.set()
            while asking.is_alive() and not self._stopping.is_set():
                asking.join(_IDLE)
            asking.join(_LEFT_BEHIND)

    def _ask(self, over: threading.Event) -> None:
        """The thread that asks Botify, until the other has nothing left to do."""
        try:
            while not (self._stopping.is_set() or over.is_set()):
                self._asking.clear()
                self._turn([row for row in self._exports.open_rows() if row.state in _ASKS], self._asking)
        except (StandStill, Problem, OSError) as error:
            log.error("exports stand still: %s", error)
        finally:
            over.set()
            self._woken.set()
            self._exports.database.leave()

    def _turn(self, rows: list[Export], woken: threading.Event) -> None:
        """A move for each row that is due; where none is, wait for the first or for news."""
        now = self._clock()
        due = [row for row in rows if row.due <= now or row.due - now > 2 * self._waits.retry_longest]
        for row in due:
            if not self._stopping.is_set():
                self._move(row)
        if not due:
            woken.wait(min([_IDLE, *(row.due - now for row in rows)]))

    def _move(self, export: Export) -> None:
        try:
            moved = self._moved(export)
        except Overtaken:
            return
        if moved == export:
            return
        try:
            # A job that was made is noted also while the app ends: it is paid for.
            self._save(moved, late=moved.job_id is not None and export.job_id is None)
        except Overtaken:  # what came is kept: of a file that is finished, too, nothing is told yet
            return
        if moved.state is not export.state:
            log.info("export %d: %s → %s", export.id, export.state, moved.state)
            self.wake()
        if not moved.open:
            self._drop_one(export.id, keep=moved.state is not State.DONE)
            self._tell(moved)

    def _tell(self, ended: Export) -> None:
        for tell in self.ended:
            with _apart(ended.id):
                tell(ended)

    def _moved(self, export: Export) -> Export:
        try:
            client = self._clients(export.api)
        except Problem as error:
            return export.failed(self._clock(), error)
        if client is None:
            return export.put_off(self._clock(), self._waits.retry(export.tries, random.random()), None)
        with _apart(export.id), calling(Caller(export=export.id, job=export.job_id or "", api=client.base)):
            return moves.move(export, self._means(client.patient(0)))
        stored = self._exports.get(export.id) or export
        return stored.failed(self._clock(), Problem(_UNEXPECTED))  # nor is it tried for ever

    def _means(self, botify: Botify) -> Means:
        until = time.monotonic() + _SLICE
        return Means(
            botify=lambda: botify,
            download=self._download,
            save=self._save,
            now=self._clock,
            pause=lambda: self._stopping.is_set() or time.monotonic() > until,
            waits=self._waits,
            limit=self._limit(),
            settled=self._settled,
            checked=registry()(lambda export: self._exports.finished(export.place, export.request.identity)),
        )

    def _save(self, export: Export, late: bool = False) -> Export:
        """Raises StandStill, and Overtaken when the row is somebody else's by now, or the app ends; not if `late`."""
        if self._stopping.is_set() and not late:
            raise Overtaken
        with registry():
            stored = self._exports.save(export)
        if replace(stored, updated=0.0) != replace(export, updated=0.0):
            raise Overtaken
        return stored

    def _download(self, export: Export) -> Download:
        part = Part.of(export, self._exports.root(export))
        found = self._downloads.get(export.id)
        if found is None or found.part != part:
            if found is not None:
                found.close()
            found = self._downloads[export.id] = Download(part, Shape.of(export.request), self._file_client)
        self._speeds.noted(export.id, part.size)
        return found

    def _file_client(self) -> "httpx.Client":
        if self._files is None:
            self._files = file_client(self._note)
        return self._files

    def _drop(self, open_ids: set[int]) -> None:
        """Break off the downloads that somebody cancelled."""
        for id in [id for id in list(self._downloads) if id not in open_ids]:
            self._drop_one(id, keep=True)

    def _drop_one(self, id: int, keep: bool) -> None:
        download = self._downloads.pop(id, None)
        self._speeds.forget(id)
        if download is None:
            return
        download.close()
        if keep:
            with suppress(OSError):
                download.part.unpacked.unlink(missing_ok=True)
        else:
            download.part.discard()

    def _close(self) -> None:
        for id in list(self._downloads):
            self._drop_one(id, keep=True)
        if self._files is not None:
            self._files.close()
            self._files = None


@contextmanager
def _apart(id: int) -> Iterator[None]:
    """A fault of ours with one export is logged, and must not end the others."""
    try:
        yield
    except (Overtaken, StandStill):
        raise
    except Exception:
        log.exception("export %d: an unexpected error", id)
