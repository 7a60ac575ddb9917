"""The calls that are kept: whose, how many, and what never."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.adapters.calls import KEPT, Calls
from server.adapters.database import Database
from server.domain.call import BODY_LIMIT, Call, Caller, calling


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "data.db")
    yield made
    made.close()


def call(target: str = "/v1/jobs/1", body: str = "") -> Call:
    return Call("GET", "https://api.botify.com", target, body, 200, 0.1, 10)


def test_a_call_belongs_to_whoever_this_thread_works_for(database: Database) -> None:
    calls = Calls(database, clock=lambda: 5.0)
    calls.note(call())
    with calling(Caller("a", "k", "step")):
        calls.note(call())
        with calling(Caller("a", "other")):
            calls.note(call("/2"))
    (one,) = calls.of("a", "k")
    assert (one.by, one.at, one.times) == (Caller("a", "k", "step"), 5.0, 1)
    assert [one.target for one in calls.of("a", "other")] == ["/2"]
    assert calls.of("a", "nobody") == []


def test_equal_ones_in_a_row_are_one_even_when_others_ask_between(database: Database) -> None:
    calls = Calls(database)
    for _ in range(41):
        with calling(Caller(export=1)):
            calls.note(call())
        with calling(Caller(export=2)):
            calls.note(call())
    with database.writing() as connection:
        connection.execute("INSERT INTO call_export VALUES ('a', 'k', 1, '')")
    (one,) = calls.of("a", "k")
    assert (one.times, one.by.export) == (41, 1)


def test_the_newest_of_a_pipeline_are_kept(database: Database) -> None:
    calls = Calls(database)
    with calling(Caller("a", "k")):
        for number in range(KEPT + 10):
            calls.note(call(f"/{number}"))
    with calling(Caller("b", "k")):
        calls.note(call("/b"))
    kept = calls.of("a", "k")
    assert (len(kept), kept[0].target, kept[-1].target) == (KEPT, "/10", f"/{KEPT + 9}")
    assert len(calls.of("b", "k")) == 1


def test_a_payload_that_is_too_long_is_not_kept_and_said_to_be(database: Database) -> None:
    calls = Calls(database)
    with calling(Caller("a", "k")):
        calls.note(call(body='"' + "x" * BODY_LIMIT + '"'))
    (one,) = calls.of("a", "k")
    assert (one.body, one.runs) == (None, False)


def test_what_was_deleted_is_gone_with_the_next_start(database: Database) -> None:
    calls = Calls(database)
    with calling(Caller("a", "k")):
        calls.note(call())
    with database.writing() as connection:
        connection.execute("UPDATE call SET gone = 'then'")
    Calls(database)
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM call").fetchone()[0] == 0


def test_nothing_is_kept_after_the_end(database: Database) -> None:
    calls = Calls(database)
    calls.close()
    with calling(Caller("a", "k")):
        calls.note(call())
    assert calls.of("a", "k") == []
