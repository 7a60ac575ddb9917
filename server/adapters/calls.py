"""The calls to Botify, as they were made, for those who want to make them again. The only module that stores them.

Bounded: the newest of each pipeline and export, and of all together. No token and no answer is kept. What belongs to a
deleted pipeline is marked (`gone`, with the time it was begun) for as long as that can be undone: until the next start.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from server.adapters.database import Database
from server.domain.call import BODY_LIMIT, NOBODY, Call, Caller, caller
from server.domain.problem import Problem

log = logging.getLogger(__name__)

KEPT = 200
"""Calls of one pipeline's steps, or of one export. Equal ones in a row count as one."""
KEPT_IN_ALL = 10_000

Note = Callable[[Call], None]
"""Keeps a call that was made, on behalf of whoever this thread works for."""

_COLUMNS = "app, key, step, export, job, method, base, target, body, status, seconds, bytes, at, times"


class Calls:
    """The calls in a database. `note` may be called from any thread, and never fails."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock, self._closed = database, clock, False
        with database.writing() as connection:
            connection.execute("DELETE FROM call WHERE gone <> ''")
            connection.execute("DELETE FROM call_export WHERE gone <> ''")

    def close(self) -> None:
        """Nothing is kept from now on: the database is about to be closed."""
        self._closed = True

    def note(self, call: Call) -> None:
        """Keep a call, unless it was made for nobody: who asks whether a token is good has no pipeline."""
        by = caller()
        if self._closed or by == NOBODY or not (by.key or by.export):
            return
        try:
            with self._database.writing() as connection:
                _keep(connection, call, by, self._clock())
        except Problem as problem:
            log.warning("a call is not kept: %s", problem)

    def of(self, app: str, key: str, id: int = 0) -> list[Call]:
        """A pipeline's calls, those of the exports that it waited for among them, oldest first; or the one of an id."""
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT id, {_COLUMNS} FROM call WHERE gone = '' AND ((app = ? AND key = ?) OR export IN "
                "(SELECT export FROM call_export WHERE gone = '' AND app = ? AND key = ?)) AND (? IN (id, 0)) "
                "ORDER BY id DESC LIMIT ?",
                (app, key, app, key, id, KEPT),
            )
            return [_read(row) for row in reversed(found.fetchall())]


def _keep(connection: sqlite3.Connection, call: Call, by: Caller, now: float) -> None:
    """By an export, or by a pipeline's step: the columns of the other stay empty."""
    own = ("", "", "", by.export, by.job) if by.export else (by.app, by.key, by.step, 0, "")
    body = call.body if call.body is not None and len(call.body) <= BODY_LIMIT else None
    place = "gone = '' AND export = ?" if by.export else "gone = '' AND app = ? AND key = ?"
    whose = (by.export,) if by.export else (by.app, by.key)
    last = connection.execute(f"SELECT * FROM call WHERE {place} ORDER BY id DESC LIMIT 1", whose).fetchone()
    sent = (call.method, call.base, call.target, body)
    came = (call.status, call.seconds, call.bytes, now)
    if last is not None and sent == tuple(last[name] for name in ("method", "base", "target", "body")):
        connection.execute(
            "UPDATE call SET status = ?, seconds = ?, bytes = ?, at = ?, times = times + 1, job = ? WHERE id = ?",
            (*came, by.job if by.export else "", last["id"]),
        )
        return
    marks = ",".join("?" * 14)
    connection.execute(f"INSERT INTO call ({_COLUMNS}, gone) VALUES ({marks}, '')", (*own, *sent, *came, call.times))
    kept = f"SELECT id FROM call WHERE {place} ORDER BY id DESC LIMIT {KEPT}"
    connection.execute(f"DELETE FROM call WHERE {place} AND id NOT IN ({kept})", (*whose, *whose))
    connection.execute(f"DELETE FROM call WHERE id <= (SELECT max(id) FROM call) - {KEPT_IN_ALL}")


def _read(row: sqlite3.Row) -> Call:
    by = Caller(row["app"], row["key"], row["step"], row["export"], row["job"])
    parts = ("method", "base", "target", "body", "status", "seconds", "bytes", "at", "times", "id")
    return Call(by=by, **{name: row[name] for name in parts})


# What follows a pipeline's record, within the same transaction


def follow_exports(connection: sqlite3.Connection, app: str, key: str, exports: Mapping[str, Any]) -> None:
    """A pipeline waits for these exports ({step: {name: id}}): their calls are its own as well, from now on."""
    ids = [id for step in exports.values() if isinstance(step, Mapping) for id in step.values()]
    _link(connection, app, key, ids)


def _link(connection: sqlite3.Connection, app: str, key: str, ids: Iterable[int]) -> None:
    rows = [(app, key, id) for id in ids]
    connection.executemany("INSERT OR IGNORE INTO call_export (app, key, export, gone) VALUES (?, ?, ?, '')", rows)


def follow_rename(connection: sqlite3.Connection, app: str, key: str, new: str) -> None:
    for table in ("call", "call_export"):
        connection.execute(
            f"UPDATE {table} SET key = ? WHERE app = ? AND key = ? AND gone = ''",
            (new, app, key),
        )


def follow_delete(connection: sqlite3.Connection, app: str, key: str, created: str) -> None:
    for table in ("call", "call_export"):
        connection.execute(f"UPDATE {table} SET gone = ? WHERE app = ? AND key = ? AND gone = ''", (created, app, key))


def follow_return(connection: sqlite3.Connection, app: str, key: str, new: str, created: str) -> None:
    """A deleted pipeline is back, perhaps under another key."""
    for table in ("call", "call_export"):
        connection.execute(
            f"UPDATE {table} SET gone = '', key = ? WHERE app = ? AND key = ? AND gone = ?", (new, app, key, created)
        )
