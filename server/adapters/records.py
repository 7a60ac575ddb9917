"""The records of pipelines as they lie in the database, read or not: listed, renamed, copied, removed, put back."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from server.adapters.calls import follow_delete, follow_rename, follow_return
from server.adapters.database import Database
from server.adapters.exports import Exports
from server.adapters.pipelines import Pipelines, state_of
from server.domain.export import State
from server.domain.files import SavedFile
from server.domain.key import free_key
from server.domain.pipeline import Pipeline
from server.domain.pipeline_file import to_text
from server.domain.problem import Problem


@dataclass(frozen=True)
class Row:
    """One record as it lies there; `state` in bytes, for a damaged one may be no text."""

    workflow: str
    key: str
    state: bytes
    created: str
    updated: str


@dataclass(frozen=True)
class Line:
    """One line of the list of all pipelines: times in ISO, UTC."""

    workflow: str
    key: str
    created: str
    updated: str


def _now() -> datetime:
    return datetime.now(UTC)


class Records:
    """All records of a database. No record is ever written over. `clock` gives the time in UTC."""

    def __init__(self, database: Database, exports: Exports, clock: Callable[[], datetime] = _now) -> None:
        self._database, self._exports, self._clock = database, exports, clock
        self._pipelines = Pipelines(database)

    def all(self) -> list[Line]:
        """The latest used first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT workflow, key, created, updated FROM pipeline ORDER BY updated DESC, workflow, key"
            )
            return [Line(*row) for row in rows]

    def look(self, line: Line) -> Pipeline | None:
        """What a record says; None where it cannot be read."""
        try:
            return self._pipelines.find(line.workflow, line.key)
        except Problem:
            return None

    def rename(self, workflow: str, key: str, new: str) -> None:
        """Raises Problem when the new key is taken, or the old one is gone."""
        with self._database.writing() as connection:
            _row(connection, workflow, key)
            if new == key:
                return
            if new in _taken(connection, workflow):
                raise Problem(f"There is a pipeline “{new}” already. Choose another name.")
            connection.execute("UPDATE pipeline SET key = ? WHERE workflow = ? AND key = ?", (new, workflow, key))
            follow_rename(connection, workflow, key, new)

    def duplicate(self, workflow: str, key: str) -> str:
        """The key of the copy: the next free one. Raises Problem when there is nothing to copy."""
        with self._database.writing() as connection:
            row, now = _row(connection, workflow, key), self._clock().isoformat()
            return _insert(connection, Row(workflow, key, row.state, now, now))

    def delete(self, workflow: str, key: str) -> Row:
        """Take a record out; it is what `put_back` takes. Files stay. Raises Problem when it is gone."""
        with self._database.writing() as connection:
            row = _row(connection, workflow, key)
            connection.execute("DELETE FROM pipeline WHERE workflow = ? AND key = ?", (workflow, key))
            follow_delete(connection, workflow, key, row.created)
            return row

    def put_back(self, row: Row) -> str:
        """The key it has now: its own, or the next free one where that was given away."""
        with self._database.writing() as connection:
            key = _insert(connection, row)
            follow_return(connection, row.workflow, row.key, key, row.created)
            return key

    def file(self, workflow: str, key: str) -> str:
        """The JSON file of a record, of a damaged one too. Raises Problem when it is gone."""
        with self._database.reading() as connection:
            row = _row(connection, workflow, key)
        readable = self.look(Line(workflow, key, row.created, row.updated)) is not None
        state = json.loads(row.state) if readable else row.state.decode("utf-8", "backslashreplace")
        return to_text(workflow, key, row.created, row.updated, state)

    def take_in(self, pipeline: Pipeline) -> str:
        """Keep a pipeline that came as a file, as used just now; its key, or the next free one."""
        results = {name: self._with_exports(value) for name, value in pipeline.results.items()}
        state = state_of(Pipeline(**{**vars(pipeline), "results": results}))
        now = self._clock().isoformat()
        with self._database.writing() as connection:
            return _insert(connection, Row(pipeline.workflow, pipeline.key, state.encode(), pipeline.created, now))

    def _with_exports(self, value: Any) -> Any:
        """Files that an export of this computer made are known by its number."""
        if SavedFile.is_stored(value):
            (told,) = value.values()
            made = self._exports.at(told["place"])
            known = made is not None and made.state is State.DONE
            return SavedFile(**{**told, "export": made.id if made and known else 0}).to_json()
        if isinstance(value, dict):
            return {name: self._with_exports(part) for name, part in value.items()}
        return [self._with_exports(part) for part in value] if isinstance(value, list) else value


def _row(connection: sqlite3.Connection, workflow: str, key: str) -> Row:
    found = connection.execute(
        "SELECT workflow, key, CAST(state AS BLOB) AS state, created, updated FROM pipeline"
        " WHERE workflow = ? AND key = ?",
        (workflow, key),
    ).fetchone()
    if found is None:
        raise Problem(f"There is no pipeline “{key}” any more. Reload the page.")
    return Row(*found)


def _taken(connection: sqlite3.Connection, workflow: str) -> set[str]:
    return {row["key"] for row in connection.execute("SELECT key FROM pipeline WHERE workflow = ?", (workflow,))}


def _insert(connection: sqlite3.Connection, row: Row) -> str:
    key = free_key(row.key, _taken(connection, row.workflow))
    connection.execute(
        "INSERT INTO pipeline VALUES (?, ?, CAST(? AS TEXT), ?, ?)",
        (row.workflow, key, row.state, row.created, row.updated),
    )
    return key
