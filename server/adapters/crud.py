"""Rows of lists in the database: one table an app, a row's columns as one JSON object beside its place and profile.

A deleted row is hidden until the app starts again, so that deleting can be undone.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from server.adapters.database import Database
from server.domain.crud import Crud, Row, moved
from server.domain.problem import Problem

PAGE = 50
"""Rows read at once: more than a window shows."""

_TABLE = """
CREATE TABLE IF NOT EXISTS {table} (
    id INTEGER PRIMARY KEY AUTOINCREMENT, place INTEGER NOT NULL, profile INTEGER NOT NULL, deleted TEXT NOT NULL,
    row TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS {index} ON {table} (deleted, profile, place);
DELETE FROM {table} WHERE deleted <> ''
"""


class Rows:
    """The rows of all lists."""

    def __init__(self, database: Database, apps: Iterable[Crud]) -> None:
        self._database = database
        self.use(apps)

    def use(self, apps: Iterable[Crud]) -> None:
        """Keep the rows of these lists from now on."""
        made = list(apps)
        with self._database.writing() as connection:
            for app in made:
                for statement in _TABLE.format(table=_table(app), index=f'"crud_{app.name}_order"').split(";"):
                    connection.execute(statement)
        self.apps = made

    def page(self, app: Crud, profile: int = 0, after: int = 0, most: int = PAGE) -> list[Row]:
        """Rows of a profile in their order, those below the row `after`. New ones are on top until they are moved."""
        below = f"AND (place, id) > (SELECT place, id FROM {_table(app)} WHERE id = :after)" if after else ""
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT * FROM {_table(app)} WHERE deleted = '' AND profile = :whose {below} "
                "ORDER BY place, id LIMIT :most",
                {"whose": _whose(app, profile), "after": after, "most": most},
            )
            return [self._row(connection, app, one) for one in found.fetchall()]

    def all(self, app: Crud) -> list[Row]:
        """Every row of a list that no profile has for itself, without what goes along when it is deleted."""
        with self._database.reading() as connection:
            found = connection.execute(f"SELECT * FROM {_table(app)} WHERE deleted = '' ORDER BY place, id")
            return [Row(one["id"], app.kept(_stored(one["row"]))) for one in found]

    def count(self, app: Crud, profile: int = 0) -> int:
        with self._database.reading() as connection:
            (count,) = connection.execute(
                f"SELECT count(*) FROM {_table(app)} WHERE deleted = '' AND profile = ?", (_whose(app, profile),)
            ).fetchone()
        return int(count)

    def get(self, app: Crud, id: int) -> Row:
        """Raises Problem for a row that is not there."""
        with self._database.reading() as connection:
            return self._get(connection, app, id)

    def add(self, app: Crud, values: Mapping[str, Any], profile: int = 0) -> Row:
        """A new row on top."""
        whose = _whose(app, profile)
        with self._database.writing() as connection:
            (top,) = connection.execute(
                f"SELECT coalesce(min(place), 0) - 1 FROM {_table(app)} WHERE profile = ?", (whose,)
            ).fetchone()
            added = connection.execute(
                f"INSERT INTO {_table(app)} (place, profile, deleted, row) VALUES (?, ?, '', ?)",
                (top, whose, _blob(values)),
            )
            return self._get(connection, app, added.lastrowid or 0)

    def change(self, app: Crud, id: int, values: Mapping[str, Any]) -> Row:
        """Write some columns of a row; the others, those that this version does not know too, stay."""
        with self._database.writing() as connection:
            old = _found(connection, app, id)
            blob = _blob({**_stored(old["row"]), **values})
            connection.execute(f"UPDATE {_table(app)} SET row = ? WHERE id = ?", (blob, id))
            return self._get(connection, app, id)

    def move(self, app: Crud, id: int, after: int) -> int:
        """Put a row right below another of its profile, or on top (0). Its place from now on, counted from 1."""
        with self._database.writing() as connection:
            whose = _found(connection, app, id)["profile"]
            rows = connection.execute(
                f"SELECT id, place FROM {_table(app)} WHERE deleted = '' AND profile = ? ORDER BY place, id", (whose,)
            ).fetchall()
            places = {row["id"]: row["place"] for row in rows}
            order = moved(list(places), id, after)
            changed = [(place, one) for place, one in enumerate(order, 1) if places[one] != place]
            connection.executemany(f"UPDATE {_table(app)} SET place = ? WHERE id = ?", changed)
            return order.index(id) + 1

    def delete(self, app: Crud, id: int) -> Row:
        """Hide a row and what belongs to it. `restore` brings it back until the app starts again."""
        with self._database.writing() as connection:
            row = self._get(connection, app, id)
            connection.execute(f"UPDATE {_table(app)} SET deleted = ? WHERE id = ?", (_mark(app, id), id))
            for other in self._belonging(app):
                connection.execute(
                    f"UPDATE {_table(other)} SET deleted = ? WHERE deleted = '' AND profile = ?", (_mark(app, id), id)
                )
            return row

    def restore(self, app: Crud, id: int) -> Row:
        """Undo a deletion. Raises Problem where there is nothing to undo any more."""
        with self._database.writing() as connection:
            for one in (app, *self._belonging(app)):
                connection.execute(f"UPDATE {_table(one)} SET deleted = '' WHERE deleted = ?", (_mark(app, id),))
            return self._get(connection, app, id)

    def _belonging(self, app: Crud) -> list[Crud]:
        """The lists whose rows belong to rows of this one."""
        return [other for other in self.apps if other.by_profile] if app.of_profiles else []

    def _get(self, connection: sqlite3.Connection, app: Crud, id: int) -> Row:
        return self._row(connection, app, _found(connection, app, id))

    def _row(self, connection: sqlite3.Connection, app: Crud, found: sqlite3.Row) -> Row:
        along = {}
        for other in self._belonging(app):
            query = f"SELECT count(*) FROM {_table(other)} WHERE deleted = '' AND profile = ?"
            (along[other.title],) = connection.execute(query, (found["id"],)).fetchone()
        return Row(found["id"], app.kept(_stored(found["row"])), found["profile"], along)


def _table(app: Crud) -> str:
    """Quoted; an app's name has small letters, digits and hyphens alone."""
    return f'"crud_{app.name}"'


def _whose(app: Crud, profile: int) -> int:
    return profile if app.by_profile else 0


def _mark(app: Crud, id: int) -> str:
    return f"{app.name}/{id}"


def _found(connection: sqlite3.Connection, app: Crud, id: int) -> sqlite3.Row:
    query = f"SELECT * FROM {_table(app)} WHERE id = ? AND deleted = ''"
    row: sqlite3.Row | None = connection.execute(query, (id,)).fetchone()
    if row is None:
        raise Problem("This row is not there any more. It was deleted in another window; reload the page.")
    return row


def _stored(blob: str) -> dict[str, Any]:
    """Raises Problem for a damaged row."""
    try:
        return dict(json.loads(blob))
    except (ValueError, TypeError) as error:
        raise Problem(
            "A row of this list cannot be read. It was kept as it is; send the log file to whoever helps you."
        ) from error


def _blob(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False)
