"""(g) Pages that list pipelines, with 5,000 of them, beside the same pages with 50."""

import json
import sqlite3
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median

from bench.program import Client, address_of, command, environment, running
from bench.steps import timed

FEW, MANY = 50, 5000
TIMES = 30
HELD = 100.0
"""Milliseconds in which a page answers that somebody types into."""
PAGES = ("/", "/apps/hello", "/pipelines", "/pipelines/listed?find=hello+49", "/pipelines/listed?find=none")


def main() -> None:
    few, many = measured(FEW), measured(MANY)
    for path in PAGES:
        print(
            f"(g) {path}: {MANY:,} pipelines {many[path]:.1f} ms (held to {HELD:.0f} ms), "
            f"{FEW} pipelines {few[path]:.1f} ms"
        )


def measured(pipelines: int) -> dict[str, float]:
    """{path: median in ms over HTTP}, with so many pipelines."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with running(command(folder, "--browser", "--no-open"), environment(folder)) as process:
            client = Client(address_of(process))
            with closing(sqlite3.connect(folder / "data" / "pipulate.sqlite3", timeout=20)) as database:
                fill(database, pipelines)
            taken = {path: median(timed(partial(client.get, path), TIMES)) for path in PAGES}
            client.close()
    return taken


def fill(database: sqlite3.Connection, pipelines: int) -> None:
    """Pipelines as the app keeps them, each with an answer of 2,000 letters."""
    state, day = json.dumps({"results": {"name": "x" * 2000}}), "2026-11-21T09:00:00"
    rows = [("hello", f"default-hello-{n:02}", state, f"{day}+00:00", f"{day}.{n:06}+00:00") for n in range(pipelines)]
    with database:
        database.executemany("INSERT INTO pipeline VALUES (?, ?, ?, ?, ?)", rows)


if __name__ == "__main__":
    main()
