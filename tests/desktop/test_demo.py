"""The demo's own process."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from desktop.demo import demo_starter
from server.adapters.connection import DEMO, Connection
from server.adapters.database import Database
from server.adapters.settings import Settings
from server.adapters.token import Tokens
from server.domain.problem import Problem
from tests.display import until


def test_why_it_does_not_start_is_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "demo"
    folder.write_text("a file in its place")
    with demo_starter(folder) as start, pytest.raises(Problem, match="the log says why"):
        start()
    assert "File exists" in caplog.text


def test_a_demo_that_the_system_ended_is_started_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    database = Database(tmp_path / "pipulate.sqlite3")
    with demo_starter(tmp_path / "demo") as start:
        connection = Connection(Settings(database), Tokens(tmp_path, {}, lambda: None), start, {}, demo=True)
        try:
            first = connection.client(DEMO)
            assert first.analyses("demo", "tea-shop")
            assert connection.client(DEMO) is first
            pid = int(caplog.messages[0].split()[-1])
            os.kill(pid, signal.SIGTERM)
            until(lambda: connection.client(DEMO) is not first, what="another demo")
            assert connection.client(DEMO).analyses("demo", "tea-shop")
        finally:
            connection.close()
            database.close()
