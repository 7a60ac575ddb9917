"""Files that a pipeline's steps write: shown, opened, saved, gone; and no page can name any other file."""

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import Tag
from fasthtml.common import to_xml

from server.adapters.records import Records
from server.domain.files import SavedFile
from server.web import file_tokens
from server.web.outputs import first_rows
from tests.web.site import RunningSite
from tests.web.visitor import Walk

Start = Callable[..., RunningSite]

WRITING = """
from server.plugin import Button, Files, Problem, Table, Text, Workflow

flow = Workflow("writing", title="Writing")


@flow.ask("Name")
def name():
    return Text("Name", value="a")


@flow.do("Table")
def table(name, files, say):
    say(f"Writing for {name}")
    return files.csv("words.csv", ["word", "letters"], ([word, len(word)] for word in name.split()))


@flow.do("Longest", done="The longest")
def longest(table, tables):
    return tables.csv("longest", "select * from words order by letters::int desc limit 1", words=table)


@flow.do("Notes")
def notes(name, table, files):
    return {"robots": files.text("robots.txt", "User-agent: *"), "note": files.text("note.md", f"# {name}")}


@flow.show("Seen")
def seen(table, notes):
    return [Table(table), table, Table([{"File": notes["note"]}]), Files(notes.values()), Button("Delete", delete)]


def delete(files, notes, say):
    say("Deleting")
    notes["note"].path.unlink()
    return "Gone."
"""


@pytest.fixture
def site(start: Start) -> RunningSite:
    return start(plugins={"70_writing.py": WRITING})


def press_of(card: Tag, label: str) -> str:
    found = next(one for one in card.find_all(["button", "a"]) if one.get_text() == label)
    return str(found.get("hx-post") or found.get("href"))


def test_files_are_below_the_pipelines_folder_and_shown_with_their_first_rows(
    site: RunningSite, tmp_path: Path
) -> None:
    walk = site.visitor().begin("writing", "k")
    walk.answer("ab, abc")
    assert walk.cards == ["name", "table", "longest", "notes", "seen"]
    folder = tmp_path / "downloads/writing/k"
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == {
        "words.csv": b'word,letters\r\n"ab,",3\r\nabc,3\r\n',
        "longest.csv": b'word,letters\n"ab,",3\n',
        "robots.txt": b"User-agent: *",
        "note.md": b"# ab, abc",
    }
    card = walk.card("table")
    assert "words.csv2 rows · 30 bytes" in card.get_text()
    assert [cell.get_text() for cell in card.select("tbody td")] == ["ab,", "3", "abc", "3"]
    assert "The first 2 of 2 rows" in card.get_text()
    assert walk.card("notes").find("table") is None
    assert "robots.txt13 bytes" in walk.card("notes").get_text()
    assert [table.get_text() for table in walk.card("seen").find_all("caption")] == ["The first 2 of 2 rows"] * 2
    assert "Writing for ab, abc" in walk.said
    walk.press("Change Name").answer("xyz")
    assert "# xyz" in (folder / "note.md").read_text()
    assert not [one for one in folder.iterdir() if one.name.startswith(".")]


def test_a_pipeline_writes_over_files_of_its_own_alone(site: RunningSite, tmp_path: Path) -> None:
    visitor, records = site.visitor(), Records(site.parts.exports.database, site.parts.exports)
    folder = tmp_path / "downloads/writing/k"

    def notes() -> dict[str, str]:
        return {one.name: one.read_text() for one in folder.glob("note*")}

    visitor.begin("writing", "k").answer("first").press("Change Name").answer("first again")
    assert notes() == {"note.md": "# first again"}
    records.rename("writing", "k", "renamed")
    visitor.begin("writing", "k").answer("second").press("Change Name").answer("second again")
    assert notes() == {"note.md": "# first again", "note (2).md": "# second again"}
    copy = records.duplicate("writing", "k")
    visitor.begin("writing", "k").press("Change Name").answer("third")
    assert notes()["note (2).md"] == "# second again", "the copy names it"
    assert notes()["note (3).md"] == "# third"
    for key in ("renamed", "k", copy):
        records.delete("writing", key)
    visitor.begin("writing", "k").answer("fourth")
    assert len(notes()) == 4, "files of deleted pipelines stay"


def test_files_are_opened_shown_and_saved_by_what_was_drawn(site: RunningSite, tmp_path: Path) -> None:
    walk = site.visitor().begin("writing", "k").answer("a")
    card, path = walk.card("notes"), tmp_path / "downloads/writing/k/robots.txt"
    told = walk.visitor.post(press_of(card, "Open"))
    assert "robots.txt is being opened." in told.text
    walk.visitor.post(press_of(card, "Show in folder"))
    assert site.desk.asked == [("open", str(path)), ("reveal", str(path))]
    saved = walk.visitor.get(press_of(card, "Save as…"))
    assert saved.body == b"User-agent: *"
    assert 'filename="robots.txt"' in saved.header("content-disposition")
    assert saved.header("content-type") == "application/octet-stream"


def test_a_table_that_a_spreadsheet_would_misread_is_opened_as_a_copy_unless_that_is_switched_off(
    site: RunningSite, tmp_path: Path
) -> None:
    walk = site.visitor().begin("writing", "k").answer("=cmd|x +1 café")
    card, path = walk.card("table"), tmp_path / "downloads/writing/k/words.csv"
    before, copy = path.read_bytes(), path.with_name("words (for spreadsheets).csv")
    told = walk.visitor.post(press_of(card, "Open")).text
    assert "words (for spreadsheets).csv is being opened, a copy. In it 1 cell begins with an apostrophe" in told
    assert site.desk.asked[-1] == ("open", str(copy))
    assert copy.read_text("utf-8-sig").splitlines()[1:] == ["'=cmd|x,6", "+1,2", "café,4"]
    told = walk.visitor.post(press_of(card, "Open")).text
    assert "words (for spreadsheets).csv is being opened, a copy. The file itself stays as it is." in told
    walk.visitor.post(press_of(card, "Show in folder"))
    assert site.desk.asked[-1] == ("reveal", str(path))
    assert walk.visitor.get(press_of(card, "Save as…")).body == before
    assert "every file is opened as it is" in walk.visitor.post("/settings/spreadsheets/switch", {}).text
    assert "words.csv is being opened." in walk.visitor.post(press_of(card, "Open")).text
    assert site.desk.asked[-1] == ("open", str(path))
    assert "a copy is opened where" in walk.visitor.post("/settings/spreadsheets/switch", {"on": "on"}).text
    assert path.read_bytes() == before


def test_a_file_is_saved_through_the_windows_dialog(start: Start, tmp_path: Path) -> None:
    site = start(plugins={"70_writing.py": WRITING}, browser=False)
    site.desk.target = tmp_path / "copy.txt"
    walk = site.visitor().begin("writing", "k").answer("a")
    address = press_of(walk.card("notes"), "Save as…")
    assert f"Saved as {tmp_path / 'copy.txt'}." in walk.visitor.post(address).text
    assert (tmp_path / "copy.txt").read_bytes() == b"User-agent: *"
    assert walk.visitor.get(address.removesuffix("/save")).status == 404, "a window downloads nothing"


def test_a_file_that_is_gone_is_told_and_made_again(site: RunningSite) -> None:
    walk = site.visitor().begin("writing", "k").answer("a")
    opening = press_of(walk.card("notes"), "Open")
    walk.press("Delete")
    assert "Gone." in walk.answer_given.text
    assert "Deleting" in walk.said
    assert "writing/k/note.md is no longer there." in walk.card("notes").get_text()
    assert "no longer there" in walk.card("seen").get_text()
    walk.press("Make it again")
    assert "no longer there" not in walk.text
    assert walk.visitor.post(opening).status == 200


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that is there and cannot be read")
def test_a_file_that_cannot_be_read_spoils_no_page(tmp_path: Path) -> None:
    (tmp_path / "list.csv").symlink_to("/proc/self/clear_refs")
    told = to_xml(first_rows(SavedFile("list.csv", 1, 1, root=tmp_path)))
    assert "cannot be read" in told


def test_no_page_can_name_a_file_that_was_not_drawn(site: RunningSite, tmp_path: Path) -> None:
    visitor = site.visitor()
    (tmp_path / "secret.txt").write_text("hush")
    outside = SavedFile("../secret.txt", 0, 4)
    forged = "file~" + base64.urlsafe_b64encode(b"0" * 16 + json.dumps(outside.to_json()).encode()).decode()
    true = file_tokens.token(SavedFile("x.txt", 0, 4))
    changed = true[:-6] + ("A" if true[-6] != "A" else "B") + true[-5:]
    for token in (forged, changed, "file~", "file~%C3%A9", "%2e%2e%2fsecret.txt", "1", file_tokens.token(outside)):
        answer = visitor.post(f"/files/{token}/open")
        assert "problem" in answer.text or answer.status == 404
        assert visitor.get(f"/files/{token}").status in (404, 409)
    assert visitor.post(f"/files/{true}/launch").text.count("problem") == 1
    assert site.desk.asked == []


def test_a_pipeline_from_elsewhere_names_no_file_outside(site: RunningSite) -> None:
    from server.domain.pipeline_file import from_text, to_text
    from server.domain.problem import Problem

    when = "2026-11-21T09:00:00+00:00"
    outside = SavedFile("../../secret.txt", 0, 4).to_json()
    for state in (
        {"results": {"a": outside}},
        {"results": {}, "answers": {"a": {"proposed": None, "answer": outside}}},
    ):
        with pytest.raises(Problem, match="outside the downloads folder"):
            from_text(to_text("writing", "k", when, when, state).encode())


def test_the_newest_table_is_what_the_menu_saves(site: RunningSite) -> None:
    walk: Walk = site.visitor().begin("writing", "k").answer("a")
    found = site.parts.csv_on(walk.address)
    assert found is not None
    assert found.file_name == "longest.csv"


PAGE = """
from server.plugin import Button, Page, Text

page = Page("lists", title="Lists")


@page.show("Write")
def write():
    return [Button("Write", writing, text=Text("Text")), Button("Speak", speaking)]


def writing(files, tables, text):
    file = files.csv("list", ["n"], [[text]])
    return [file, files.text("list.txt", str(tables.rows("select n from list", list=file)))]


def speaking(say):
    say("Hello")
"""


def test_a_page_has_a_folder_of_its_own_and_nothing_to_say_beside_its_cards(start: Start, tmp_path: Path) -> None:
    visitor = start(plugins={"70_lists.py": PAGE}).visitor()

    def pressed(label: str) -> str:
        button = next(one for one in visitor.get("/apps/lists").soup.find_all("button") if one.get_text() == label)
        posting = button if button.get("hx-post") else button.find_parent("form")
        return visitor.post(str(posting["hx-post"]), {"a.text": "x"}).text

    assert "list.csv" in pressed("Write")
    assert (tmp_path / "downloads/lists/list.txt").read_text() == "[('x',)]"
    assert "Only a workflow can say something beside its cards." in pressed("Speak")
