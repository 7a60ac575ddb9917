"""Exports that are cancelled, tried again or asked for again: nothing that was fetched is fetched twice."""

import time
from pathlib import Path

from server.adapters.part import Part
from server.domain.export import Export, State
from tests.adapters.engine import Engine, request
from tests.display import until


def test_cancel_stops_and_retry_goes_on(running: Engine) -> None:
    running.faults(stuck=True)
    export = running.ask(request())
    running.until(export.id, lambda export: export.state is State.EXPORTING and export.tries > 1)
    assert running.exports.cancel(export.id).state is State.CANCELLED
    running.faults()
    running.exports.retry(export.id)
    running.worker.wake()
    running.done(export.id)
    assert running.jobs == 1


def test_a_cancelled_download_is_gone_on_with(running: Engine) -> None:
    running.faults(slow_download={"bytes_per_second": 2_000, "times": 1})
    export = running.ask(request(9))
    coming = running.until(export.id, lambda export: export.state is State.DOWNLOADING and bool(export.total_bytes))
    part = Part.of(coming, running.exports.downloads)
    until(lambda: part.size >= 1_000, what="some of the file")
    progress = running.worker.progress(export.id)
    assert progress is not None
    assert 0 < progress.bytes <= (progress.total or 0)
    running.exports.cancel(export.id)
    until(lambda: not part.unpacked.exists(), what="the end of the download")
    assert running.worker.progress(export.id) is None
    assert part.size
    running.exports.retry(export.id)
    running.worker.wake()
    running.done(export.id)
    asked = [entry for entry in running.simulator.parts.log.all() if entry["path"].startswith("/exports/")]
    assert [entry["status"] for entry in asked] == [200, 206]


def test_one_cancelled_just_as_its_file_is_finished_is_not_fetched_twice(engine: Engine) -> None:
    export, told = engine.ask(request()), list[Export]()

    def clock() -> float:
        if engine.exports.path(export).exists():  # asked once more before the end is noted
            engine.exports.cancel(export.id)
        return time.time()

    engine.worker = engine.new_worker(clock=clock)
    engine.worker.ended.append(told.append)
    engine.worker.start()
    assert engine.ended(export.id).state is State.CANCELLED
    engine.worker.stop()
    engine.worker = engine.new_worker()
    engine.worker.start()
    engine.exports.retry(export.id)
    engine.done(export.id)
    assert not told, "it was not finished yet"
    asked = [entry for entry in engine.simulator.parts.log.all() if entry["path"].startswith("/exports/")]
    assert [entry["status"] for entry in asked] == [200]


def test_the_file_of_another_request_at_the_same_place_is_kept(engine: Engine) -> None:
    """As after the database of today was damaged, and a backup of before was put back with an export under way."""
    engine.worker.start()
    first = engine.done(engine.ask(request(1)).id)
    engine.worker.stop()
    content = engine.exports.path(first).read_bytes()
    second = engine.ask(request(2))
    with engine.database.writing() as connection:
        there = "UPDATE export SET place = :place, row = json_set(row, '$.place', :place) WHERE id = :id"
        connection.execute(there, {"place": first.place, "id": second.id})
    engine.worker = engine.new_worker()
    engine.worker.start()
    second = engine.done(second.id)
    path = engine.exports.path(second)
    assert path == engine.exports.path(first)
    assert path.with_stem(f"{path.stem} (changed)").read_bytes() == content


def test_a_file_that_is_gone_is_fetched_again_without_a_new_job(running: Engine) -> None:
    done = running.done(running.ask(request()).id)
    running.exports.path(done).unlink()
    assert running.done(running.ask(request()).id).id == done.id
    assert running.jobs == 1


def test_export_again_makes_a_new_job(running: Engine) -> None:
    done = running.done(running.ask(request()).id)
    again = running.done(running.ask(request(), again=True).id)
    assert again.place == done.place
    assert running.jobs == 2


def test_a_folder_in_the_way_is_told_and_retry_goes_on(running: Engine, tmp_path: Path) -> None:
    (tmp_path / "downloads").write_text("in the way")
    failed = running.ended(running.ask(request()).id)
    assert failed.failed_in is State.DOWNLOADING
    (tmp_path / "downloads").unlink()
    running.exports.retry(failed.id)
    running.worker.wake()
    running.done(failed.id)
    assert running.jobs == 1
