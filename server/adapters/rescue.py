"""What is done about the database before it is used: a backup is put back, or a damaged file is set aside.

What was done is noted in the settings, so that the first page says it until the user has read it.
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from server.adapters.backups import Backup, Backups
from server.adapters.database import Damaged, Database, doubt, is_damage, is_whole
from server.adapters.downloads import chosen_folders, keep_folders
from server.adapters.exports import carry_over
from server.adapters.relocation import MOVING
from server.adapters.settings import Settings
from server.adapters.updates import DATED, SEEN
from server.domain.day import in_words
from server.domain.problem import Problem

log = logging.getLogger(__name__)

NEWS = "database_news"
LOCK = "worker.lock"
"""Beside the database: held by who moves its exports."""
_PATIENCE = 3.0
"""Seconds that a run of before may take to end its last move."""
_FILES = ("", "-wal", "-shm")


@dataclass(frozen=True)
class News:
    """What was done about the database. `offer`: a backup that could be put back, by name."""

    sentence: str
    offer: str = ""
    problem: bool = False


@contextmanager
def kept_database(path: Path) -> Iterator[tuple[Database, Backups]]:
    """The database and its backups, one of which is made each day, while a `with` lasts. Raises Problem."""
    backups = Backups(path)
    with closing(open_database(path, backups)) as database:
        backups.start()
        try:
            yield database, backups
        finally:
            backups.stop()


def open_database(path: Path, backups: Backups, clock: Callable[[], datetime] = datetime.now) -> Database:
    """The database, whole and ready to be used. Raises Problem where the disk does not let it."""
    news = _put_back(backups, clock)
    try:
        _look_through(path, backups)
        database = Database(path)
    except Damaged:
        news = _set_aside(path, backups, clock)
        database = Database(path)
    if news:
        Settings(database).put(NEWS, json.dumps(asdict(news)))
    return database


def news(settings: Settings) -> News | None:
    """What the user has not read yet."""
    try:
        return News(**json.loads(settings.get(NEWS) or "null"))
    except (ValueError, TypeError):
        return None


def read(settings: Settings) -> None:
    """The user has read it."""
    settings.put(NEWS, "")


def _put_back(backups: Backups, clock: Callable[[], datetime]) -> News | None:
    """What is to be told of it."""
    backup = backups.chosen
    if backup is None:
        return None
    made = _moment(backup)
    told = News(f"The backup of {made} was put back. What was there before is kept as a backup, too.")
    try:
        if backups.database.exists() and not _whole(backups.database):
            _set_aside(backups.database, backups, clock)
        with closing(Database(backups.database)) as present, _no_exports_moving(backups.database):
            backups.put_back(backup, lambda copy: _carried_over(present, copy, told))
    except Problem as problem:
        log.error("not put back: %s", problem)
        told = News(f"The backup of {made} was not put back. {problem}", problem=True)
    backups.choose(None)
    return told


def _carried_over(present: Database, copy: Path, told: News) -> None:
    """What no backup can know better than today: exports, where files lie, which list of updates was seen."""
    with closing(Database(copy)) as older:
        carry_over(present, older)
        now, then = Settings(present), Settings(older)
        keep_folders(then, chosen_folders(now))
        for name in (MOVING, SEEN, DATED):
            then.put(name, now.get(name))
        then.put(NEWS, json.dumps(asdict(told)))


@contextmanager
def _no_exports_moving(database: Path) -> Iterator[None]:
    """Nobody saves a step of an export meanwhile, which would be lost. Raises Problem where one goes on."""
    import filelock

    try:
        with filelock.FileLock(database.with_name(LOCK)).acquire(timeout=_PATIENCE):
            yield
    except filelock.Timeout as error:
        raise Problem("Another Pipulate Desktop is exporting just now. Put the backup back when it is done.") from error


def _look_through(path: Path, backups: Backups) -> None:
    """Only where there is a doubt: it takes time. Raises Damaged."""
    gone = bool(backups.all()) and not (path.exists() and path.stat().st_size)
    if gone or (doubt(path).exists() and path.exists() and not _whole(path)):
        raise Damaged(f"The database {path} is damaged.")
    doubt(path).unlink(missing_ok=True)


def _whole(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return is_whole(connection)
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return False
        raise Problem(f"The database {path} cannot be read ({error}). Close other programs that use it.") from error


def _set_aside(path: Path, backups: Backups, clock: Callable[[], datetime]) -> News:
    """Rename the damaged file and those that belong to it. Nothing of it is deleted."""
    kept = path.with_name(f"{path.name}.damaged-{clock():%Y%m%d-%H%M%S}")
    lost = f"The app's database {path} was no longer there, and a fresh one was begun."
    told = (
        f"The app's database was damaged. It is kept as {kept}, and a fresh one was begun." if path.exists() else lost
    )
    try:
        for ending in reversed(_FILES):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(kept.with_name(kept.name + ending))
        doubt(path).unlink(missing_ok=True)
    except OSError as error:
        raise Problem(
            f"The database {path} is damaged and cannot be set aside ({error.strerror}). "
            "Rename it yourself, then start again."
        ) from error
    log.error("the database was damaged or gone; what there was is kept as %s", kept.name)
    newest = next(iter(backups.all()), None)
    went = "The files in your downloads folder are all there; pipelines, settings and the list of exports are not."
    offer = f" There is a backup of {_moment(newest)}." if newest else ""
    return News(
        f"{told} {went}{offer}",
        newest.path.name if newest else "",
        problem=True,
    )


def _moment(backup: Backup) -> str:
    here = backup.at.astimezone()
    return f"{in_words(here)}, {here:%H:%M}"
