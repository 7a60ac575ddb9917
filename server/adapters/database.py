"""The SQLite file. The only module that opens it: write-ahead log, short transactions, one connection a thread."""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from server.domain.problem import Problem

SCHEMA = 1
"""Of the tables below. A database of a higher one is of a newer app: this one would not know what it does to it."""

_TABLES = """
CREATE TABLE IF NOT EXISTS pipeline (
    workflow TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL,
    PRIMARY KEY (workflow, key)
);
CREATE TABLE IF NOT EXISTS export (
    id INTEGER PRIMARY KEY AUTOINCREMENT, api TEXT NOT NULL, identity TEXT NOT NULL, place TEXT NOT NULL,
    state TEXT NOT NULL, due REAL NOT NULL, org TEXT NOT NULL, project TEXT NOT NULL, row TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS export_asked ON export (api, identity);
CREATE INDEX IF NOT EXISTS export_state ON export (state);
CREATE INDEX IF NOT EXISTS export_project ON export (org, project);
CREATE INDEX IF NOT EXISTS export_place ON export (place);
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY AUTOINCREMENT, app TEXT NOT NULL, key TEXT NOT NULL, step TEXT NOT NULL,
    export INTEGER NOT NULL, job TEXT NOT NULL, method TEXT NOT NULL, base TEXT NOT NULL, target TEXT NOT NULL,
    body TEXT, status INTEGER NOT NULL, seconds REAL NOT NULL, bytes INTEGER NOT NULL, at REAL NOT NULL,
    times INTEGER NOT NULL, gone TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS call_pipeline ON call (app, key);
CREATE INDEX IF NOT EXISTS call_export_id ON call (export);
CREATE INDEX IF NOT EXISTS call_gone ON call (gone) WHERE gone <> '';
CREATE TABLE IF NOT EXISTS call_export (
    app TEXT NOT NULL, key TEXT NOT NULL, export INTEGER NOT NULL, gone TEXT NOT NULL,
    PRIMARY KEY (app, key, export, gone)
);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Database:
    """A SQLite file that several threads and processes may use at once.

    Raises Problem when it cannot be opened, read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._all: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._lock = threading.Lock()
        with _told(path), ExitStack() as stack:
            stack.callback(self.close)  # what is open cannot be set aside on Windows
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # as SQLite's own files beside it then are, too
            with self.writing() as connection:
                self._make_tables(connection)
            path.chmod(0o600)
            stack.pop_all()

    def _make_tables(self, connection: sqlite3.Connection) -> None:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found > SCHEMA:
            raise Problem(
                f"The database {self.path} was written by a newer Pipulate Desktop than this one. "
                "Install that version again. Nothing was changed."
            )
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        if found != SCHEMA:
            connection.execute(f"PRAGMA user_version = {SCHEMA}")

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            if not self.path.exists():  # SQLite would begin an empty one, and the others write to the one that went
                raise FileNotFoundError("it is no longer there")
            # The threads of a server come and go: a newcomer closes what those that went had open, `close` all.
            connection = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
            with self._lock:
                self._close([one for one in self._all if not one[0].is_alive()])
                self._all.append((threading.current_thread(), connection))
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            self._local.connection = connection
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with _told(self.path):
            yield self._connection()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees the newest rows and excludes all other writers until it ends."""
        with _told(self.path):
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk ended it already
                    connection.execute("ROLLBACK")
                raise

    def leave(self) -> None:
        """A thread that will ask no more closes its connection."""
        own: sqlite3.Connection | None = getattr(self._local, "connection", None)
        with self._lock:
            self._close([one for one in self._all if one[1] is own])
        self._local.connection = None

    def close(self) -> None:
        with self._lock:
            self._close(self._all)

    def _close(self, these: Iterable[tuple[threading.Thread, sqlite3.Connection]]) -> None:
        for one in list(these):
            self._all.remove(one)
            one[1].close()


class Damaged(Problem):
    """The file is no database any more, or not a whole one."""


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds nothing wrong with the file. Reads all of it."""
    try:
        return [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")] == ["ok"]
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return False
        raise


def is_damage(error: BaseException) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def doubt(path: Path) -> Path:
    """A file that says that the database must be looked through before it is used again."""
    return path.with_name(f"{path.name}.doubt")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OverflowError as error:  # a number in an address that no row of SQLite can have
        raise Problem("There is no row of that number. Reload the page.") from error
    except (sqlite3.Error, OSError) as error:
        if is_damage(error):
            with suppress(OSError):
                doubt(path).touch()
            raise Damaged(
                f"The database {path} is damaged ({error}). Close the app and start it again: it keeps the damaged "
                "file, begins a fresh one, and offers the newest backup."
            ) from error
        raise Problem(
            f"The database {path} cannot be used ({error}). Nothing in it was changed. "
            "Check that the disk is not full and the folder may be written, then try again."
        ) from error
