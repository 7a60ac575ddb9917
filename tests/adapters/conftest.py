"""A worker with everything around it, for each test its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.demo.serve import Simulator
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
