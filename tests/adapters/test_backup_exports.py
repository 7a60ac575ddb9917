"""Exports that are under way while a backup is put back: none is lost, none is done twice."""

from contextlib import closing
from pathlib import Path

from filelock import FileLock

from server.adapters.backups import Backups
from server.adapters.database import Database
from server.adapters.exports import Exports
from server.adapters.rescue import LOCK, news, open_database
from server.adapters.settings import Settings
from server.domain.export import Export, ExportRequest, State
from tests.adapters.backed_up import Clock


def asked(exports: Exports, name: str) -> Export:
    return exports.ask("api", ExportRequest({"org": "o", "project": "p"}, "20240101", name, dimensions=[name]))


def test_exports_asked_for_since_then_go_on_after_it_was_put_back(
    path: Path, backups: Backups, clock: Clock, tmp_path: Path
) -> None:
    with closing(Database(path)) as database:
        exports = Exports(database, tmp_path / "downloads")
        old = asked(exports, "old")
        Settings(database).put("x", "old")
        backup = backups.make()
        old = exports.save(old.entered(State.EXPORTING, 5.0, job_id="7"))
        new = asked(exports, "new")
        Settings(database).put("x", "new")
        backups.choose(backup)
    with closing(open_database(path, backups, clock.date)) as database:
        exports = Exports(database, tmp_path / "downloads")
        assert Settings(database).get("x") == "old"
        assert exports.open_rows() == [old, new]
        assert asked(exports, "new") == new
        assert asked(exports, "third").id > new.id


def test_exports_of_a_fresh_database_stand_beside_those_of_the_backup(
    path: Path, backups: Backups, clock: Clock, tmp_path: Path
) -> None:
    with closing(Database(path)) as database:
        old = asked(Exports(database, tmp_path / "downloads"), "old")
        backup = backups.make()
    path.write_bytes(b"nonsense" * 999)
    with closing(open_database(path, backups, clock.date)) as database:
        fresh = asked(Exports(database, tmp_path / "downloads"), "fresh")
        assert fresh.id == old.id
        backups.choose(backup)
    with closing(open_database(path, backups, clock.date)) as database:
        exports = Exports(database, tmp_path / "downloads")
        assert exports.get(old.id) == old
        assert [export.marker for export in exports.open_rows()] == [old.marker, fresh.marker]


def test_more_exports_of_a_fresh_database_than_the_backup_has_are_all_there(
    path: Path, backups: Backups, clock: Clock, tmp_path: Path
) -> None:
    with closing(Database(path)) as database:
        exports = Exports(database, tmp_path / "downloads")
        old = [asked(exports, f"old {number}") for number in range(3)]
        backup = backups.make()
    path.write_bytes(b"nonsense" * 999)
    with closing(open_database(path, backups, clock.date)) as database:
        exports = Exports(database, tmp_path / "downloads")
        fresh = [asked(exports, f"fresh {number}") for number in range(5)]
        backups.choose(backup)
    with closing(open_database(path, backups, clock.date)) as database:
        rows = Exports(database, tmp_path / "downloads").open_rows()
        assert {export.marker for export in rows} == {export.marker for export in (*old, *fresh)}


def test_nothing_is_put_back_while_another_program_moves_the_exports(
    path: Path, backups: Backups, clock: Clock
) -> None:
    with closing(Database(path)) as database:
        Settings(database).put("x", "old")
        backups.choose(backups.make())
        Settings(database).put("x", "new")
    with FileLock(path.with_name(LOCK)), closing(open_database(path, backups, clock.date)) as database:
        told = news(Settings(database))
        assert told is not None
        assert "when it is done" in told.sentence
        assert Settings(database).get("x") == "new"
