"""A card's field for a file: sent by a browser or chosen in the window, copied, checked, offered again."""

import http.client
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag

from server.web import guard
from tests.web.site import RunningSite
from tests.web.visitor import Walk

Start = Callable[..., RunningSite]

ASKING = """
from server.plugin import Button, File, Page, Table, Text, Workflow

flow = Workflow("asking", title="Asking")


def seen(both):
    return f"{both['file'].rows} rows are to come." if both["file"] else "Nothing yet."


@flow.ask("Both", preview=seen)
def both():
    return {
        "word": Text("Word"),
        "file": File("Table", endings=[".csv"], hint="Any CSV."),
        "more": File("More", required=False),
    }


@flow.show("Rows")
def rows(both):
    return Table(both["file"])
"""


@pytest.fixture
def site(start: Start) -> RunningSite:
    return start(plugins={"70_asking.py": ASKING})


@pytest.fixture
def walk(site: RunningSite) -> Walk:
    return site.visitor().begin("asking", "k")


def control(walk: Walk, name: str) -> Tag:
    found = walk.open.find("input", attrs={"name": f"a.{name}"})
    assert isinstance(found, Tag)
    field = found.find_parent(class_="field")
    assert isinstance(field, Tag)
    return field


def chosen(walk: Walk, field: str, file: str = "", content: bytes = b"") -> Tag:
    """Send a file as a browser does, or press the window's button: the field as it is drawn then."""
    it = control(walk, field)
    pressed = it.find(attrs={"hx-post": True})
    assert isinstance(pressed, Tag)
    kept = it.find("input", type="hidden")
    assert isinstance(kept, Tag)
    parts = [f'Content-Disposition: form-data; name="a.{field}"\r\n\r\n{kept["value"]}'.encode()]
    if file:
        head = f'Content-Disposition: form-data; name="f.{field}"; filename="{file}"\r\nContent-Type: text/csv\r\n\r\n'
        parts.append(head.encode() + content)
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    visitor = walk.visitor
    own = {
        "Cookie": visitor.cookie,
        "Origin": f"http://127.0.0.1:{visitor.port}",
        "X-CSRF": visitor.csrf,
        "HX-Request": "true",
        "Content-Type": "multipart/form-data; boundary=edge",
    }
    connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=20)
    connection.request("POST", str(pressed["hx-post"]), body, own)
    answer = connection.getresponse()
    drawn = BeautifulSoup(answer.read().decode(), "html.parser").find(class_="field")
    connection.close()
    assert answer.status == 200
    assert isinstance(drawn, Tag)
    it.replace_with(drawn)
    return drawn


def test_a_file_from_a_browser_is_copied_and_answers(walk: Walk, tmp_path: Path) -> None:
    assert "A.csv · 2 rows" not in walk.text
    told = chosen(walk, "file", "A.csv", b"url,n\r\n/a,1\r\n/b,2\r\n").get_text()
    assert "A.csv 2 rows · 19 bytes" in told
    preview = walk.open.find(class_="preview")
    assert isinstance(preview, Tag)
    form = walk.form() | {"a.word": "x"}
    assert "2 rows are to come." in walk.visitor.post(str(preview["hx-post"]), form).text
    walk.answer(word="x")
    assert walk.cards == ["both", "rows"]
    copy = tmp_path / "downloads/asking/k/chosen/A.csv"
    assert copy.read_bytes() == b"url,n\r\n/a,1\r\n/b,2\r\n"
    assert "x · A.csv · no file" in walk.card("both").get_text()
    assert [cell.get_text() for cell in walk.card("rows").select("tbody td")] == ["/a", "1", "/b", "2"]
    assert walk.card("both").find("table") is not None


def test_the_earlier_file_is_offered_again_until_another_is_chosen(walk: Walk, tmp_path: Path) -> None:
    chosen(walk, "file", "A.csv", b"a\n1\n")
    walk.answer(word="x").press("Change Both")
    assert "A.csv" in control(walk, "file").get_text()
    assert walk.form()["a.word"] == "x"
    walk.answer(word="y")
    assert "y · A.csv" in walk.card("both").get_text()
    walk.press("Change Both")
    chosen(walk, "file", "A.csv", b"a\n1\n2\n")
    walk.answer()
    assert "y · A (2).csv" in walk.card("both").get_text()
    assert sorted(one.name for one in (tmp_path / "downloads/asking/k/chosen").iterdir()) == ["A (2).csv", "A.csv"]
    walk.press("Change Both")
    (tmp_path / "downloads/asking/k/chosen/A (2).csv").unlink()
    assert "A (2).csv is no longer there. Choose it again." in walk.reload().open.get_text()
    walk.answer()
    assert walk.problems[0] == "Table: please choose a file."


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("A.txt", b"a\n", "Table: A.txt does not end in .csv. Choose another file."),
        ("A.csv", b"\xff\xfea\0", "A.csv is not in UTF-8."),
        ("A.csv", b"", "A.csv is empty."),
    ],
)
def test_a_file_that_cannot_be_used_is_told_at_its_field_and_the_earlier_one_stays(
    walk: Walk, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    chosen(walk, "file", "first.csv", b"a\n1\n")
    field = chosen(walk, "file", name, content)
    problem = field.find(class_="problem")
    assert isinstance(problem, Tag)
    assert problem.get_text().startswith(told)
    assert "first.csv" in field.get_text()
    walk.answer(word="x")
    assert "x · first.csv" in walk.card("both").get_text()
    assert [one.name for one in (tmp_path / "downloads/asking/k/chosen").iterdir()] == ["first.csv"]


def test_what_was_chosen_stays_when_another_field_is_wrong(walk: Walk) -> None:
    chosen(walk, "file", "A.csv", b"a\n1\n")
    walk.answer(word=" ")
    assert "Word" in walk.problems[0]
    assert "A.csv" in control(walk, "file").get_text()
    walk.answer(word="x")
    assert walk.cards == ["both", "rows"]


def test_any_name_stays_in_the_pipelines_folder(walk: Walk, tmp_path: Path) -> None:
    for name in ("../../../x.csv", "..%2f..%2fy.csv", "C:\\Windows\\z.csv", ".csv.csv", "<b>&amp;.csv"):
        chosen(walk, "file", name, b"a\n1\n")
    everything = list(tmp_path.rglob("*.csv"))
    assert len(everything) == 5
    assert {one.parent for one in everything} == {tmp_path / "downloads/asking/k/chosen"}


def test_no_form_can_name_a_file_of_its_own(walk: Walk, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("hush\n")
    forged = '{"__file__": {"place": "../secret.csv", "rows": 0, "bytes": 5, "analysis": "", "export": 0}}'
    for posted in (forged, "file~abc", "../secret.csv"):
        walk.answer(word="x", file=posted)
        assert walk.problems[0] == "Table: please choose a file."


def test_in_the_window_the_systems_dialog_is_asked(start: Start, tmp_path: Path) -> None:
    site = start(plugins={"70_asking.py": ASKING}, browser=False)
    walk = site.visitor().begin("asking", "k")
    source = tmp_path / "My table.CSV"
    source.write_bytes(b"a\n1\n")
    assert "Choose a file…" in chosen(walk, "file").get_text()
    site.desk.chosen = source
    assert "My table.CSV 1 row · 4 bytes" in chosen(walk, "file").get_text()
    assert site.desk.asked == [("choose_file", "CSV files")] * 2
    chosen(walk, "more")
    site.desk.chosen = tmp_path / "none.txt"
    assert "none.txt cannot be read" in chosen(walk, "more").get_text()
    walk.answer(word="x")
    assert "x · My table.CSV · My table.CSV" in walk.card("both").get_text()


def test_only_a_files_own_address_takes_more_than_a_form(site: RunningSite) -> None:
    visitor = site.visitor()

    def status(path: str, size: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=20)
        own = {"Cookie": visitor.cookie, "Origin": f"http://127.0.0.1:{visitor.port}", "X-CSRF": visitor.csrf}
        connection.putrequest("POST", path)
        for name, value in {
            **own,
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": str(size),
        }.items():
            connection.putheader(name, value)
        connection.endheaders()
        found = connection.getresponse().status
        connection.close()
        return found

    choose = "/apps/asking/file?key=k&step=both&field=file"
    assert status(choose, guard.UPLOAD_LIMIT + 1) == 413
    assert status("/apps/asking/pipeline/answer?key=k", guard.BODY_LIMIT + 1) == 413
    assert status(f"/apps/asking/{quote('file/x')}", guard.BODY_LIMIT + 1) == 413


def test_a_large_file_arrives_whole(walk: Walk, tmp_path: Path) -> None:
    content = b"n\n" + b"".join(b"%d\n" % number for number in range(2_000_000))
    assert len(content) > guard.BODY_LIMIT
    assert "2,000,000 rows" in chosen(walk, "file", "large.csv", content).get_text()
    assert (tmp_path / "downloads/asking/k/chosen/large.csv").read_bytes() == content


def test_a_button_cannot_ask_for_a_file(start: Start) -> None:
    plugin = (
        ASKING
        + """

@flow.show("Button")
def pressing(both):
    return Button("Take", take, file=File("One"))


def take(file):
    return "taken"
"""
    )
    walk = start(plugins={"70_asking.py": plugin}).visitor().begin("asking", "b")
    chosen(walk, "file", "A.csv", b"a\n1\n")
    assert "asks for a File, which only a card can" in walk.answer(word="x").text
