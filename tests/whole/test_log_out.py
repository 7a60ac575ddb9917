"""The system ends the session (SIGTERM) while an export is under way: the next start goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.adapters.database import Database
from server.adapters.exports import Exports
from server.domain.export import State
from tests import under_way
from tests.display import RealWindow, until
from tests.files import files_below
from tests.simulator import SimulatorProcess, get, put

SLOWLY = {"slow_download": {"bytes_per_second": 100}}


@pytest.mark.parametrize("moment", [State.EXPORTING, State.DOWNLOADING])
def test_nothing_is_asked_lost_or_done_twice(
    real_window: Callable[..., RealWindow], simulator_process: SimulatorProcess, tmp_path: Path, moment: State
) -> None:
    if moment is State.EXPORTING:
        under_way.held(simulator_process)
    put(simulator_process, "faults", SLOWLY)
    database = Database(tmp_path / "data" / "pipulate.sqlite3")
    exports = Exports(database, tmp_path / "downloads")
    asked = exports.ask(simulator_process.api, under_way.EVERY_URL)
    environment = under_way.botify(simulator_process)
    window = real_window(environment=environment)
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()

    def state() -> State | None:
        known = exports.get(asked.id)
        return known.state if known else None

    until(lambda: state() is moment, what=moment)
    assert window.close() == 0
    assert state() is moment
    under_way.let_go(simulator_process)
    put(simulator_process, "faults", {})
    again = real_window(environment=environment)
    until(lambda: state() is State.DONE, what="the end of the export, for which nobody pressed anything")
    assert again.close() == 0
    database.close()
    assert get(simulator_process, "jobs")["count"] == 1
    (file,) = files_below(tmp_path / "downloads")
    assert len(file.read_text("utf-8").splitlines()) == 1 + under_way.ROWS
    log = (tmp_path / "data" / "logs" / "pipulate.log").read_text("utf-8")
    assert "the end hung" not in log
    assert "Traceback" not in log
