"""The downloads folder is changed on the settings page: the files go along or stay, and are found either way."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from server.demo.serve import Simulator
from tests.display import until
from tests.files import files_below
from tests.simulator import get, put
from tests.under_way import EVERY_URL
from tests.web.exporting import at_export, finished
from tests.web.site import RunningSite
from tests.web.visitor import Visitor, Walk

PLACE = "demo/tea-shop/20260601-2"
Start = Callable[..., RunningSite]


@pytest.fixture
def exported(site: RunningSite) -> Walk:
    """A walk whose file is in the usual folder."""
    return finished(at_export(site).press("Start export"))


def change(visitor: Visitor, folder: Path | str, verb: str = "") -> str:
    """Type a folder, then answer the question about the files."""
    told = visitor.post("/settings/downloads/save", {"folder": str(folder)}).soup.get_text(" ")
    return decide(visitor, folder, verb) if verb else told


def decide(visitor: Visitor, folder: Path | str, verb: str) -> str:
    """Press a button of the question about this folder."""
    return visitor.post(f"/settings/downloads/{verb}", {"named": str(folder)}).soup.get_text(" ")


def csv_files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in files_below(folder, "*.csv")]


def parts(folder: Path) -> list[Path]:
    return files_below(folder, "*.part")


def moved(site: RunningSite) -> None:
    until(lambda: not site.parts.relocation.state.running, what="the end of the move")


def test_without_files_the_folder_is_changed_at_once(site: RunningSite, tmp_path: Path) -> None:
    assert "from now on" in change(site.visitor(), tmp_path / "other")
    assert site.parts.downloads.folder == tmp_path / "other"
    assert str(tmp_path / "other") in site.visitor().get("/settings").text


def test_moved_files_are_where_the_cards_say(site: RunningSite, exported: Walk, tmp_path: Path) -> None:
    (before,) = csv_files(tmp_path / "downloads")
    (tmp_path / "downloads" / "private.csv").write_text("mine")
    visitor = site.visitor()
    asked = change(visitor, tmp_path / "other")
    assert "There is 1 file in" in asked
    assert "or leave it? It is found there, too." in asked
    assert site.parts.downloads.folder == tmp_path / "downloads"
    assert "being moved" in decide(visitor, tmp_path / "other", "move")
    moved(site)
    assert csv_files(tmp_path / "other") == [before]
    assert csv_files(tmp_path / "downloads") == ["private.csv"]
    assert "no longer" not in exported.reload().text
    assert (file := site.parts.csv_on(exported.address)) and file.path == tmp_path / "other" / before


def test_files_that_are_left_are_found_and_can_follow_later(site: RunningSite, exported: Walk, tmp_path: Path) -> None:
    (place,) = csv_files(tmp_path / "downloads")
    visitor = site.visitor()
    assert "still found there" in change(visitor, tmp_path / "other", "leave")
    assert csv_files(tmp_path / "downloads") == [place]
    assert "no longer" not in exported.reload().text
    assert (file := site.parts.csv_on(exported.address)) and file.path == tmp_path / "downloads" / place
    # The same export again uses the file that is there.
    again = at_export(site, "y")
    assert ">csv" not in again.cards
    assert "no longer" not in again.text
    assert csv_files(tmp_path / "other") == []
    page = visitor.get("/settings").soup
    rest = page.find("button", attrs={"hx-post": "/settings/downloads/rest"})
    assert rest is not None
    vals = {"number": "0", "named": str(tmp_path / "downloads")}
    assert "changed meanwhile" in visitor.post("/settings/downloads/rest", {**vals, "named": "/"}).text
    assert "being moved" in visitor.post("/settings/downloads/rest", vals).text
    moved(site)
    assert csv_files(tmp_path / "other") == [place]


def test_the_question_can_be_left_open_and_is_answered_once(site: RunningSite, exported: Walk, tmp_path: Path) -> None:
    visitor = site.visitor()
    change(visitor, tmp_path / "other")
    assert "Files go to" in visitor.get("/settings/downloads").text
    assert site.parts.downloads.folder == tmp_path / "downloads"
    change(visitor, tmp_path / "other", "leave")
    assert "answered already" in decide(visitor, tmp_path / "other", "move")


def test_an_answer_is_about_the_folder_that_the_question_names(
    site: RunningSite, exported: Walk, tmp_path: Path
) -> None:
    first, second = site.visitor(), site.visitor()
    change(first, tmp_path / "a")
    change(second, tmp_path / "b")
    assert "answered already" in decide(first, tmp_path / "a", "leave")
    assert site.parts.downloads.folder == tmp_path / "downloads"


def test_a_wrong_folder_says_why_and_stays_in_the_field(site: RunningSite, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    visitor = site.visitor()
    for wrong, why in (
        ("", "is no whole path"),
        ("exports", "is no whole path"),
        (tmp_path / "file", "a file, not a folder"),
        (tmp_path / "file" / "below", "No file can be written"),
        (tmp_path / "downloads", "the downloads folder already"),
        (tmp_path / "data" / "below", "its own data"),
        ("/proc/none", "No file can be written"),
        ("/a\0b", "No file can be written"),
        ("~no-such-user/exports", "is no whole path"),
    ):
        answer = visitor.post("/settings/downloads/save", {"folder": str(wrong)})
        assert why in answer.text, wrong
        field = answer.soup.find(id="downloads-folder")
        assert field is not None
        assert field.get("value", "") == str(wrong)
    assert site.parts.downloads.folder == tmp_path / "downloads"
    assert not (tmp_path / "data" / "below").exists(), "nothing is made where nothing may be"


def test_in_the_window_the_systems_dialog_asks(start: Start, tmp_path: Path) -> None:
    site = start(browser=False)
    visitor = site.visitor()
    assert visitor.get("/settings").soup.find("input", id="downloads-folder") is None
    assert "stays as it is" in visitor.post("/settings/downloads/ask").text
    site.desk.chosen = tmp_path / "other"
    assert "from now on" in visitor.post("/settings/downloads/ask").text
    assert ("choose_folder", str(tmp_path / "downloads")) in site.desk.asked
    assert site.parts.downloads.folder == tmp_path / "other"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' names are text")
def test_a_folder_whose_name_is_no_text_is_refused(start: Start, tmp_path: Path) -> None:
    site = start(browser=False)
    visitor = site.visitor()
    site.desk.chosen = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    assert "has letters that are no text" in visitor.post("/settings/downloads/ask").text
    assert site.parts.downloads.folder == tmp_path / "downloads"


def test_a_folder_that_was_unplugged_meanwhile_is_told(site: RunningSite, exported: Walk, tmp_path: Path) -> None:
    visitor = site.visitor()
    change(visitor, tmp_path / "other", "leave")
    (rest,) = (button for button in visitor.get("/settings").soup.select("button[hx-vals]") if "rest" in str(button))
    (tmp_path / "downloads").rename(tmp_path / "elsewhere")
    answer = visitor.post(str(rest["hx-post"]), json.loads(str(rest["hx-vals"])))
    assert f"{tmp_path / 'downloads'} cannot be reached" in answer.text


def test_a_folder_that_is_gone_is_told_and_nothing_else_is_stopped(site: RunningSite, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    visitor = site.visitor()
    change(visitor, tmp_path / "disk" / "exports")
    (tmp_path / "disk" / "exports").rmdir()
    (tmp_path / "disk").rmdir()
    (tmp_path / "disk").write_text("unplugged")
    assert "is not there and cannot be made" in visitor.get("/settings").text
    assert visitor.get("/").status == 200
    assert "from now on" in change(visitor, tmp_path / "downloads")


def test_an_export_that_comes_goes_on_where_it_began_and_its_file_follows(
    site: RunningSite, simulator: Simulator, tmp_path: Path
) -> None:
    ready = finished(at_export(site, "ready").press("Start export"))
    put(simulator, "faults", {"slow_download": {"bytes_per_second": 100}})
    coming = site.parts.exports.ask(site.parts.connection.api, EVERY_URL)
    site.parts.worker.wake()
    until(
        lambda: [part for part in files_below(tmp_path / "downloads", "*.part") if part.stat().st_size], what="a part"
    )
    change(site.visitor(), tmp_path / "other", "move")
    until(lambda: len(csv_files(tmp_path / "other")) == 1, what="the file that was ready")
    assert parts(tmp_path / "downloads")
    put(simulator, "faults", {})
    until(lambda: len(csv_files(tmp_path / "other")) == 2, what="the file that came")
    moved(site)
    assert csv_files(tmp_path / "downloads") == []
    assert "no longer" not in ready.reload().text
    there = site.parts.exports.get(coming.id)
    assert there is not None
    assert site.parts.exports.saved_file(there).path == tmp_path / "other" / there.place
    jobs = [call for call in get(simulator, "log") if call["method"] == "POST" and call["path"].endswith("/jobs")]
    assert len(jobs) == 2
