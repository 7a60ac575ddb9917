"""Rows of lists in the database."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.adapters.crud import Rows
from server.adapters.database import Database
from server.domain.crud import Crud
from server.domain.fields import Number, Text
from server.domain.problem import Problem
from server.domain.profile import Profile


@dataclass
class Task:
    text: str
    done: bool = False
    priority: int = 0


@dataclass
class TaskOfProfile:
    text: str
    hours: int = 4
    priority: int = 0
    profile_id: int = 0


TASKS = Crud("to-do", Task, title="Tasks", text=Text("To do"))
LATER = Crud("to-do", TaskOfProfile, title="Tasks", text=Text("To do"), hours=Number("Hours"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "x.sqlite3")) as database:
        yield database


def texts(rows: Rows, app: Crud = TASKS, **which: Any) -> list[str]:
    return [row.values["text"] for row in rows.page(app, **which)]


def test_a_row_is_kept_changed_and_read_again(database: Database) -> None:
    row = Rows(database, [TASKS]).add(TASKS, {"text": "“quoted”; 'twice' 日本"})
    rows = Rows(database, [TASKS])
    assert rows.get(TASKS, row.id).values == {"text": "“quoted”; 'twice' 日本", "done": False}
    rows.change(TASKS, row.id, {"done": True})
    assert rows.get(TASKS, row.id).values["done"] is True
    assert rows.count(TASKS) == 1


def test_a_deleted_row_can_be_brought_back_to_its_place_until_the_next_start(database: Database) -> None:
    rows = Rows(database, [TASKS])
    a, b, c = (rows.add(TASKS, {"text": text}) for text in "abc")
    assert texts(rows) == ["c", "b", "a"]
    rows.delete(TASKS, b.id)
    assert texts(rows) == ["c", "a"]
    for use in (rows.delete, rows.get):
        with pytest.raises(Problem, match="not there any more"):
            use(TASKS, b.id)
    rows.restore(TASKS, b.id)
    assert texts(rows) == ["c", "b", "a"]
    rows.delete(TASKS, b.id)
    rows = Rows(database, [TASKS])
    with pytest.raises(Problem, match="not there any more"):
        rows.restore(TASKS, b.id)
    assert rows.add(TASKS, {"text": "d"}).id > c.id > a.id, "a number is never used twice"


def test_pages_follow_each_other_while_rows_come_and_go(database: Database) -> None:
    rows = Rows(database, [TASKS])
    added = [rows.add(TASKS, {"text": str(number)}) for number in range(10)]
    assert texts(rows, most=4) == ["9", "8", "7", "6"]
    rows.add(TASKS, {"text": "new"})
    rows.delete(TASKS, added[8].id)
    rows.delete(TASKS, added[6].id)
    assert texts(rows, after=added[6].id, most=4) == ["5", "4", "3", "2"]
    assert texts(rows, after=added[0].id) == []


@settings(max_examples=25, deadline=None)
@given(moves=st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 5)), max_size=12))
def test_rows_stay_where_they_were_put(tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, int]]) -> None:
    with closing(Database(tmp_path_factory.mktemp("rows") / "x.sqlite3")) as database:
        rows = Rows(database, [TASKS])
        ids = [rows.add(TASKS, {"text": str(number)}).id for number in range(6)]
        expected = ids[::-1]
        for which, after in moves:
            row, above = ids[which], ids[after] if after >= 0 else 0
            place = rows.move(TASKS, row, above)
            expected.remove(row)
            expected.insert(expected.index(above) + 1 if above in expected else 0, row)
            assert [one.id for one in rows.page(TASKS)] == expected
            assert expected[place - 1] == row


def test_a_column_that_came_later_has_its_default_and_one_that_went_is_kept(database: Database) -> None:
    old = Rows(database, [TASKS])
    row = old.add(TASKS, {"text": "old", "done": True})
    new = Rows(database, [LATER])
    assert new.get(LATER, row.id).values == {"text": "old", "hours": 4}
    assert texts(new, LATER) == ["old"]
    new.change(LATER, row.id, {"text": "new"})
    assert old.get(TASKS, row.id).values == {"text": "new", "done": True}


def test_each_profile_has_rows_of_its_own(database: Database) -> None:
    rows = Rows(database, [LATER])
    rows.add(LATER, {"text": "mine"}, profile=1)
    row = rows.add(LATER, {"text": "yours"}, profile=2)
    assert texts(rows, LATER, profile=1) == ["mine"]
    assert texts(rows, LATER, profile=2) == ["yours"]
    assert texts(rows, LATER) == []
    assert row.profile == 2
    assert rows.move(LATER, row.id, 0) == 1


@pytest.mark.parametrize("blob", ["{", "3", "null", ""])
def test_a_damaged_row_is_told_and_kept(database: Database, blob: str) -> None:
    rows = Rows(database, [TASKS])
    row = rows.add(TASKS, {"text": "x"})
    with database.writing() as connection:
        connection.execute('UPDATE "crud_to-do" SET row = ?', (blob,))
    with pytest.raises(Problem, match="cannot be read"):
        rows.page(TASKS)
    with pytest.raises(Problem, match="cannot be read"):
        rows.change(TASKS, row.id, {"text": "y"})
    with database.reading() as connection:
        assert connection.execute('SELECT row FROM "crud_to-do"').fetchone()["row"] == blob


def test_what_belongs_to_a_profile_goes_and_comes_back_with_it(database: Database) -> None:
    profiles = Crud("profiles", Profile, title="Profiles", menu_name=Text("Menu name"))
    rows = Rows(database, [profiles, LATER])
    acme, other = (rows.add(profiles, {"menu_name": name}) for name in ("acme", "other"))
    mine = [rows.add(LATER, {"text": text}, profile=acme.id) for text in "abc"]
    rows.add(LATER, {"text": "theirs"}, profile=other.id)
    rows.delete(LATER, mine[0].id)
    assert rows.delete(profiles, acme.id).along == {"Tasks": 2}
    assert texts(rows, LATER, profile=acme.id) == []
    assert texts(rows, LATER, profile=other.id) == ["theirs"]
    assert rows.restore(profiles, acme.id).along == {"Tasks": 2}
    assert texts(rows, LATER, profile=acme.id) == ["c", "b"], "what was deleted before stays deleted"
