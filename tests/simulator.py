"""Fixtures: the simulator of Botify's API, on real sockets, in a folder of its own.

`simulator`            in threads of this process; jobs done at the first look; any number of requests a second;
                       one for the whole run, as new for each test, for most are quicker than starting and ending one
`own_simulator`        the same, for one test alone: where a request may still wait for its answer when the test ends
`simulator_process`    a process of its own, which outlives the app a test kills; the same pace

All have `.api` (without /v1), `.files`, `.token`. Faults: `simulator.parts.faults.set({"create_cut": {"times": 1}})`,
or over HTTP for either: `put(simulator_process, "faults", {"create_cut": {"times": 1}})`,
`get(simulator_process, "log")`.
"""

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.demo.jobs import Pace
from server.demo.serve import Simulator
from server.demo.serve import simulator as serving

LOOPBACK: dict[str, Any] = {"trust_env": False, "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}
"""For an httpx client of these tests: no proxy, and no certificates, whose loading takes longer than most tests."""


@dataclass(frozen=True)
class SimulatorProcess:
    api: str
    files: str
    token: str


def get(running: Simulator | SimulatorProcess, what: str) -> Any:
    """`faults`, `log`, `jobs` or `pace` of a running simulator."""
    return httpx.get(f"{running.api}/_simulator/{what}", **LOOPBACK).raise_for_status().json()


def put(running: Simulator | SimulatorProcess, what: str, value: dict[str, Any]) -> None:
    """Sets `faults` or `pace` of a running simulator."""
    httpx.put(f"{running.api}/_simulator/{what}", json=value, **LOOPBACK).raise_for_status()


@pytest.fixture(scope="session")
def shared_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with serving(tmp_path_factory.mktemp("simulator"), pace=Pace(0, 0), rate=None) as running:
        yield running


@pytest.fixture
def simulator(shared_simulator: Simulator) -> Simulator:
    parts = shared_simulator.parts
    parts.faults.set({})
    parts.jobs.pace, parts.bucket.rate = Pace(0, 0), None
    parts.jobs.forget()
    parts.log.clear()
    return shared_simulator


@pytest.fixture
def own_simulator(tmp_path: Path) -> Iterator[Simulator]:
    with serving(tmp_path / "simulator", pace=Pace(0, 0), rate=None) as running:
        yield running


@pytest.fixture
def simulator_process(tmp_path: Path) -> Iterator[SimulatorProcess]:
    folder = str(tmp_path / "simulator")
    command = [
        sys.executable,
        "-m",
        "server.demo",
        "--folder",
        folder,
        "--created",
        "0",
        "--processing",
        "0",
        "--rate",
        "0",
    ]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, text=True) as process:
        try:
            assert process.stdout is not None
            yield SimulatorProcess(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()
            process.wait(20)
