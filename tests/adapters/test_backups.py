"""Backups of the database, with real files: made while others write, ten kept, put back as one change."""

import sqlite3
import stat
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from server.adapters.backups import KEPT, KEPT_BEFORE, Backups
from server.adapters.database import Database, doubt
from server.adapters.downloads import Downloads
from server.adapters.rescue import news, open_database, read
from server.adapters.settings import Settings
from server.domain.problem import Problem
from tests.adapters.backed_up import DAY, Clock, value
from tests.display import until


def test_a_copy_is_whole_private_and_one_file(database: Database, backups: Backups) -> None:
    Settings(database).put("x", "1")
    backup = backups.make()
    assert value(backup.path) == "1"
    assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(backups.folder.stat().st_mode) == 0o700
    assert [one.name for one in backups.folder.iterdir()] == [backup.path.name]


def test_a_copy_is_made_while_others_write(database: Database, backups: Backups) -> None:
    settings, over = Settings(database), threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            with database.writing() as connection:
                for name in ("x", "y"):
                    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, str(number)))
        database.leave()

    settings.put("x", "0")
    settings.put("y", "0")
    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [backups.make().path for _ in range(3)]
    finally:
        over.set()
        writer.join(20)
    assert all(value(copy) == value(copy, "y") for copy in copies)


def test_one_a_day_and_ten_are_kept(database: Database, backups: Backups, clock: Clock) -> None:
    assert backups.due()
    for _day in range(KEPT + 3):
        backups.make()
        assert not backups.due()
        clock.now += DAY
        assert backups.due()
    assert len(backups.all()) == KEPT
    assert backups.all()[0].at > backups.all()[-1].at
    for _time in range(KEPT_BEFORE + 2):
        clock.now += 60
        backups.make(before=True)
    assert len(backups.all()) == KEPT + KEPT_BEFORE
    assert backups.due()


def test_the_copy_of_the_day_is_made_by_itself_and_once(path: Path, database: Database) -> None:
    first = Backups(path, first=0)
    first.start()
    until(first.all, what="a backup")
    first.stop()
    again = Backups(path, first=0)
    again.start()
    again.stop()
    assert len(again.all()) == 1


def test_it_is_put_back_before_the_next_start(path: Path, backups: Backups, clock: Clock) -> None:
    with closing(Database(path)) as database:
        Settings(database).put("x", "old")
        backup = backups.make()
        Settings(database).put("x", "new")
        clock.now += 60
        backups.choose(backup)
        assert backups.chosen == backup
        assert value(path) == "new"
    with closing(open_database(path, backups, clock.date)) as database:
        settings = Settings(database)
        assert settings.get("x") == "old"
        told = news(settings)
        assert told is not None
        assert "was put back" in told.sentence
        read(settings)
        assert news(settings) is None
    assert backups.chosen is None
    before = next(one for one in backups.all() if one.before)
    assert value(before.path) == "new"


def test_files_moved_since_then_are_found_after_it_was_put_back(
    path: Path, backups: Backups, clock: Clock, tmp_path: Path
) -> None:
    with closing(Database(path)) as database:
        downloads = Downloads(tmp_path / "usual", Settings(database))
        downloads.choose(tmp_path / "then")
        backups.choose(backups.make())
        downloads.choose(tmp_path / "now")
    with closing(open_database(path, backups, clock.date)) as database:
        downloads = Downloads(tmp_path / "usual", Settings(database))
        assert downloads.folder == tmp_path / "now"
        assert downloads.earlier == [tmp_path / "then", tmp_path / "usual"]


def test_another_program_that_has_the_database_open_sees_the_change_whole(path: Path, backups: Backups) -> None:
    with closing(Database(path)) as database, closing(sqlite3.connect(path)) as other:
        Settings(database).put("x", "old")
        backup = backups.make()
        Settings(database).put("x", "new")
        assert other.execute("SELECT value FROM setting WHERE name = 'x'").fetchone()[0] == "new"
        backups.put_back(backup)
        assert other.execute("SELECT value FROM setting WHERE name = 'x'").fetchone()[0] == "old"


def test_a_damaged_backup_is_not_put_back(path: Path, backups: Backups, clock: Clock) -> None:
    with closing(Database(path)) as database:
        Settings(database).put("x", "1")
    backup = backups.make()
    backup.path.write_bytes(b"nonsense" * 1000)
    backups.choose(backup)
    with closing(open_database(path, backups, clock.date)) as database:
        told = news(Settings(database))
        assert told is not None
        assert told.problem
        assert "damaged, so nothing was changed" in told.sentence
        assert Settings(database).get("x") == "1"
    assert backups.chosen is None


def test_a_marker_with_any_other_name_puts_nothing_back(backups: Backups, path: Path) -> None:
    with closing(Database(path)):
        backups.make()
    (backups.folder / "put-back.txt").write_text("../../etc/passwd")
    assert backups.chosen is None
    with pytest.raises(Problem, match="no longer there"):
        backups.named("../pipulate.sqlite3")


def overwritten(path: Path) -> None:
    path.write_bytes(b"This is no database. " * 500)


def torn(path: Path) -> None:
    """A page in the middle is gone: the file opens, and fails when that page is read."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [overwritten, torn, emptied])
def test_a_damaged_database_is_kept_and_a_fresh_one_begun(
    path: Path, backups: Backups, clock: Clock, damage: object
) -> None:
    with closing(Database(path)) as database:
        Settings(database).put("x", "1" * 20_000)
        backup = backups.make()
    damage(path)  # type: ignore[operator]
    spoilt = path.read_bytes()
    if damage is torn:
        doubt(path).touch()  # as the app does when it meets the damage
    with closing(open_database(path, backups, clock.date)) as database:
        settings = Settings(database)
        assert settings.get("x") == ""
        told = news(settings)
        assert told is not None
        assert told.offer == backup.path.name
        (kept,) = [one for one in path.parent.glob("*.damaged-*") if not one.name.endswith(("-wal", "-shm"))]
        assert kept.read_bytes() == spoilt
        assert str(kept) in told.sentence
        backups.choose(backups.named(told.offer))
    with closing(open_database(path, backups, clock.date)) as database:
        assert Settings(database).get("x") == "1" * 20_000


def test_damage_met_while_the_app_runs_is_told_and_looked_into_at_the_next_start(path: Path, backups: Backups) -> None:
    with closing(Database(path)) as database:
        Settings(database).put("x", "1" * 20_000)
    torn(path)
    with closing(Database(path)) as database:
        with pytest.raises(Problem, match="Close the app and start it again"):
            Settings(database).get("x")
        with pytest.raises(Problem, match="damaged"):
            backups.make()
    assert doubt(path).exists()
    assert backups.all() == []


def test_a_full_disk_gives_no_backup_and_no_half_one(database: Database, backups: Backups) -> None:
    Settings(database).put("x", "1" * 300_000)
    backups.folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(backups.folder)], check=False).returncode:
        pytest.skip("needs the right to mount")
    try:
        backups.try_to_make()
        assert "Make room" in str(backups.problem)
        assert list(backups.folder.iterdir()) == []
    finally:
        subprocess.run(["umount", str(backups.folder)], check=True)
