"""For each test its own: a worker with everything around it, a database with its backups, files that move."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.adapters.backups import Backups
from server.adapters.database import Database
from server.adapters.settings import Settings
from server.demo.serve import Simulator
from tests.adapters.backed_up import Clock
from tests.adapters.engine import Engine
from tests.adapters.moves import PLACES, Move, put


@pytest.fixture
def engine(simulator: Simulator, tmp_path: Path) -> Iterator[Engine]:
    made = Engine(simulator, tmp_path)
    yield made
    made.close()


@pytest.fixture
def running(engine: Engine) -> Engine:
    engine.worker.start()
    return engine


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "pipulate.sqlite3"


@pytest.fixture
def backups(path: Path, clock: Clock) -> Backups:
    return Backups(path, clock)


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    made = Database(path)
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    database = Database(tmp_path / "data.sqlite3")
    yield Settings(database)
    database.close()


@pytest.fixture
def moving(tmp_path: Path, settings: Settings) -> Iterator[Move]:
    made = Move(tmp_path, settings)
    for place in PLACES:
        put(made.old, place)
    yield made
    made.relocation.stop()


@pytest.fixture(params=["same disk", "other disk", "disk without links"])
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the new folder can be reached by a link, or only by a copy."""
    if request.param != "same disk":
        number = 18 if request.param == "other disk" else 22  # as Windows says it of FAT

        def refused(self: Path, target: Path) -> None:
            raise OSError(number, "No link")

        monkeypatch.setattr(Path, "hardlink_to", refused)
