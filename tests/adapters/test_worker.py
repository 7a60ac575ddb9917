"""The engine against the simulator: whatever is cut, killed or refused ends in one right file, or in one sentence."""

import csv
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from server.adapters import moves
from server.adapters.botify import Botify
from server.adapters.database import Database
from server.adapters.download import Download
from server.adapters.exports import Exports
from server.adapters.file_host import file_client
from server.adapters.moves import Means
from server.adapters.part import Part
from server.adapters.rows import Shape
from server.adapters.worker import Worker
from server.demo.jobs import Pace
from server.demo.serve import Simulator
from server.domain.export import Export, ExportRequest, State, Waits
from tests.simulator import simulator

__all__ = ["simulator"]

CRAWL = "20260601-2"
QUICK = Waits(poll_first=0.01, poll_longest=0.05, retry_first=0.01, retry_longest=0.05)
DEPTH_2, DEPTH_9 = 335, 4_000


def request(depth: int = 2, **more: object) -> ExportRequest:
    crawl = f"crawl.{CRAWL}"
    asked: dict[str, object] = {
        "dimensions": ["url", f"{crawl}.metadata.title.content", f"{crawl}.metadata.h1.contents"],
        "filters": {"field": f"{crawl}.depth", "predicate": "lte", "value": depth},
    }
    return ExportRequest({"org": "demo", "project": "tea-shop"}, CRAWL, f"urls to depth {depth}", **asked | more)  # type: ignore[arg-type]


class Engine:
    """The parts around a worker, which can be ended and started again on the same folder."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator, self.folder = simulator, folder
        self.database = Database(folder / "data.db")
        self.exports = Exports(self.database, folder / "downloads")
        self.botify = Botify(simulator.api, lambda: simulator.token, sleep=lambda _: None)
        self.worker = self.new_worker()

    def new_worker(self, **more: object) -> Worker:
        lock = self.folder / "worker.lock"
        options: dict[str, object] = {"waits": QUICK, "settled": 0.3}
        return Worker(self.exports, lambda _: self.botify, lock, **options | more)  # type: ignore[arg-type]

    def ask(self, asked: ExportRequest, again: bool = False) -> Export:
        export = self.exports.ask("api", asked, again=again)
        self.worker.wake()
        return export

    def until(self, id: int, fits: Callable[[Export], bool], seconds: float = 15) -> Export:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            export = self.exports.get(id)
            assert export is not None
            if fits(export):
                return export
            time.sleep(0.01)
        raise AssertionError(export)

    def ended(self, id: int) -> Export:
        return self.until(id, lambda export: not export.open)

    def done(self, id: int) -> Export:
        export = self.ended(id)
        assert export.state is State.DONE, export.problem
        self.check_file(export)
        return export

    def check_file(self, export: Export) -> None:
        path = self.exports.path(export)
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        assert rows[0] == ["url", "metadata.title.content", "metadata.h1.contents"]
        assert len(rows) - 1 == export.rows == export.expected_rows
        assert path.stat().st_size == export.bytes
        assert len({row[0] for row in rows}) == len(rows)
        part = Part.of(export, self.exports.downloads)
        while part.raw.exists() or part.notes.exists() or part.unpacked.exists():
            time.sleep(0.01)  # they go once the row says that the file is there

    @property
    def jobs(self) -> int:
        return len(self.simulator.parts.jobs.all())

    def faults(self, **wanted: object) -> None:
        self.simulator.parts.faults.set(wanted)

    def close(self) -> None:
        self.worker.stop()
        self.botify.close()
        self.database.close()


@pytest.fixture
def engine(simulator: Simulator, tmp_path: Path) -> Iterator[Engine]:
    made = Engine(simulator, tmp_path)
    yield made
    made.close()


@pytest.fixture
def running(engine: Engine) -> Engine:
    engine.worker.start()
    return engine


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
    running.faults(slow_download={"bytes_per_second": 20_000})
    first = running.ask(request(9))
    running.until(first.id, lambda export: export.state is State.DOWNLOADING)
    running.faults(latency={"seconds": 60})
    second = running.ask(request(1))
    running.done(first.id)
    waiting = running.exports.get(second.id)
    assert waiting is not None and waiting.state is State.QUEUED


@pytest.mark.parametrize(
    "faults",
    [
        {"cut_download": {"bytes": 3000, "times": 3}},
        {"cut_download": {"bytes": 20_000, "times": 2}, "range_ignored": True},
        {"cut_download": {"bytes": 9000, "times": 1}, "changed_file": True},
        {"cut_download": {"bytes": 9000, "times": 2}, "no_etag": True, "no_length": True},
        {"plain": 1},
        {"zip": 1},
        {"zip_bad_name": 1},
        {"multi_member": 1},
        {"sep_line": 1, "bom": 1, "crlf": 1},
        {"no_header": 1},
        {"job_id_text": True, "job_url": {"form": "foreign"}, "lower_case_status": True, "unknown_keys": True},
        {"numbers_as_strings": True},
        {"create_cut": 1},
        {"create_error": 1},
        {"create_200": 1},
        {"server_error": 3},
        {"too_many_requests": {"times": 1, "retry_after": "1"}},
        {"connection_cut": 3},
        {"invalid_json": 2},
        {"job_missing": 2},
        {"unknown_status": 2},
        {"done_without_url": 2},
        {"expired": 1},
        {"url_changes": {"only_newest": True}},
        {"download_html": 1},
        {"download_error": 2},
    ],
    ids="+".join,
)
def test_what_goes_wrong_on_the_way_ends_in_one_right_file(running: Engine, faults: dict[str, object]) -> None:
    running.faults(**faults)
    assert running.done(running.ask(request(9)).id).rows == DEPTH_9
    assert running.jobs == 1


@pytest.mark.parametrize(
    ("faults", "words", "kind"),
    [
        ({"token_rejected": True}, "paste a new one", "TokenProblem"),
        ({"credits_exhausted": True}, "no more exports", "Refused"),
        ({"failed": {"results": "no room"}}, "no room", "Refused"),
        ({"done_without_url": True}, "gives no file", "Refused"),
        ({"job_missing": True}, "no longer has", "Refused"),
        ({"row_missing": True}, "3,999 rows where Botify counted 4,000", "NotComplete"),
        ({"header_only": True}, "0 rows where", "NotComplete"),
        ({"truncated_gzip": True}, "too early", "NotComplete"),
        ({"zip_two": True}, "2 files in it", "NotComplete"),
        ({"zip_empty": True}, "no files in it", "NotComplete"),
        ({"expired": True}, "fresh link did not help", "NotComplete"),
        ({"download_html": True}, "sent a page", "NotComplete"),
    ],
    ids=lambda part: "+".join(part) if isinstance(part, dict) else "",
)
def test_what_cannot_be_done_is_a_sentence(running: Engine, faults: dict[str, object], words: str, kind: str) -> None:
    running.faults(**faults)
    failed = running.ended(running.ask(request(9)).id)
    assert failed.state is State.FAILED
    assert words in (failed.problem or "")
    assert failed.problem_kind == kind
    running.faults()
    running.exports.retry(failed.id)
    running.worker.wake()
    again = running.ended(failed.id)
    spoilt_for_good = {"row_missing", "header_only", "truncated_gzip", "zip_two", "zip_empty"}
    assert (again.state is State.DONE) is (not spoilt_for_good & set(faults))
    if again.state is State.FAILED:
        running.done(running.ask(request(9), again=True).id)


def test_more_than_fits_is_never_cut(engine: Engine) -> None:
    engine.worker = engine.new_worker(limit=lambda: 1_000)
    engine.worker.start()
    failed = engine.ended(engine.ask(request(9)).id)
    assert "4,000 rows" in (failed.problem or "")
    assert engine.jobs == 0
    assert engine.done(engine.ask(request(2)).id).rows == DEPTH_2


def test_a_full_file_of_unknown_length_counts_as_cut(engine: Engine) -> None:
    engine.worker = engine.new_worker(limit=lambda: 500)
    engine.worker.start()
    links = [f"crawl.{CRAWL}.url", f"crawl.{CRAWL}.outlinks_internal.graph.url"]
    failed = engine.ended(engine.ask(request(9, dimensions=["url", links[1]])).id)
    assert "as many as Botify puts into one" in (failed.problem or "")


def test_a_refused_query_is_told_before_there_is_a_job(running: Engine) -> None:
    failed = running.ended(running.ask(request(2, dimensions=["url", f"crawl.{CRAWL}.nonsense"])).id)
    assert "nonsense" in (failed.problem or "")
    assert running.jobs == 0


def test_the_network_away_is_waited_for(running: Engine) -> None:
    running.faults(connection_cut=True)
    export = running.ask(request())
    waiting = running.until(export.id, lambda export: export.tries >= 3)
    assert waiting.open
    assert "broke off" in (waiting.problem or "")
    running.faults()
    assert running.done(export.id).problem is None


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
    running.faults(slow_download={"bytes_per_second": 60_000, "times": 1})
    export = running.ask(request(9))
    coming = running.until(export.id, lambda export: export.state is State.DOWNLOADING and bool(export.total_bytes))
    part = Part.of(coming, running.exports.downloads)
    while part.size < 10_000:
        time.sleep(0.01)
    progress = running.worker.progress(export.id)
    assert progress is not None
    assert 0 < progress.bytes <= (progress.total or 0)
    running.exports.cancel(export.id)
    while part.unpacked.exists():
        time.sleep(0.01)
    assert running.worker.progress(export.id) is None
    assert part.size
    running.exports.retry(export.id)
    running.worker.wake()
    running.done(export.id)
    asked = [entry for entry in running.simulator.parts.log.all() if entry["path"].startswith("/exports/")]
    assert [entry["status"] for entry in asked] == [200, 206]


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


def test_stop_is_quick_even_when_botify_is_slow(running: Engine) -> None:
    running.faults(latency={"seconds": 5})
    running.ask(request())
    while not running.simulator.parts.log.all():
        time.sleep(0.01)
    running.worker.stop()
    left = [thread for thread in threading.enumerate() if thread.name.startswith("exports")]
    assert left, "what waits for Botify is left behind"
    for thread in left:
        thread.join(20)


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


class Killed(BaseException):
    """The process ends here."""


class Mortal:
    """A process that moves one export and is killed at its n-th save: before it is made, or after."""

    def __init__(self, engine: Engine, client: httpx.Client, saves: int) -> None:
        self.engine, self.client, self.saves = engine, client, saves
        self.dice = random.Random(saves)
        self.downloads: list[Download] = []

    def save(self, export: Export) -> Export:
        self.saves -= 1
        if self.saves == 0 and self.dice.random() < 0.5:
            raise Killed
        stored = self.engine.exports.save(export)
        if self.saves <= 0:
            raise Killed
        return stored

    def download(self, export: Export) -> Download:
        if not self.downloads:
            part = Part.of(export, self.engine.exports.downloads)
            self.downloads.append(Download(part, Shape.of(export.request), lambda: self.client))
        return self.downloads[0]

    def lives_to_the_end(self) -> bool:
        botify = self.engine.botify.patient(0)
        pause = lambda: self.dice.random() < 0.2  # noqa: E731
        means = Means(lambda: botify, self.download, self.save, time.time, pause, waits=QUICK, settled=0.2)
        try:
            while rows := self.engine.exports.open_rows():
                moved = moves.move(rows[0], means)
                if moved != rows[0]:
                    self.save(moved)
        except Killed:
            return False
        finally:
            for one in self.downloads:
                one.close()
        return True


@pytest.mark.parametrize("faults", [{}, {"zip": 1}, {"create_cut": 1}, {"cut_download": {"bytes": 20_000, "times": 2}}])
def test_killed_between_any_two_saves_it_ends_in_one_file_and_one_job(
    engine: Engine, faults: dict[str, object]
) -> None:
    engine.simulator.parts.jobs.pace = Pace(1, 0)
    engine.faults(**faults)
    export = engine.exports.ask("api", request(9))
    with file_client() as client:
        for saves in range(1, 40):
            if Mortal(engine, client, saves).lives_to_the_end():
                break
    engine.worker.start()
    done = engine.done(export.id)
    assert engine.jobs == 1
    assert [path.name for path in engine.exports.path(done).parent.iterdir()] == ["urls to depth 9.csv"]
