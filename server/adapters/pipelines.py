"""Pipelines in the database: one row each, its state one JSON blob. A row that cannot be read is never written."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from server.adapters.calls import follow_exports
from server.adapters.database import Database
from server.domain.pipeline import Pipeline, next_key
from server.domain.problem import Problem

ALL = -1
"""As a limit."""

_STATE = {
    "results": dict,
    "words": dict,
    "answers": dict,
    "exports": dict,
    "so_far": dict,
    "said": list,
    "finalized": bool,
    "demo": bool,
    "version": int,
}
"""What the blob holds, and of which kind."""


class Unreadable(Problem):
    """A record that cannot be read. It is kept as it is."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The record of “{key}” cannot be read. It was kept as it is and nothing was written over it. "
            "Begin a new pipeline, and send the log file to whoever helps you."
        )


def _now() -> datetime:
    return datetime.now(UTC)


class Pipelines:
    """All pipelines of all workflows. `clock` gives the time in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = _now) -> None:
        self._database, self._clock = database, clock

    def find(self, workflow: str, key: str) -> Pipeline | None:
        """Raises Unreadable for a damaged record."""
        with self._database.reading() as connection:
            return _find(connection, workflow, key)

    def start(self, workflow: str, key: str, demo: bool = False) -> Pipeline:
        """The pipeline of that key, begun if there is none."""
        with self._database.writing() as connection:
            found = _find(connection, workflow, key)
            return found or self._insert(connection, workflow, key, demo)

    def start_next(self, workflow: str, profile: str, demo: bool = False) -> Pipeline:
        """Begin a pipeline with the next free key of the profile."""
        with self._database.writing() as connection:
            key = next_key(profile, workflow, _keys(connection, workflow))
            return self._insert(connection, workflow, key, demo)

    def proposed_key(self, workflow: str, profile: str) -> str:
        with self._database.reading() as connection:
            return next_key(profile, workflow, _keys(connection, workflow))

    def update(self, workflow: str, key: str, change: Callable[[Pipeline], Pipeline]) -> Pipeline:
        """Apply a change to the newest state, excluding all other writers meanwhile, so that nothing written is lost.

        Raises Unreadable for a damaged record and Problem for one that does not exist.
        """
        with self._database.writing() as connection:
            found = _find(connection, workflow, key)
            if found is None:
                raise Problem(f"There is no pipeline “{key}” any more. Begin it again from the list.")
            changed = change(found)
            if changed == found:
                return found
            now = self._clock().isoformat()
            connection.execute(
                "UPDATE pipeline SET state = ?, updated = ? WHERE workflow = ? AND key = ?",
                (state_of(changed), now, workflow, key),
            )
            if changed.exports != found.exports:
                follow_exports(connection, workflow, key, changed.exports)
            return _find(connection, workflow, key) or changed

    def keys(self, workflow: str) -> list[tuple[str, str]]:
        """(key, updated) of a workflow's pipelines, the latest used first. Damaged records are listed too."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT key, updated FROM pipeline WHERE workflow = ? ORDER BY updated DESC, key", (workflow,)
            )
            return [(row["key"], row["updated"]) for row in rows]

    def recent(self, most: int) -> list[tuple[str, str, str]]:
        """(workflow, key, updated) of the pipelines used last."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT workflow, key, updated FROM pipeline ORDER BY updated DESC, key LIMIT ?", (most,)
            )
            return [(row["workflow"], row["key"], row["updated"]) for row in rows]

    def named_by_another(self, workflow: str, key: str, place: str) -> bool:
        """Whether the record of any other pipeline names the file at this place, in capitals or small letters.

        Some disks take “Shop” and “shop” for the same folder.
        """
        named = json.dumps(place, ensure_ascii=False)
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT 1 FROM pipeline WHERE NOT (workflow = ? AND key = ?) AND instr(lower(state), lower(?)) LIMIT 1",
                (workflow, key, named),
            )
            return found.fetchone() is not None

    def _insert(self, connection: sqlite3.Connection, workflow: str, key: str, demo: bool) -> Pipeline:
        now = self._clock().isoformat()
        pipeline = Pipeline(workflow, key, demo=demo, created=now, updated=now)
        connection.execute("INSERT INTO pipeline VALUES (?, ?, ?, ?, ?)", (workflow, key, state_of(pipeline), now, now))
        return pipeline


def _keys(connection: sqlite3.Connection, workflow: str) -> set[str]:
    return {row["key"] for row in connection.execute("SELECT key FROM pipeline WHERE workflow = ?", (workflow,))}


def _find(connection: sqlite3.Connection, workflow: str, key: str) -> Pipeline | None:
    row = connection.execute("SELECT * FROM pipeline WHERE workflow = ? AND key = ?", (workflow, key)).fetchone()
    if row is None:
        return None
    try:
        known = _checked(json.loads(row["state"]))
        return Pipeline(workflow, key, **known, created=row["created"], updated=row["updated"])
    except (ValueError, TypeError) as error:
        raise Unreadable(key) from error


def _checked(state: Any) -> dict[str, Any]:
    """What a blob says, as far as this version knows it. Raises TypeError for one that is no record of ours."""
    if not isinstance(state, dict) or "results" not in state:
        raise TypeError("no results")
    known = {name: state[name] for name in _STATE if name in state}
    for name, value in known.items():
        if not isinstance(value, _STATE[name]):
            raise TypeError(name)
    return known


def state_of(pipeline: Pipeline) -> str:
    """The blob of a pipeline: all but its name and its times."""
    whole = asdict(pipeline)
    return json.dumps({name: whole[name] for name in _STATE}, ensure_ascii=False)
