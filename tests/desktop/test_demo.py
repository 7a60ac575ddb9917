"""The demo's own process."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.demo import demo_starter
from server.domain.problem import Problem


def test_why_it_does_not_start_is_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "demo"
    folder.write_text("a file in its place")
    with demo_starter(folder) as start, pytest.raises(Problem, match="the log says why"):
        start()
    assert "File exists" in caplog.text
