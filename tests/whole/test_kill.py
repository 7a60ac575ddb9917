"""`kill -9` in each state of an export, and between asking Botify and its answer.

Started again, there is one job at Botify and one right file, and nobody pressed anything.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.display import until
from tests.files import files_below
from tests.simulator import SimulatorProcess, get, put
from tests.web.visitor import Visitor, Walk
from tests.whole import walk
from tests.whole.program import Program, served

Row = dict[str, Any]


@dataclass(frozen=True)
class Moment:
    """When it is killed, and what makes the moment last until then."""

    name: str
    come: Callable[[Row], bool]
    faults: dict[str, Any] = field(default_factory=dict)
    polls: int = 0
    jobs: int = 0
    """So many have reached Botify: whether one that has not is on its way, the app would wait a minute to know."""


MOMENTS = [
    Moment("before it is asked", lambda row: not row["asked_at"], {"latency": {"seconds": 600, "path": "/query"}}),
    Moment(
        "between asking and the answer",
        lambda row: row["asked_at"] and not row["job_id"],
        {"create_cut": 1},
        jobs=1,
    ),
    Moment("while Botify works", lambda row: row["state"] == "exporting", polls=1000),
    Moment("while it comes", lambda row: row["state"] == "downloading", {"slow_download": {"bytes_per_second": 100}}),
    Moment("while it is checked", lambda row: row["state"] == "unpacking"),
    Moment("just after", lambda row: row["state"] == "done"),
]


def row_in(folder: Path) -> Row:
    """The one export as another program reads it; {} while there is none."""
    address = f"file:{folder / 'data/pipulate.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        found = database.execute("SELECT state, row FROM export").fetchall()
    assert len(found) <= 1
    return {**json.loads(found[0][1]), "state": found[0][0]} if found else {}


def visitor(program: Program) -> Visitor:
    address = urlsplit(program.address)
    one = Visitor(address.port or 0)
    assert one.get(f"{address.path}?{address.query}").status == 303
    return one


def left(folder: Path) -> list[Path]:
    return files_below(folder / "downloads")


def at_the_start(page: Walk) -> Walk:
    """A walk that has *Start export* before it."""
    page.answer(walk.SITE)
    for _ in ("analysis", "depth", "fields"):
        page.answer()
    return page


@pytest.mark.parametrize("moment", MOMENTS, ids=[moment.name for moment in MOMENTS])
def test_killed_and_started_again_it_ends_in_one_job_and_one_right_file(
    simulator_process: SimulatorProcess, tmp_path: Path, moment: Moment
) -> None:
    botify = {"BOTIFY_API_URL": simulator_process.api, "BOTIFY_TOKEN": simulator_process.token}
    with served(tmp_path, **botify) as program:
        page = at_the_start(visitor(program).begin("botify-export", "k"))
        put(simulator_process, "faults", moment.faults)
        put(simulator_process, "pace", {"created": moment.polls, "processing": 0})
        page.press("Start export")

        def come() -> bool:
            row = row_in(tmp_path)
            there = row and get(simulator_process, "jobs")["count"] >= moment.jobs
            return bool(there and (moment.come(row) or row["state"] == "done"))

        until(come, what=moment.name)
        program.kill()
    put(simulator_process, "faults", {})
    put(simulator_process, "pace", {"created": 0, "processing": 0})
    with served(tmp_path, **botify) as program:
        until(lambda: row_in(tmp_path)["state"] == "done", what="the end")
        page = visitor(program).begin("botify-export", "k").until("4,000 rows")
        assert page.cards[-1] == "csv"
        # Killed between the last two moments, the companions are swept once there is nothing else to do.
        until(lambda: left(tmp_path) == [tmp_path / "downloads" / walk.PLACE], what="the file alone")
    walk.whole(tmp_path / "downloads")
    assert get(simulator_process, "jobs")["count"] == 1
