"""Copies of the database, one a day, ten kept: made while it is in use, and put back before it is opened.

<data>/backups/pipulate-20261121T080000Z.sqlite3          the copy of a day
<data>/backups/pipulate-20261121T093000Z-before.sqlite3   what was there before another one was put back
<data>/backups/put-back.txt                               the name of the one to put back with the next start
"""

import logging
import os
import re
import secrets
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath
from urllib.parse import quote_from_bytes

from server.adapters.database import doubt, is_whole
from server.adapters.disk import sync_folder
from server.adapters.repeated import Repeated
from server.domain.problem import Problem

log = logging.getLogger(__name__)

KEPT, KEPT_BEFORE = 10, 3
_NAME = re.compile(r"pipulate-(\d{8}T\d{6}Z)(-before)?\.sqlite3")
_STAMP = "%Y%m%dT%H%M%SZ"
_FIRST, _BETWEEN = 5.0, 1800.0
"""Seconds after the start, and between two looks whether a new day has begun."""
_ABANDONED = 3600.0
"""Seconds after which nobody works on a copy any more: it was killed."""


@dataclass(frozen=True)
class Backup:
    """A whole copy. `at`: when it was made; `before`: to keep what another one replaced."""

    path: Path
    at: datetime
    size: int
    before: bool


class Backups:
    """Those of one database."""

    def __init__(self, database: Path, clock: Callable[[], float] = time.time, first: float = _FIRST) -> None:
        self.database, self._clock = database, clock
        self.folder = database.parent / "backups"
        self._marker = self.folder / "put-back.txt"
        self._daily = Repeated("backups", self._make_when_due, first, _BETWEEN)
        self.problem: str | None = None
        """Why the last copy could not be made."""

    def all(self) -> list[Backup]:
        """The newest first."""
        found = [backup for path in _files(self.folder) if (backup := _read(path))]
        return sorted(found, key=lambda one: (one.at, one.path.name), reverse=True)

    def named(self, name: str) -> Backup:
        """Raises Problem where there is none of that name."""
        for backup in self.all():
            if backup.path.name == name:
                return backup
        raise Problem("This backup is no longer there. Choose another one.")

    def make(self, before: bool = False) -> Backup:
        """Copy the database as it is now; others may write to it meanwhile. Raises Problem."""
        now = datetime.fromtimestamp(self._clock(), UTC)
        while (target := self._path(now, before)).exists():
            now += timedelta(seconds=1)
        part = target.with_name(f".{target.name}.part{secrets.token_hex(4)}")  # others may copy, too
        if not self.database.exists():  # SQLite would make an empty one
            raise Problem(f"The database {self.database} is no longer there. Close the app and start it again.")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.unlink(missing_ok=True)
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            self._copy(part)
            part.replace(target)
            sync_folder(self.folder)
        except (OSError, sqlite3.Error) as error:
            raise Problem(
                f"The backup could not be made in {self.folder} ({error}). Make room there, then try again."
            ) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        self._tidy(target, now)
        log.info("backup %s", target.name)
        return self.named(target.name)

    def _path(self, at: datetime, before: bool) -> Path:
        return self.folder / f"pipulate-{at.strftime(_STAMP)}{'-before' if before else ''}.sqlite3"

    def _copy(self, part: Path) -> None:
        with closing(sqlite3.connect(self.database)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, that needs no others beside it
            if not is_whole(copy):
                doubt(self.database).touch()
                raise Problem(
                    "The database is damaged: no backup was made of it. Close the app and start it again: "
                    "it keeps the damaged file, begins a fresh one, and offers the newest backup."
                )
        with part.open("r+b") as file:
            os.fsync(file.fileno())

    def _tidy(self, made: Path, now: datetime) -> None:
        """Keep so many. A clock may be wrong: those of a time to come go first, never the one just made."""
        chosen = self.chosen
        needed = {made, chosen.path if chosen else made}
        for before, kept in ((False, KEPT), (True, KEPT_BEFORE)):
            found = [one for one in self.all() if one.before is before]
            for old in sorted(found, key=lambda one: (one.path not in needed, one.at > now))[kept:]:
                with suppress(OSError):
                    old.path.unlink()
        for path in [one for one in _files(self.folder) if re.match(r"\.pipulate-.*\.part", one.name)]:
            with suppress(OSError):
                if abs(time.time() - path.stat().st_mtime) > _ABANDONED:
                    path.unlink()

    # The copy of each day

    def due(self) -> bool:
        """Whether there is no copy of this day yet."""
        today = datetime.fromtimestamp(self._clock(), UTC).astimezone().date()
        return not any(one.at.astimezone().date() == today for one in self.all() if not one.before)

    def start(self) -> None:
        self._daily.start()

    def stop(self) -> None:
        self._daily.stop(0.9)

    def _make_when_due(self) -> None:
        if self.due():
            self.try_to_make()

    def try_to_make(self) -> None:
        """A copy, or the reason why there is none."""
        try:
            self.make()
            self.problem = None
        except Problem as problem:
            log.warning("no backup: %s", problem)
            self.problem = str(problem)

    # Putting one back

    @property
    def chosen(self) -> Backup | None:
        """The one that is put back with the next start."""
        try:
            return self.named(self._marker.read_text("utf-8").strip())
        except (OSError, ValueError, Problem):
            return None

    def choose(self, backup: Backup | None) -> None:
        """Put it back with the next start; None: nothing. Raises Problem where that cannot be noted."""
        try:
            if backup is None:
                self._marker.unlink(missing_ok=True)
                return
            part = self._marker.with_suffix(".part")
            part.write_text(backup.path.name, "utf-8")
            part.replace(self._marker)
        except OSError as error:
            raise Problem(
                f"{self.folder} cannot be written ({error.strerror}). Make room there, or see that it may be written."
            ) from error

    def put_back(self, backup: Backup, prepare: Callable[[Path], None] = lambda copy: None) -> None:
        """Fill the database with the copy, as one change: cut short, all is as before. Raises Problem.

        To be called before the database is opened. What it held is kept, too. `prepare` may change the copy first.
        """
        part = self.folder / ".put-back.part"
        try:
            with closing(sqlite3.connect(only_read(backup.path), uri=True)) as source:
                if not is_whole(source):
                    raise Problem("This backup is damaged, so nothing was changed. Choose another one.")
                if self.database.exists():
                    self.make(before=True)
                _remove(part)
                os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
                with closing(sqlite3.connect(part)) as copy:
                    source.backup(copy)
            prepare(part)
            with (
                closing(sqlite3.connect(part)) as copy,
                closing(sqlite3.connect(self.database, timeout=10)) as database,
            ):
                copy.backup(database)
            self.database.chmod(0o600)
        except (OSError, sqlite3.Error) as error:
            raise Problem(f"The backup could not be put back ({error}). Nothing was changed.") from error
        finally:
            with suppress(OSError):
                _remove(part)


def only_read(database: PurePath) -> str:
    """Its address for SQLite. That of `as_uri` names the host of a Windows share, which SQLite does not take."""
    path = quote_from_bytes(os.fsencode(database.as_posix()), safe="/:")
    return f"file://{path if path.startswith('/') else f'/{path}'}?mode=ro"


def _remove(database: Path) -> None:
    """A database file, and those beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _read(path: Path) -> Backup | None:
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    try:
        at = datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC)
        return Backup(path, at, path.stat().st_size, bool(found[2]))
    except (ValueError, OSError):
        return None
