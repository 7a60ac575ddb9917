"""Files move to another downloads folder, one by one: at every moment each is whole in one of the two.

The new folder counts before the first file moves, and the old one is still looked in, so nothing is missing meanwhile
and nothing is lost where a move is cut short: what is left is moved with the next start, or when it is asked for.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from server.adapters.downloads import Downloads
from server.adapters.exports import Exports
from server.adapters.file_move import move, one_folder
from server.adapters.records import Records
from server.adapters.settings import Settings
from server.domain.files import files_in, is_below, is_file, with_files
from server.domain.problem import NotComplete, Problem

log = logging.getLogger(__name__)

MOVING = "downloads_moving"
"""The setting that lists, as JSON, the folders still to be emptied."""
LOCK = "moving.lock"
"""Beside the database: held by the one program that moves files."""


class Stopped(Exception):
    """The app ends: the rest is moved later."""


@dataclass(frozen=True)
class Moving:
    """How far a move has come. `stayed`: a sentence for each file that could not be moved; `problem` ended it."""

    done: int = 0
    total: int = 0
    running: bool = False
    waiting: int = 0
    """Exports that still write to the old folder; their files are moved when they end."""
    stayed: tuple[str, ...] = ()
    problem: str = ""


class Relocation:
    """`places`: of all files known; `busy`: those that exports under way write to in a folder."""

    def __init__(
        self,
        downloads: Downloads,
        settings: Settings,
        places: Callable[[], Iterable[str]],
        busy: Callable[[Path], set[str]],
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self._downloads, self._settings, self._places, self._busy = downloads, settings, places, busy
        self._leave = leave
        self._lock, self._stopping = threading.Lock(), threading.Event()
        self._thread: threading.Thread | None = None
        self._again = False
        self.patience = 5.0
        """Seconds that another program may take to end its move."""
        self.state = Moving()

    def left_in(self, folder: Path) -> list[str]:
        """The places that are files in a folder."""
        return self.left([folder])[folder]

    def left(self, folders: Iterable[Path]) -> dict[Path, list[str]]:
        """The same for several. Most earlier folders are empty or gone: the many places are not tried there.

        One that is the present folder by another name has none.
        """
        places, present = list(self._places()), self._downloads.folder
        return {
            folder: [place for place in places if is_file(folder / place)] if _may_hold(folder, present) else []
            for folder in folders
        }

    def begin(self, folder: Path) -> None:
        """Move what lies in an earlier folder to the one for new files, in a thread."""
        self._note([*self._noted(), folder])
        self.resume()

    def resume(self) -> None:
        """Go on with what was begun, if anything was. A run with a folder of its own leaves it to the next without."""
        with self._lock:
            if self._stopping.is_set() or self._downloads.fixed or not self._noted():
                return
            self._again = True
            if self._thread is None:
                self.state = Moving(running=True)
                self._thread = threading.Thread(target=self._run, name="moving files", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """End within a moment: a file that is being copied is copied again later."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(0.9)

    def _run(self) -> None:
        try:
            with self._alone():
                while self._next():
                    self.state = Moving(running=True)
                    for folder in self._noted():
                        self._empty(folder)
        except Stopped:
            pass
        except (Problem, OSError) as error:
            log.warning("moving files stopped: %s", error)
            self.state = replace(self.state, running=False, problem=str(error))
            with self._lock:
                self._thread = None
        finally:
            self._leave()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Raises Problem while another program moves files: two that copy to one name would spoil it."""
        import filelock

        try:
            with filelock.FileLock(self._settings.database.path.with_name(LOCK)).acquire(timeout=self.patience):
                yield
        except filelock.Timeout:
            raise Problem("Another Pipulate Desktop is moving the files just now.") from None

    def _next(self) -> bool:
        """Whether there is more to do; else this thread is over, under the same lock under which it would be asked."""
        with self._lock:
            again, self._again = self._again, False
            if not again:
                self._thread = None
                self.state = replace(self.state, running=False)
            return again

    def _empty(self, folder: Path) -> None:
        target = self._downloads.folder
        if folder == target or one_folder(folder, target):
            self._note([one for one in self._noted() if one != folder])
            return
        places = self.left_in(folder)
        self.state = replace(self.state, total=self.state.total + len(places))
        for place in places:
            if place in self._busy(folder):
                continue
            try:
                move(folder, target, place, self._check)
            except NotComplete as problem:
                self.state = replace(self.state, stayed=(*self.state.stayed, str(problem)))
            self.state = replace(self.state, done=self.state.done + 1)
        waiting = len(self._busy(folder))
        self.state = replace(self.state, waiting=self.state.waiting + waiting)
        if not waiting:
            self._note([one for one in self._noted() if one != folder])
        log.info("moved %d of %d files to the new downloads folder", self.state.done, self.state.total)

    def _check(self) -> None:
        if self._stopping.is_set():
            raise Stopped

    def _noted(self) -> list[Path]:
        try:
            return [Path(one) for one in json.loads(self._settings.get(MOVING, "[]"))]
        except (ValueError, TypeError):
            return []

    def _note(self, folders: Iterable[Path]) -> None:
        self._settings.put(MOVING, json.dumps([str(one) for one in dict.fromkeys(folders)]))


def _may_hold(folder: Path, present: Path) -> bool:
    """Whether a folder has something in it that is not in the present one by another name."""
    try:
        holds = next(folder.iterdir(), None) is not None
        return folder == present or (holds and not (present.exists() and folder.samefile(present)))
    except OSError:
        return False


def known_places(exports: Exports, records: Records) -> set[str]:
    """The places of all files that exports or pipelines name, here or gone."""
    named = exports.places()
    for line in records.all():
        if pipeline := records.look(line):
            held = [*pipeline.results.values(), *pipeline.so_far.values()]
            named |= {file.place for file in files_in(with_files(held, lambda place: Path()))}
    return {place for place in named if is_below(place)}
