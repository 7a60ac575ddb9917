"""An export asked for beside the app, as the command line would, that Botify works at until it is let go."""

from __future__ import annotations

from pathlib import Path

from server.adapters.database import Database
from server.adapters.exports import Exports
from server.domain.export import Export, ExportRequest
from tests.simulator import SimulatorProcess, put

EVERY_URL = ExportRequest({"org": "demo", "project": "tea-shop"}, "20260601", "every url", dimensions=["url"])
ROWS = 3957


def held(simulator: SimulatorProcess) -> None:
    """From now on no job is finished."""
    put(simulator, "pace", {"created": 1000, "processing": 0})


def let_go(simulator: SimulatorProcess) -> None:
    put(simulator, "pace", {"created": 0, "processing": 0})


def ask(folder: Path, simulator: SimulatorProcess) -> Export:
    """In the database and for the downloads of that folder."""
    database = Database(folder / "data" / "pipulate.sqlite3")
    asked = Exports(database, folder / "downloads").ask(simulator.api, EVERY_URL)
    database.close()
    return asked


def botify(simulator: SimulatorProcess) -> dict[str, str]:
    """The environment of an app to which the simulator is Botify."""
    return {"BOTIFY_API_URL": simulator.api, "BOTIFY_TOKEN": simulator.token}
