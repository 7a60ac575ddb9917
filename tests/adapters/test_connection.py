"""Which Botify is meant, and what becomes of exports while no token for it is known."""

from pathlib import Path

import pytest

from server.adapters.connection import Connection, Demo
from server.adapters.settings import Settings
from server.adapters.token import Tokens
from server.adapters.worker import Worker
from server.domain.export import State
from server.domain.problem import TokenProblem
from tests.adapters.engine import QUICK, Engine, request


def no_demo() -> Demo:
    raise AssertionError("nobody asked for the demo")


def test_an_export_without_a_token_waits_until_one_is_there(engine: Engine, tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, {}, lambda: None)
    simulator = engine.simulator
    connection = Connection(Settings(engine.database), tokens, no_demo, {"BOTIFY_API_URL": simulator.api})
    try:
        export = engine.exports.ask(connection.real, request(1))
        engine.worker = Worker(engine.exports, connection.client, engine.folder / "worker.lock", waits=QUICK)
        engine.worker.start()
        waiting = engine.until(export.id, lambda export: export.tries > 1)
        assert waiting.state is State.QUEUED
        assert "No Botify token" in (waiting.problem or "")
        connection.connect(simulator.token)
        engine.done(export.id)
        assert engine.jobs == 1
    finally:
        engine.worker.stop()
        connection.close()


def test_the_token_goes_to_the_address_in_use_and_to_no_other(engine: Engine, tmp_path: Path) -> None:
    """As for an export that was begun with BOTIFY_API_URL set, after that was taken away."""
    simulator = engine.simulator
    environment = {"BOTIFY_TOKEN": simulator.token, "BOTIFY_API_URL": "https://api.botify.invalid"}
    tokens = Tokens(tmp_path, environment, lambda: None)
    connection = Connection(Settings(engine.database), tokens, no_demo, environment)
    try:
        with pytest.raises(TokenProblem):
            connection.client(simulator.api).analyses("demo", "tea-shop")
        assert [entry["status"] for entry in simulator.parts.log.all()] == [401]
    finally:
        connection.close()
