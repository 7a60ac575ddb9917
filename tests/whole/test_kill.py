"""`kill -9` in each state of an export, and between asking Botify and its answer: one job, one right file, every time."""

import sqlite3
from pathlib import Path
from typing import Any

NORMAL = {"created": 0, "processing": 0}

# Where it is killed, and what makes that state last until then.
STATES: list[tuple[str, dict[str, Any], dict[str, int]]] = [
    ("queued", {"latency": {"seconds": 1.0, "path": "/v1/jobs"}}, NORMAL),
    ("exporting", {}, {"created": 1000, "processing": 0}),
    ("downloading", {"slow_download": {"bytes_per_second": 30_000}}, NORMAL),
    ("unpacking", {}, NORMAL),
    ("done", {}, NORMAL),
]


def state_of(folder: Path) -> str:
    """The state of the one export, read as another program would."""
    try:
        with sqlite3.connect(f"file:{folder / 'data/pipulate.sqlite3'}?mode=ro", uri=True) as database:
            found = database.execute("SELECT state FROM export").fetchone()
        database.close()
    except sqlite3.OperationalError:
        return ""
    return str(found[0]) if found else ""
