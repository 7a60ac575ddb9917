"""Backups where luck is out: clocks that jump, processes that are killed, files that are gone or of another version."""

import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from server.adapters.backups import KEPT, KEPT_BEFORE, Backups, only_read
from server.adapters.database import SCHEMA, Damaged, Database
from server.adapters.downloads import Downloads
from server.adapters.relocation import MOVING
from server.adapters.rescue import news, open_database
from server.adapters.settings import Settings
from server.adapters.updates import DATED, SEEN
from server.domain.problem import Problem
from tests.adapters.backed_up import DAY, Clock, value
from tests.adapters.test_killed_moves import KILLED, killed_after


@pytest.mark.parametrize("years", [-50, -1, 10])
def test_a_clock_that_was_wrong_for_a_while_costs_no_backup(
    database: Database, backups: Backups, clock: Clock, years: int
) -> None:
    for _day in range(KEPT):
        clock.now += DAY
        backups.make()
    right = clock.now
    clock.now += years * 365 * DAY
    assert backups.due()
    wrong = backups.make()
    assert not backups.due()
    assert len(backups.all()) == KEPT
    clock.now = right + DAY
    for _day in range(KEPT - 1):
        made = backups.make()
        assert made in backups.all()
        clock.now += DAY
    assert backups.make()
    assert wrong not in backups.all(), "it is the first to go"


def test_what_is_put_back_may_be_the_oldest_and_the_clock_wrong(path: Path, backups: Backups, clock: Clock) -> None:
    with closing(Database(path)) as database:
        for number in range(KEPT_BEFORE):
            Settings(database).put("x", str(number))
            clock.now += DAY
            backups.make(before=True)
    clock.now -= 100 * DAY
    oldest = backups.all()[-1]
    backups.choose(oldest)
    with closing(open_database(path, backups, clock.date)) as database:
        assert Settings(database).get("x") == "0"
        told = news(Settings(database))
        assert told is not None
        assert not told.problem
    assert value(oldest.path) == "0", "it can be put back once more"
    assert "2" in [value(one.path) for one in backups.all() if one.before]


def test_two_programs_may_make_theirs_at_the_same_moment(
    path: Path, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Settings(database).put("x", "1")
    one, other = Backups(path, clock), Backups(path, clock)
    copy = one._copy

    def meanwhile(part: Path) -> None:
        other.make()
        copy(part)

    monkeypatch.setattr(one, "_copy", meanwhile)
    one.make()
    assert [value(backup.path) for backup in one.all()] == ["1"] * len(one.all())
    assert not list(one.folder.glob(".*"))


def test_what_a_killed_backup_left_behind_goes_later(database: Database, backups: Backups) -> None:
    backups.folder.mkdir()
    left = [
        backups.folder / f".pipulate-20260101T000000Z.sqlite3.part1f{ending}" for ending in ("", "-journal", "-wal")
    ]
    fresh = backups.folder / ".pipulate-20260102T000000Z.sqlite3.part"  # of another program, perhaps
    for one in [*left, fresh]:
        one.write_bytes(b"half")
    for one in left:
        os.utime(one, (time.time() - DAY,) * 2)
    backups.make()
    assert [one.exists() for one in [*left, fresh]] == [False, False, False, True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that are killed at a step")
def test_killed_at_any_step_a_backup_is_put_back_whole_or_not_at_all(path: Path, clock: Clock, tmp_path: Path) -> None:
    backups = Backups(path, clock)
    for steps in range(0, 99, 2):
        with closing(Database(path)) as database:
            Settings(database).put("x", "old" * 9_000)
            backup = backups.make()
            Settings(database).put("x", "new" * 9_000)
            Downloads(tmp_path, Settings(database)).choose(now := tmp_path / f"now {steps}")
        backups.choose(backup)
        clock.now += 60

        ended = killed_after(steps, tmp_path, lambda: open_database(path, Backups(path, clock), clock.date).close())
        assert ended in (0, KILLED)
        assert value(path) in ("old" * 9_000, "new" * 9_000)
        with closing(open_database(path, backups, clock.date)) as database:
            assert Settings(database).get("x") == "old" * 9_000
            assert Downloads(tmp_path, Settings(database)).folder == now, "where the files lie"
            assert news(Settings(database)) is not None
        assert "new" * 9_000 in [value(one.path) for one in backups.all() if one.before]
        if ended == 0:
            break
    assert 5 < steps < 98, "it took some, and came to its end"


def test_moves_of_files_and_lists_of_updates_are_as_they_are_today(path: Path, backups: Backups) -> None:
    with closing(Database(path)) as database:
        for name in (MOVING, SEEN, DATED):
            Settings(database).put(name, "then")
        backups.choose(backups.make())
        Settings(database).put(MOVING, "[]")
        Settings(database).put(SEEN, "0.9.0")
        Settings(database).put(DATED, "2026-12-01")
    with closing(open_database(path, backups)) as database:
        assert Settings(database).get(MOVING) == "[]", "nothing is moved that nobody asked to be moved"
        assert Settings(database).get(SEEN) == "0.9.0", "no older list is believed again"
        assert Settings(database).get(DATED) == "2026-12-01"


@pytest.mark.parametrize("left", ["", "-wal"])
def test_a_database_that_is_gone_is_told_and_the_backup_offered(path: Path, backups: Backups, left: str) -> None:
    with closing(Database(path)) as database:
        Settings(database).put("x", "1")
        backup = backups.make()
    for one in path.parent.glob("pipulate.sqlite3*"):
        one.unlink()
    if left:
        path.with_name(path.name + left).write_bytes(os.urandom(9_999))
    with closing(open_database(path, backups)) as database:
        told = news(Settings(database))
        assert told is not None
        assert "no longer there" in told.sentence
        assert told.offer == backup.path.name
    with closing(open_database(path, backups)) as database:
        assert news(Settings(database)) == told


def test_a_database_that_goes_while_the_app_runs_is_not_begun_anew_in_secret(path: Path, backups: Backups) -> None:
    with closing(Database(path)) as database:
        Settings(database).put("x", "1")
        backup = backups.make()
        for one in path.parent.glob("pipulate.sqlite3*"):
            one.unlink()
        with ThreadPoolExecutor(1) as another, pytest.raises(Problem, match="no longer there"):
            another.submit(Settings(database).put, "x", "2").result()
        assert not path.exists()
    with closing(open_database(path, backups)) as database:
        told = news(Settings(database))
        assert told is not None
        assert told.offer == backup.path.name


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (PurePosixPath("/home/a b/é?#%.sqlite3"), "file:///home/a%20b/%C3%A9%3F%23%25.sqlite3?mode=ro"),
        (PureWindowsPath("C:\\Users\\a b.sqlite3"), "file:///C:/Users/a%20b.sqlite3?mode=ro"),
        (PureWindowsPath("\\\\server\\home\\a.sqlite3"), "file:////server/home/a.sqlite3?mode=ro"),
    ],
)
def test_a_backup_is_read_wherever_the_users_folder_lies(path: PurePath, address: str) -> None:
    assert only_read(path) == address


def test_no_backup_is_made_of_a_database_that_is_gone(path: Path, backups: Backups) -> None:
    Database(path).close()
    path.unlink()
    backups.try_to_make()
    assert "no longer there" in str(backups.problem)
    assert not path.exists()
    assert backups.all() == []


def test_a_database_of_a_newer_app_is_left_alone_and_told(path: Path, backups: Backups) -> None:
    Database(path).close()
    backup = backups.make()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = path.read_bytes()
    with pytest.raises(Problem, match="newer Pipulate Desktop"):
        open_database(path, backups)
    assert path.read_bytes() == before
    with closing(sqlite3.connect(backup.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)


def test_a_backup_of_a_newer_app_is_not_put_back(path: Path, backups: Backups) -> None:
    with closing(Database(path)) as database:
        Settings(database).put("x", "1")
        backup = backups.make()
    with closing(sqlite3.connect(backup.path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    backups.choose(backup)
    with closing(open_database(path, backups)) as database:
        told = news(Settings(database))
        assert told is not None
        assert "newer Pipulate Desktop" in told.sentence
        assert Settings(database).get("x") == "1"


def test_a_backup_from_before_there_were_versions_is_brought_up_to_date(path: Path, backups: Backups) -> None:
    with closing(Database(path)):
        backup = backups.make()
    with closing(sqlite3.connect(backup.path)) as connection:
        connection.execute("PRAGMA user_version = 0")
        connection.execute("DROP TABLE call_export")
    backups.choose(backup)
    with closing(open_database(path, backups)) as database, database.reading() as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
        assert connection.execute("SELECT count(*) FROM call_export").fetchone()[0] == 0


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="where open files can be looked at")
def test_a_database_that_cannot_be_opened_is_let_go_of(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"This is no database. " * 500)
    with pytest.raises(Damaged) as damaged:
        Database(path)
    held = [one.readlink() for one in Path("/proc/self/fd").iterdir() if one.exists()]
    assert path not in held, "Windows renames no file that is open"
    assert damaged
