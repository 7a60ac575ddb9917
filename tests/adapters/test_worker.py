"""The worker: what it moves side by side, what it leaves alone, and how it ends."""

import logging
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from server.adapters.part import Part
from server.adapters.worker import Worker
from server.demo.serve import Simulator
from server.domain.export import Export, State
from tests.adapters.engine import CRAWL, DEPTH_2, DEPTH_9, QUICK, Engine, request
from tests.display import until


@pytest.fixture
def simulator(own_simulator: Simulator) -> Simulator:
    """What is left behind waits for its answer."""
    return own_simulator


def test_a_request_becomes_a_file(running: Engine) -> None:
    done = running.done(running.ask(request()).id)
    assert (done.rows, done.place, done.job_id is not None) == (
        DEPTH_2,
        f"demo/tea-shop/{CRAWL}/urls to depth 2.csv",
        True,
    )
    assert running.ask(request()) == done
    assert running.jobs == 1


def test_several_come_side_by_side(running: Engine) -> None:
    asked = [running.ask(request(depth)) for depth in (1, 2, 9)]
    assert [running.done(export.id).rows for export in asked] == [25, DEPTH_2, DEPTH_9]


def test_a_slow_answer_holds_up_no_file(running: Engine) -> None:
    running.faults(slow_download={"bytes_per_second": 100})
    first = running.ask(request(9))
    running.until(first.id, lambda export: export.state is State.DOWNLOADING)
    before = len(running.simulator.parts.log.all())
    running.faults(slow_download={"bytes_per_second": 100}, latency={"seconds": 600})
    second = running.ask(request(1))
    until(lambda: len(running.simulator.parts.log.all()) > before, what="the question that waits for its answer")
    running.faults(latency={"seconds": 600})
    running.done(first.id)
    waiting = running.exports.get(second.id)
    assert waiting is not None and waiting.state is State.QUEUED


def test_an_unexpected_error_fails_one_and_spares_the_others(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    odd, good = engine.exports.ask("odd", request(1)), engine.exports.ask("api", request(2))

    class Odd:
        def patient(self, seconds: float) -> "Odd":
            return self

        def __getattr__(self, name: str) -> object:
            raise ZeroDivisionError

    clients = lambda api: Odd() if api == "odd" else engine.botify  # noqa: E731
    engine.worker = Worker(engine.exports, clients, engine.folder / "worker.lock", waits=QUICK)  # type: ignore[arg-type]
    engine.worker.start()
    assert "log has the details" in (engine.ended(odd.id).problem or "")
    assert "ZeroDivisionError" in caplog.text
    engine.done(good.id)


@pytest.mark.parametrize(("times", "state"), [(3, State.DONE), (99, State.FAILED)])
def test_a_file_that_is_open_elsewhere_for_a_moment_gets_its_name_then(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, times: int, state: State
) -> None:
    replace_, left = Path.replace, [PermissionError(13, "Permission denied")] * times

    def held(self: Path, target: Path) -> Path:
        if self.suffix == ".tmp" and target.suffix == ".csv" and left:
            raise left.pop()
        return replace_(self, target)

    monkeypatch.setattr(Path, "replace", held)
    engine.worker.start()
    ended = engine.ended(engine.ask(request()).id)
    assert ended.state is state
    if state is State.FAILED:
        assert "Close it if another program has it open" in (ended.problem or "")
        left.clear()
        engine.exports.retry(ended.id)
        engine.worker.wake()
    engine.done(ended.id)
    assert engine.jobs == 1


def test_who_cannot_hear_of_an_end_stops_neither_the_next_nor_the_exports(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[int] = []

    def deaf(export: Export) -> None:
        raise RuntimeError("no window")

    engine.worker.ended += [deaf, lambda export: told.append(export.id)]
    engine.worker.start()
    asked = [engine.ask(request(depth)).id for depth in (1, 2)]
    for id in asked:
        engine.done(id)
    until(lambda: len(told) == 2, what="both ends")
    assert sorted(told) == asked
    assert "no window" in caplog.text


def test_no_export_fails_because_the_registry_cannot_be_written_for_a_moment(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.database.writing() as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON export WHEN NEW.state = 'queued' "
            "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
    export = engine.ask(request())
    engine.worker.start()
    until(lambda: "stand still" in caplog.text, what="the standstill")
    assert engine.exports.get(export.id) == export
    with engine.database.writing() as connection:
        connection.execute("DROP TRIGGER full")
    engine.done(export.id)
    assert engine.jobs == 1


def test_rows_of_an_api_that_is_not_there_wait(engine: Engine) -> None:
    export = engine.exports.ask("gone", request())
    engine.worker = Worker(engine.exports, lambda _: None, engine.folder / "worker.lock", waits=QUICK)
    engine.worker.start()
    assert engine.until(export.id, lambda export: export.tries > 1).open


def test_two_workers_never_move_at_once_and_the_second_takes_over(running: Engine) -> None:
    second = running.new_worker()
    second.start()
    first = running.done(running.ask(request(1)).id)
    running.worker.stop()
    running.worker = second
    running.done(running.ask(request(2)).id)
    assert first.state is State.DONE
    assert running.jobs == 2


def test_nothing_is_moved_while_another_process_moves_the_exports(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "server.adapters.worker")
    export = engine.ask(request(1))
    with FileLock(engine.folder / "worker.lock"):
        engine.worker.start()
        until(lambda: "another process moves the exports" in caplog.text, what="a look at the lock")
        assert engine.exports.get(export.id) == export
        assert engine.simulator.parts.log.all() == []
    engine.done(export.id)


def test_no_job_is_asked_for_once_the_app_ends(running: Engine) -> None:
    running.faults(latency={"seconds": 600, "path": "/query"})
    running.ask(request())
    until(running.simulator.parts.log.all, what="the count")
    running.worker.stop()
    left = [thread for thread in threading.enumerate() if thread.name == "exports asked for"]
    running.faults()
    for thread in left:
        thread.join(20)
    assert running.jobs == 0


def test_stop_is_quick_even_when_botify_is_slow(running: Engine) -> None:
    running.faults(latency={"seconds": 600})
    running.ask(request())
    until(running.simulator.parts.log.all, what="the question")
    running.worker.stop()
    left = [thread for thread in threading.enumerate() if thread.name.startswith("exports")]
    assert left, "what waits for Botify is left behind"
    running.faults()
    for thread in left:
        thread.join(20)


def test_a_job_that_botify_makes_while_the_app_ends_is_not_forgotten(running: Engine) -> None:
    running.faults(latency={"seconds": 600, "path": "/v1/jobs"})
    export = running.ask(request())
    running.until(export.id, lambda export: export.asked_at is not None)
    running.worker.stop()
    left = [thread for thread in threading.enumerate() if thread.name == "exports asked for"]
    assert left, "what waits for Botify is left behind"
    running.faults()
    for thread in left:
        thread.join(20)
    known = running.exports.get(export.id)
    assert known is not None and known.job_id is not None
    assert running.jobs == 1


def test_what_ended_downloads_left_behind_is_removed(engine: Engine) -> None:
    engine.worker.start()
    done = engine.done(engine.ask(request()).id)
    engine.worker.stop()
    part = Part.of(done, engine.exports.downloads)
    other = replace(part, mark="0" * 8)
    for path in (part.raw, part.notes, other.raw):
        path.write_text("")
    engine.worker = engine.new_worker()
    engine.worker.start()
    engine.ended(engine.ask(request(1)).id)
    assert (part.raw.exists(), part.notes.exists(), other.raw.exists()) == (False, False, True)
    engine.worker.stop()
    engine.worker = engine.new_worker(clock=lambda: time.time() + 8 * 86_400)
    engine.worker.start()
    engine.ended(engine.ask(request(0)).id)
    assert not other.raw.exists()
