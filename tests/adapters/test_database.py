"""The SQLite file: what is told of a full disk, and what threads that end leave open."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from server.adapters.database import Database
from server.adapters.settings import Settings
from server.domain.problem import Problem


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "data.db")) as database:
        yield database


def test_a_full_disk_is_told_as_such_and_changes_nothing(database: Database) -> None:
    settings = Settings(database)
    settings.put("name", "before")
    with database.reading() as connection:
        connection.execute("PRAGMA max_page_count=1")
    with pytest.raises(Problem, match="is full"):
        settings.put("name", "x" * 1_000_000)
    assert settings.get("name") == "before"
    settings.put("name", "after")


def test_a_transaction_that_cannot_end_leaves_the_thread_free_for_the_next(database: Database) -> None:
    with database.reading() as connection:
        connection.execute("PRAGMA foreign_keys=ON")
    with pytest.raises(Problem, match="FOREIGN KEY"), database.writing() as connection:
        connection.execute("CREATE TABLE above (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE below (of_it INTEGER REFERENCES above (id) DEFERRABLE INITIALLY DEFERRED)")
        connection.execute("INSERT INTO below VALUES (7)")
    Settings(database).put("name", "after")


def test_what_threads_that_ended_had_open_is_closed(database: Database) -> None:
    opened: list[sqlite3.Connection] = []

    def look() -> None:
        with database.reading() as connection:
            opened.append(connection)

    for _ in range(2):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")
    opened[1].execute("SELECT 1")
