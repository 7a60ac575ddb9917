"""The registry of exports: every job by what was asked. The only module that knows how an export is stored."""

import itertools
import json
import logging
import sqlite3
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from server.adapters.database import Database
from server.adapters.downloads import Downloads
from server.adapters.part import Part
from server.domain.export import OPEN_STATES, Export, ExportRequest, State
from server.domain.files import SavedFile, is_file, is_there
from server.domain.problem import Problem

log = logging.getLogger(__name__)

_KNOWN = {part.name for part in fields(Export)} - {"id", "request", "state", "failed_in"}


class Exports:
    """The exports of this computer, asked for and moved by several threads and processes at once."""

    def __init__(self, database: Database, downloads: Path | Downloads, clock: Callable[[], float] = time.time) -> None:
        self.database = database
        self._downloads = Downloads(downloads) if isinstance(downloads, Path) else downloads
        self._clock = clock

    @property
    def downloads(self) -> Path:
        """The folder for new files, as the settings stand now."""
        return self._downloads.folder

    @property
    def folders(self) -> list[Path]:
        """All folders in which files may lie, the one for new files first."""
        return [self.downloads, *self._downloads.earlier]

    def root(self, export: Export) -> Path:
        """The folder that its place is below: where its file lies, or will lie. One that comes stays where it began."""
        if not export.open:
            return self._downloads.root(export.place)
        earlier = self._downloads.earlier
        return next((one for one in earlier if Part.of(export, one).begun), self.downloads)

    def path(self, export: Export) -> Path:
        """Where its file lies, or will lie."""
        return self.root(export) / export.place

    def find(self, api: str, request: ExportRequest) -> Export | None:
        """The newest export of the same request, whatever became of it."""
        with self.database.reading() as connection:
            return _newest(connection, api, request.identity)

    def ask(self, api: str, request: ExportRequest, again: bool = False, anew: bool = False) -> Export:
        """The export that answers the request: an open one is joined, a file on disk used, a lost file fetched anew.

        `anew` fetches one that another program changed, too; that one is kept beside it. Only a request never made
        before makes a new job, or `again`. One that failed or was cancelled comes back as it is: going on is for the
        user to say (`retry`).
        """
        while True:
            old, now = self.find(api, request), self._clock()
            if old is not None and (old.open or not again):
                if not self._lost(old, anew):
                    return old
                wanted = _gone_back(old, now)
            else:
                place = old.place if old else self._free_place(request)
                wanted = Export(request, api, place, marker=uuid.uuid4().hex)
                wanted = replace(wanted, created=now, updated=now, state_since=now, due=now)
            # The disk was asked before: one that is slow to answer must not hold up all who write here.
            with self.database.writing() as connection:
                if _newest(connection, api, request.identity) == old and (old or not _claimed(connection, place)):
                    return _updated(connection, wanted, now) if wanted.id else _inserted(connection, wanted)

    def _lost(self, old: Export, anew: bool) -> bool:
        """Whether the file of a finished one is gone; with `anew`, also whether another program changed it."""
        file = self.saved_file(old) if old.state is State.DONE else None
        return file is not None and (not file.here or (anew and file.altered))

    def _free_place(self, request: ExportRequest) -> str:
        """The first place that no other request claims, and where no file lies that is not ours."""
        claimed = {_alike(place) for place in self.places()}
        folders, number = self.folders, 1
        while _alike(place := request.place(number)) in claimed or any(is_there(one / place) for one in folders):
            number += 1
        return place

    def get(self, id: int) -> Export | None:
        with self.database.reading() as connection:
            return _one(connection.execute("SELECT * FROM export WHERE id = ?", (id,)))

    def at(self, place: str) -> Export | None:
        """The newest export whose file has this place below the downloads folder."""
        with self.database.reading() as connection:
            return _one(connection.execute("SELECT * FROM export WHERE place = ? ORDER BY id DESC", (place,)))

    def finished(self, place: str, identity: str = "") -> SavedFile | None:
        """The file that belongs at this place, as the newest export that wrote it (of one request) checked it."""
        with self.database.reading() as connection:
            asked = "SELECT * FROM export WHERE place = ? AND state = ? AND ? IN ('', identity) ORDER BY id DESC"
            done = _one(connection.execute(asked, (place, State.DONE, identity)))
        return self.saved_file(done) if done else None

    def known(self, file: SavedFile) -> SavedFile:
        """A file that a record names, as it is known by now: it may have been exported again since."""
        return (self.finished(file.place) if file.analysis else None) or file

    def all(self) -> list[Export]:
        """Newest first."""
        with self.database.reading() as connection:
            return list(_readable(connection.execute("SELECT * FROM export ORDER BY id DESC")))

    def open_rows(self) -> list[Export]:
        """Those that still have moves to make, oldest first."""
        marks = ",".join("?" * len(OPEN_STATES))
        with self.database.reading() as connection:
            found = connection.execute(f"SELECT * FROM export WHERE state IN ({marks}) ORDER BY id", OPEN_STATES)
            return list(_readable(found))

    def save(self, export: Export) -> Export:
        """Store a moved export and give it back as stored, unless it was changed since it was read.

        In that case nothing is written and what is stored comes back: its `updated` is not newer than its reader knows,
        its state may be (a page cancelled it). Compare `state` and `updated` before going on.
        """
        now = self._clock()
        with self.database.writing() as connection:
            stored = _one(connection.execute("SELECT * FROM export WHERE id = ?", (export.id,)))
            if stored is None:
                raise Problem("This export is no longer in the list of exports. Ask for it again.")
            if stored.updated != export.updated:
                return stored
            return _updated(connection, export, now)

    def retry(self, id: int) -> Export:
        """Go on with one that failed or was cancelled; any other stays as it is, as does one asked for again since."""

        def gone_on(old: Export, now: float) -> Export:
            newest = self.find(old.api, old.request) or old
            return old if old.open or old.state is State.DONE or newest.id != id else old.retried(now)

        return self._changed(id, gone_on)

    def cancel(self, id: int) -> Export:
        """Stop an open one here. Botify finishes (and counts) a job that it has begun: it cannot be told to stop."""
        return self._changed(id, lambda old, now: old.cancelled(now) if old.open else old)

    def _changed(self, id: int, change: Callable[[Export, float], Export]) -> Export:
        now = self._clock()
        with self.database.writing() as connection:
            old = _one(connection.execute("SELECT * FROM export WHERE id = ?", (id,)))
            if old is None:
                raise Problem("This export is not in the list of exports. Reload the page.")
            new = change(old, now)
            return old if new is old else _updated(connection, new, now)

    def saved_file(self, export: Export) -> SavedFile:
        """The file of a finished export, whether or not it is still on disk."""
        analysis, root, written = export.request.analysis, self.root(export), export.written or 0.0
        return SavedFile(export.place, export.rows or 0, export.bytes or 0, analysis, export.id, root, written)

    def files(self, project: Mapping[str, str], api: str | None = None) -> list[SavedFile]:
        """A project's files that are on disk, newest first; of one API only if it is named."""
        asked = (project["org"], project["project"], State.DONE)
        with self.database.reading() as connection:
            found = connection.execute(
                "SELECT * FROM export WHERE org = ? AND project = ? AND state = ? ORDER BY id DESC", asked
            )
            rows = [row for row in _readable(found) if api in (None, row.api)]
        rows.sort(key=lambda row: row.state_since, reverse=True)
        newest = {row.place: row for row in reversed(rows)}
        return [file for row in rows if newest[row.place] is row and (file := self.saved_file(row)).here]

    def newest_done(self, api: str | None = None) -> Export | None:
        """The export that finished last and whose file is on disk."""
        since = "CASE WHEN json_valid(row) THEN json_extract(row, '$.state_since') END"
        with self.database.reading() as connection:
            found = connection.execute(f"SELECT * FROM export WHERE state = ? ORDER BY {since} DESC", (State.DONE,))
            done = (row for row in _readable(found) if api in (None, row.api))
            return next((row for row in done if is_file(self.path(row))), None)

    def places(self) -> set[str]:
        """Where the files of all exports lie, will lie, or lay."""
        with self.database.reading() as connection:
            return {str(row["place"]) for row in connection.execute("SELECT place FROM export")}

    def counts(self) -> dict[str, int]:
        """How many exports there are in each state."""
        with self.database.reading() as connection:
            return dict(tuple(row) for row in connection.execute("SELECT state, count(*) FROM export GROUP BY state"))


def carry_over(present: Database, copy: Database) -> None:
    """Put the exports of now into an older database: they tell of files on disk and of jobs that Botify has begun.

    So none that is under way is lost, and none is asked for twice. Those that only the older one knows stay in it.
    """
    with present.reading() as connection:
        rows = connection.execute("SELECT * FROM export ORDER BY id").fetchall()
    with copy.writing() as connection:
        known = {_marker(row): int(row["id"]) for row in connection.execute("SELECT id, row FROM export")}
        taken = set(known.values())
        unused = itertools.count(max([0, *taken, *(row["id"] for row in rows)]) + 1)
        for row in (row for row in rows if _marker(row)):
            id = known.get(_marker(row)) or (next(unused) if row["id"] in taken else row["id"])
            values = [row[name] for name in ("api", "identity", "place", "state", "due", "org", "project", "row")]
            connection.execute(
                "INSERT OR REPLACE INTO export (id, api, identity, place, state, due, org, project, row) "
                "VALUES (?,?,?,?,?,?,?,?,?)",
                [id, *values],
            )


def _marker(row: sqlite3.Row) -> str:
    """What tells one asking from every other, whatever its number; '' where the row cannot be read."""
    try:
        return str(json.loads(row["row"])["marker"])
    except (ValueError, TypeError, KeyError):
        return ""


def _alike(place: str) -> str:
    """One spelling for places that some file system takes for the same."""
    return unicodedata.normalize("NFC", place).casefold()


def _gone_back(old: Export, now: float) -> Export:
    """A finished export without its file goes back to its job, which Botify has already made."""
    log.info("export %d: its file is gone or changed, fetching it again", old.id)
    unknown: dict[str, None] = {"rows": None, "bytes": None, "written": None, "total_bytes": None}
    return old.entered(State.EXPORTING if old.job_id else State.QUEUED, now, asked_at=now, **unknown)


def _inserted(connection: sqlite3.Connection, asked: Export) -> Export:
    request = asked.request
    cursor = connection.execute(
        "INSERT INTO export (api, identity, place, state, due, org, project, row) VALUES (?,?,?,?,?,?,?,?)",
        (asked.api, request.identity, asked.place, asked.state, asked.due, request.org, request.slug, _stored(asked)),
    )
    made = replace(asked, id=int(cursor.lastrowid or 0))
    log.info("export %d: asked for", made.id)
    return made


def _claimed(connection: sqlite3.Connection, place: str) -> bool:
    """Whether some request has this place by now."""
    return any(_alike(row["place"]) == _alike(place) for row in connection.execute("SELECT place FROM export"))


def _newest(connection: sqlite3.Connection, api: str, identity: str) -> Export | None:
    asked = "SELECT * FROM export WHERE api = ? AND identity = ? ORDER BY id DESC"
    return next(iter(_readable(connection.execute(asked, (api, identity)))), None)


def _one(found: Iterable[sqlite3.Row]) -> Export | None:
    return next(iter(_readable(found)), None)


def _updated(connection: sqlite3.Connection, export: Export, now: float) -> Export:
    # Strictly newer, so that two changes within one tick of the clock can be told apart.
    stamped = replace(export, updated=max(now, export.updated + 1e-6))
    connection.execute(
        "UPDATE export SET state = ?, due = ?, row = ? WHERE id = ?",
        (stamped.state, stamped.due, _stored(stamped), stamped.id),
    )
    return stamped


def _stored(export: Export) -> str:
    return json.dumps({**asdict(export), "request": export.request.to_json()}, ensure_ascii=False)


def _readable(found: Iterable[sqlite3.Row]) -> Iterable[Export]:
    for row in found:
        try:
            yield _read(row)
        except (ValueError, TypeError, KeyError, AttributeError, Problem) as error:
            log.error("export %s cannot be read and is left as it is: %s", row["id"], error)


def _read(row: sqlite3.Row) -> Export:
    stored: dict[str, Any] = json.loads(row["row"])
    failed_in = stored.get("failed_in")
    return Export(
        request=ExportRequest.from_json(stored["request"]),
        id=row["id"],
        state=State(stored["state"]),
        failed_in=State(failed_in) if failed_in else None,
        **{name: value for name, value in stored.items() if name in _KNOWN},
    )
