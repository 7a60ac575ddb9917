"""One simulator for all these tests, as new for each: starting and ending one takes longer than most of them."""

from collections.abc import Iterator

import httpx
import pytest

from server.demo.jobs import Pace
from server.demo.serve import Simulator
from server.demo.serve import simulator as serving
from tests.simulator import LOOPBACK, put, simulator_process

__all__ = ["simulator_process"]


@pytest.fixture(scope="session")
def shared_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with serving(tmp_path_factory.mktemp("simulator"), pace=Pace(0, 0), rate=None) as running:
        yield running


@pytest.fixture
def simulator(shared_simulator: Simulator) -> Simulator:
    put(shared_simulator, "faults", {})
    put(shared_simulator, "pace", {"created": 0, "processing": 0, "rate": None})
    for what in ("jobs", "log"):
        httpx.delete(f"{shared_simulator.api}/_simulator/{what}", **LOOPBACK).raise_for_status()
    return shared_simulator
