"""The registry: the same request is never sent twice by accident, and nobody's press is overwritten."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from server.adapters.database import Database
from server.adapters.exports import Exports
from server.adapters.part import Part
from server.adapters.sweep import sweep
from server.domain.export import Export, ExportRequest, State
from server.domain.problem import NotComplete

API = "https://api.example"


def request(name: str = "urls", depth: int = 3, project: str = "shop") -> ExportRequest:
    return ExportRequest(
        {"org": "acme", "project": project},
        "20240101",
        name,
        dimensions=["url", "crawl.20240101.metadata.title.content"],
        filters={"field": "crawl.20240101.depth", "predicate": "lte", "value": depth},
    )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "data.db")
    yield opened
    opened.close()


@pytest.fixture
def exports(database: Database, tmp_path: Path) -> Exports:
    return Exports(database, tmp_path / "downloads")


def finished(exports: Exports, export: Export) -> Export:
    path = exports.path(export)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("url\n")
    return exports.save(export.entered(State.DONE, 5.0, rows=0, bytes=4, job_id="7"))


def test_the_same_request_joins_the_open_export(exports: Exports) -> None:
    first = exports.ask(API, request())
    assert exports.ask(API, request("another name")) == first == exports.get(first.id)
    assert exports.ask(API, request(), again=True) == first
    assert exports.open_rows() == [first]


def test_another_api_another_export(exports: Exports) -> None:
    first, demo = exports.ask(API, request()), exports.ask("demo", request())
    assert first.id != demo.id
    assert first.place != demo.place
    assert exports.find("demo", request()) == demo
    assert exports.find("elsewhere", request()) is None


def test_a_finished_file_is_used_and_a_lost_one_fetched_again_without_a_new_job(exports: Exports) -> None:
    done = finished(exports, exports.ask(API, request()))
    assert exports.ask(API, request()) == done
    exports.path(done).unlink()
    back = exports.ask(API, request())
    assert (back.id, back.state, back.job_id, back.rows) == (done.id, State.EXPORTING, "7", None)
    assert back.asked_at == back.state_since, "it is waited for from now on"


def test_export_again_makes_a_new_one_at_the_same_place(exports: Exports) -> None:
    done = finished(exports, exports.ask(API, request()))
    again = exports.ask(API, request(), again=True)
    assert again.id != done.id
    assert (again.place, again.state, again.job_id) == (done.place, State.QUEUED, None)
    assert again.marker != done.marker
    assert exports.find(API, request()) == again


def test_a_failed_one_stays_until_retry(exports: Exports) -> None:
    asked = exports.ask(API, request())
    failed = exports.save(asked.entered(State.DOWNLOADING, 1.0).failed(2.0, NotComplete("The disk is full.")))
    assert exports.ask(API, request()) == failed
    assert exports.open_rows() == []
    assert exports.retry(asked.id).state is State.DOWNLOADING
    cancelled = exports.cancel(asked.id)
    assert cancelled.state is State.CANCELLED
    assert exports.cancel(asked.id) == cancelled


def test_retry_in_an_older_window_makes_no_second_one_beside_the_one_asked_for_since(exports: Exports) -> None:
    first = exports.ask(API, request())
    failed = exports.save(first.failed(2.0, NotComplete("disk full")))
    since = exports.ask(API, request(), again=True)
    assert exports.retry(failed.id) == failed
    done = finished(exports, since)
    assert exports.retry(failed.id) == failed
    assert exports.retry(done.id) == done
    assert exports.open_rows() == []


def test_other_requests_of_the_same_name_get_places_of_their_own(exports: Exports, tmp_path: Path) -> None:
    assert exports.ask(API, request()).place == "acme/shop/20240101/urls.csv"
    assert exports.ask(API, request("URLS", depth=4)).place == "acme/shop/20240101/URLS (2).csv"
    strange = tmp_path / "downloads/acme/shop/20240101/urls (3).csv"
    strange.parent.mkdir(parents=True)
    strange.write_text("mine")
    assert exports.ask(API, request(depth=5)).place == "acme/shop/20240101/urls (4).csv"


def test_a_press_of_cancel_is_not_overwritten_by_the_mover(exports: Exports) -> None:
    loaded = exports.ask(API, request())
    cancelled = exports.cancel(loaded.id)
    assert exports.save(loaded.entered(State.EXPORTING, 9.0, job_id="1")) == cancelled
    assert exports.get(loaded.id) == cancelled


def test_a_clock_that_stands_still_hides_no_press(database: Database, tmp_path: Path) -> None:
    exports = Exports(database, tmp_path / "downloads", clock=lambda: 5.0)
    loaded = exports.ask(API, request())
    cancelled = exports.cancel(loaded.id)
    assert exports.save(loaded.entered(State.EXPORTING, 5.0, job_id="1")) == cancelled == exports.get(loaded.id)


def test_names_that_a_disk_takes_for_the_same_get_places_of_their_own(exports: Exports) -> None:
    names = ["caf\u00e9", "cafe\u0301", "CAF\u00c9"]
    places = [exports.ask(API, request(name, depth)).place for depth, name in enumerate(names)]
    assert [place.rpartition("/")[2] for place in places] == [
        "caf\u00e9.csv",
        "cafe\u0301 (2).csv",
        "CAF\u00c9 (3).csv",
    ]


def test_many_threads_asking_the_same_get_one_row(exports: Exports) -> None:
    found: list[Export] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        found.append(exports.ask(API, request()))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert {export.id for export in found} == {found[0].id}


@pytest.fixture
def slow_disk(exports: Exports, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], object]]]:
    """What is done, one each time, before the disk answers a question about a file or folder of the exports."""
    meanwhile: list[Callable[[], object]] = []

    def answering(plain: Callable[[Path], bool]) -> Callable[[Path], bool]:
        def answer(path: Path) -> bool:
            if exports.downloads in path.parents and meanwhile:
                meanwhile.pop()()
            return plain(path)

        return answer

    for name in ("exists", "is_file"):
        monkeypatch.setattr(Path, name, answering(getattr(Path, name)))
    yield meanwhile
    assert meanwhile == [], "the disk was not asked so often"


def test_a_disk_that_is_slow_to_answer_holds_up_nobody_who_writes(
    exports: Exports, tmp_path: Path, slow_disk: list[Callable[[], object]]
) -> None:
    def another_writes() -> None:
        with closing(sqlite3.connect(tmp_path / "data.db", timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")

    slow_disk.append(another_writes)
    done = finished(exports, exports.ask(API, request()))
    slow_disk.append(another_writes)
    assert exports.ask(API, request()) == done
    exports.path(done).unlink()
    slow_disk.append(another_writes)
    assert exports.ask(API, request()).state is State.EXPORTING


def test_who_asks_while_the_disk_is_slow_to_answer_gets_a_place_of_their_own(
    exports: Exports, slow_disk: list[Callable[[], object]]
) -> None:
    slow_disk.append(lambda: exports.ask(API, request()))
    other = exports.ask(API, request(depth=1))
    assert other.place == "acme/shop/20240101/urls (2).csv"
    slow_disk.append(lambda: exports.ask(API, request("links", depth=5)))
    assert exports.ask(API, request("links", depth=5)) == exports.find(API, request("links", depth=5))
    assert len(exports.all()) == 3


def test_files_are_those_on_disk_newest_first(exports: Exports) -> None:
    first = finished(exports, exports.ask(API, request()))
    second = finished(exports, exports.ask(API, request("links", depth=9)))
    second = exports.save(replace(second, state_since=9.0))
    gone = finished(exports, exports.ask(API, request("gone", depth=7)))
    exports.path(gone).unlink()
    finished(exports, exports.ask(API, request(project="news")))
    project = {"org": "acme", "project": "shop"}
    assert [file.export for file in exports.files(project)] == [second.id, first.id]
    assert exports.files(project, api="demo") == []
    assert exports.newest_done() == second
    file = exports.saved_file(first)
    assert (file.name, file.rows, file.bytes, file.analysis, file.here) == ("urls", 0, 4, "20240101", True)


def test_a_file_exported_again_is_told_once(exports: Exports) -> None:
    finished(exports, exports.ask(API, request()))
    again = exports.save(finished(exports, exports.ask(API, request(), again=True)))
    assert [file.export for file in exports.files({"org": "acme", "project": "shop"})] == [again.id]


def test_what_came_for_an_export_that_waits_long_is_not_swept_away(exports: Exports) -> None:
    export = exports.ask(API, request())
    part = Part.of(export, exports.downloads)
    part.target.parent.mkdir(parents=True)
    part.raw.write_text("some")
    later = time.time() + 30 * 86_400
    sweep(exports, later)
    assert part.begun
    exports.cancel(export.id)
    sweep(exports, later)
    assert not part.begun


def test_an_unreadable_row_is_kept_and_skipped(exports: Exports, tmp_path: Path) -> None:
    broken, whole = exports.ask(API, request()), exports.ask(API, request("links", depth=9))
    with sqlite3.connect(tmp_path / "data.db") as connection:
        connection.execute("UPDATE export SET row = '{' WHERE id = ?", (broken.id,))
    connection.close()
    assert exports.all() == [whole]
    assert exports.get(broken.id) is None
    assert exports.places() == {broken.place, whole.place}, "its file goes along when the folder is changed"
    assert exports.counts() == {State.QUEUED: 2}
    whole = finished(exports, whole)
    with exports.database.writing() as writing:
        writing.execute("UPDATE export SET state = 'done' WHERE id = ?", (broken.id,))
    assert exports.newest_done() == whole
    with exports.database.reading() as reading:
        assert reading.execute("SELECT row FROM export WHERE id = ?", (broken.id,)).fetchone()["row"] == "{"
