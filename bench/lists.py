"""(f) A list of 10,000 tasks over HTTP, beside the same list with 100, and beside the bare SQLite statement."""

import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from statistics import median

from bench.program import Client, address_of, command, environment, running
from bench.steps import timed

FEW, MANY = 100, 10_000
TIMES = 60
HELD = 2.0
"""The long list may take so many times what the short one takes."""


def main() -> None:
    few, many = measured(FEW), measured(MANY)
    for name, (ours, bare) in many.items():
        short = few[name][0]
        ratio = f"{ours / short:.2f} times (held to {HELD:.0f})" if name != "the lowest row moved to the top" else ""
        print(
            f"(f) {name}: {MANY:,} rows {ours:.1f} ms, {FEW} rows {short:.1f} ms {ratio}".rstrip()
            + f"; SQLite alone, {MANY:,} rows: {bare:.2f} ms"
        )


def measured(rows: int) -> dict[str, tuple[float, float]]:
    """{what: (median over HTTP, median of the bare statement)} in ms, with so many rows."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with running(command(folder, "--browser", "--no-open"), environment(folder)) as process:
            client = Client(address_of(process))
            profile = int(re.findall(r"/apps/tasks/rows\?profile=(\d+)", client.get("/apps/tasks"))[0])
            with closing(sqlite3.connect(folder / "data" / "pipulate.sqlite3", timeout=20)) as database:
                ids = filled(database, rows, profile)
                client.close()  # an idle connection is ended by the server; the next request opens another
                ours = {name: median(timed(it, TIMES)) for name, it in presses(client, ids, profile)}
                bare = {name: median(timed(it, TIMES)) for name, it in statements(database, ids, profile)}
            client.close()
    return {name: (ours[name], bare[name]) for name in ours}


def filled(database: sqlite3.Connection, rows: int, profile: int) -> list[int]:
    """Rows as the app keeps them; their numbers in order."""
    blobs = [json.dumps({"text": f"task number {number}", "done": False}) for number in range(rows)]
    with database:
        database.executemany(
            "INSERT INTO crud_tasks (place, profile, deleted, row) VALUES (?, ?, '', ?)",
            [(place, profile, blob) for place, blob in enumerate(blobs, 1)],
        )
    return [id for (id,) in database.execute("SELECT id FROM crud_tasks ORDER BY place, id")]


def statements(
    database: sqlite3.Connection, ids: list[int], profile: int
) -> Iterator[tuple[str, Callable[[], object]]]:
    database.execute("PRAGMA synchronous = NORMAL")
    numbers = count(len(ids))

    def page() -> None:
        query = "SELECT * FROM crud_tasks WHERE deleted = '' AND profile = ? ORDER BY place, id LIMIT 50"
        [json.loads(row[-1]) for row in database.execute(query, (profile,))]

    def add() -> None:
        with database:
            blob = json.dumps({"text": f"task number {next(numbers)}", "done": False})
            database.execute(
                "INSERT INTO crud_tasks (place, profile, deleted, row) VALUES (0, ?, 'bench', ?)", (profile, blob)
            )

    def change() -> None:
        with database:
            database.execute("UPDATE crud_tasks SET row = row WHERE id = ?", (ids[-1],))

    def move() -> None:
        with database:
            database.execute("UPDATE crud_tasks SET place = place + 1 WHERE deleted = '' AND profile = ?", (profile,))
            database.execute("UPDATE crud_tasks SET place = place - 1 WHERE deleted = '' AND profile = ?", (profile,))

    yield "the page", page
    yield "a row added", add
    yield "a row ticked", change
    yield "the lowest row moved to the top", move


def presses(client: Client, ids: list[int], profile: int) -> Iterator[tuple[str, Callable[[], object]]]:
    numbers, lowest = count(len(ids)), list(ids)

    def add() -> None:
        client.post(f"/apps/tasks/rows?profile={profile}", **{"a.text": f"task number {next(numbers)}"})

    def tick() -> None:
        client.post(f"/apps/tasks/rows/{ids[-1]}/toggle", column="done", on="on")

    def move() -> None:
        client.post(f"/apps/tasks/rows/{lowest.pop()}/move", after="0")

    yield "the page", lambda: client.get("/apps/tasks")
    yield "a row added", add
    yield "a row ticked", tick
    yield "the lowest row moved to the top", move


if __name__ == "__main__":
    main()
