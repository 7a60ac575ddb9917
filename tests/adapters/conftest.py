"""For each test its own: a worker with everything around it, and a database with its backups."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.adapters.backups import Backups
from server.adapters.database import Database
from server.demo.serve import Simulator
from tests.adapters.backed_up import Clock
from tests.adapters.engine import Engine


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
