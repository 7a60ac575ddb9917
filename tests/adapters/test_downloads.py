"""The downloads folder as the settings have it: files are found in it, and in the folders before it."""

from pathlib import Path

import pytest

from server.adapters.downloads import EARLIER, REMEMBERED, Downloads
from server.adapters.exports import Exports
from server.adapters.part import Part
from server.adapters.settings import Settings
from server.domain.export import ExportRequest
from tests.adapters.engine import Engine, request
from tests.display import until

PLACE = "acme/shop/20250101/urls.csv"


@pytest.fixture
def downloads(settings: Settings, tmp_path: Path) -> Downloads:
    return Downloads(tmp_path / "a", settings)


def put(folder: Path) -> None:
    path = folder / PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("url\n")


def test_files_left_in_an_earlier_folder_are_found_there(downloads: Downloads, tmp_path: Path) -> None:
    put(tmp_path / "a")
    for name in ("b", "c"):
        downloads.choose(tmp_path / name)
    assert downloads.folder == tmp_path / "c"
    assert downloads.earlier == [tmp_path / "b", tmp_path / "a"]
    assert downloads.root(PLACE) == tmp_path / "a"
    put(tmp_path / "c")
    assert downloads.root(PLACE) == tmp_path / "c"
    assert downloads.root("acme/shop/20250101/other.csv") == tmp_path / "c"


def test_an_earlier_folder_that_cannot_be_looked_into_holds_up_nothing(
    downloads: Downloads, settings: Settings, tmp_path: Path
) -> None:
    downloads.choose(tmp_path / ("x" * 300))  # no disk has it: looking there is an error, as on one that was pulled out
    downloads.choose(tmp_path / "c")
    put(tmp_path / "a")
    assert downloads.root(PLACE) == tmp_path / "a"
    assert downloads.root("acme/shop/20250101/other.csv") == tmp_path / "c"
    exports = Exports(settings.database, downloads)
    asked = exports.ask(
        "api", ExportRequest({"org": "acme", "project": "shop"}, "20250101", "urls", dimensions=["url"])
    )
    assert exports.root(asked) == tmp_path / "c"


def test_one_comes_back_to_an_earlier_folder(downloads: Downloads, tmp_path: Path) -> None:
    downloads.choose(tmp_path / "b")
    downloads.choose(tmp_path / "a")
    assert (downloads.folder, downloads.earlier) == (tmp_path / "a", [tmp_path / "b"])


def test_a_folder_given_for_this_run_stays(settings: Settings, tmp_path: Path) -> None:
    Downloads(tmp_path / "a", settings).choose(tmp_path / "b")
    given = Downloads(tmp_path / "given")
    given.choose(tmp_path / "c")
    assert given.fixed
    assert (given.folder, given.earlier) == (tmp_path / "given", [])


def test_what_was_stored_wrongly_or_for_years_does_no_harm(
    downloads: Downloads, settings: Settings, tmp_path: Path
) -> None:
    settings.put(EARLIER, "{no list")
    assert downloads.earlier == []
    for number in range(2 * REMEMBERED):
        downloads.choose(tmp_path / str(number))
    assert len(downloads.earlier) <= REMEMBERED


def test_a_folder_that_cannot_be_used_says_why(downloads: Downloads, tmp_path: Path) -> None:
    assert downloads.problem() is None
    (tmp_path / "file").write_text("")
    downloads.choose(tmp_path / "file" / "below")
    assert "cannot be made" in (downloads.problem() or "")


def test_a_download_goes_on_in_the_folder_in_which_it_began(engine: Engine, tmp_path: Path) -> None:
    downloads = Downloads(tmp_path / "a", Settings(engine.database))
    engine.exports = Exports(engine.database, downloads)
    engine.faults(slow_download={"bytes_per_second": 2_000, "times": 1})
    engine.worker = engine.new_worker()
    engine.worker.start()
    export = engine.ask(request(9))
    part = Part.of(export, tmp_path / "a")
    until(lambda: part.size >= 1_000, what="some of the file")
    engine.worker.stop()
    downloads.choose(tmp_path / "b")
    engine.worker = engine.new_worker()
    engine.worker.start()
    assert engine.exports.path(engine.done(export.id)) == part.target
    assert not (tmp_path / "b").exists()
    asked = [entry for entry in engine.simulator.parts.log.all() if entry["path"].startswith("/exports/")]
    assert [entry["status"] for entry in asked] == [200, 206]
