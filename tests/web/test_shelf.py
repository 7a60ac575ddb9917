"""The page of all pipelines: found, renamed, copied, carried as files, deleted and put back."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from server.domain.pipeline import Pipeline
from tests.display import until
from tests.web.site import RunningSite
from tests.web.visitor import Answer, Visitor

Start = Callable[..., RunningSite]


class Shelf:
    """The page of all pipelines in one window."""

    def __init__(self, visitor: Visitor, path: str = "/pipelines") -> None:
        self.visitor = visitor
        self.take(visitor.get(path))

    def take(self, answer: Answer) -> "Shelf":
        assert answer.status == 200, answer.text
        self.soup = answer.soup
        return self

    @property
    def keys(self) -> list[str]:
        return [one.get_text() for one in self.soup.select("ul.keys .about > :first-child")]

    @property
    def told(self) -> str:
        return " ".join(one.get_text() for one in self.soup.select(".notice"))

    @property
    def counted(self) -> str:
        return self.soup.select(".counted")[0].get_text()

    def about(self, key: str) -> str:
        found = next(line for line in self.soup.select("ul.keys .about") if next(line.children).get_text() == key)
        return found.get_text(" ")

    def find(self, words: str) -> "Shelf":
        self.take(self.visitor.get("/pipelines/listed?find=" + words.replace(" ", "+")))
        return self

    def button(self, name: str) -> Tag:
        found = next(
            one for one in self.soup.find_all(["button", "a"]) if name in (one.get("aria-label"), one.get_text())
        )
        assert isinstance(found, Tag)
        return found

    def press(self, name: str, **form: str) -> "Shelf":
        found = self.button(name)
        pressed = found.find_parent("form") if found.get("type") == "submit" else found
        assert isinstance(pressed, Tag)
        self.take(self.visitor.post(str(pressed["hx-post"]), {**json.loads(str(found.get("hx-vals", "{}"))), **form}))
        return self

    def rename(self, key: str, new: str) -> "Shelf":
        return self.press(f"Rename {key}").press("Save", new=new)

    def download(self, key: str) -> Answer:
        return self.visitor.get(str(self.button(f"Export {key}")["href"]))

    def upload(self, content: bytes) -> "Shelf":
        form = self.soup.find("input", {"type": "file"})
        assert form is None or isinstance(form, Tag)
        return self.take(uploaded(self.visitor, "/pipelines/import", content))


def uploaded(visitor: Visitor, path: str, content: bytes) -> Answer:
    head = '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n'
    body = head.encode() + content + b"\r\n--edge--\r\n"
    headers = {"Origin": f"http://127.0.0.1:{visitor.port}", "X-CSRF": visitor.csrf, "HX-Request": "true"}
    kind = {"Content-Type": "multipart/form-data; boundary=edge", "Content-Length": str(len(body))}
    return visitor._ask("POST", path, body, {**headers, **kind})  # type: ignore[arg-type]


def states(site: RunningSite) -> dict[tuple[str, str], Any]:
    with sqlite3.connect(site.parts.folders.data / "pipulate.sqlite3") as connection:
        return {
            (app, key): state for app, key, state in connection.execute("SELECT workflow, key, state FROM pipeline")
        }


def damage(site: RunningSite, key: str, state: object) -> None:
    with sqlite3.connect(site.parts.folders.data / "pipulate.sqlite3") as connection:
        connection.execute("UPDATE pipeline SET state = CAST(? AS TEXT) WHERE key = ?", (state, key))


@pytest.fixture
def visitor(site: RunningSite) -> Visitor:
    return site.visitor()


def test_all_pipelines_are_listed_and_found_as_one_types(visitor: Visitor) -> None:
    assert Shelf(visitor).counted == "There are no pipelines yet. Begin one from an app's page."
    visitor.begin("hello", "Café one").answer("Mike").answer().press("Finalize")
    visitor.begin("hello", "café TWO").answer("Mike").answer()
    visitor.begin("botify-export", "three")
    page = Shelf(visitor)
    assert page.keys == ["three", "café TWO", "Café one"]
    assert page.counted == "3 pipelines"
    assert "Hello World" in page.about("Café one")
    assert "Hello World · Mike · Hello Mike! · " in page.about("Café one")
    assert "locked 🔒" in page.about("Café one")
    assert "done" in page.about("café TWO")
    assert page.find("CAFÉ".replace("É", "%C3%89")).keys == ["café TWO", "Café one"]
    assert page.find("hello two").keys == ["café TWO"]
    assert page.counted == "1 of 3 pipelines"
    assert page.find("botify").keys == ["three"]
    assert page.find("nobody").keys == []
    assert "None of the 3 pipelines has “nobody”" in page.counted
    assert Shelf(visitor, "/pipelines?find=three").keys == ["three"]
    assert "/pipelines" in [one["href"] for one in visitor.get("/").soup.select("header.top > a")]


def test_the_list_has_pages(site: RunningSite, visitor: Visitor) -> None:
    for number in range(101):
        site.parts.pipelines.start("hello", f"key-{number:03}")
    page = Shelf(visitor)
    assert len(page.keys) == 50
    older = page.soup.find("a", string="Older")
    assert isinstance(older, Tag)
    second = Shelf(visitor, str(older["href"]))
    assert second.keys[0] == "key-050"
    assert "51 to 100" in second.soup.get_text()
    assert Shelf(visitor, "/pipelines?page=999").keys == ["key-000"]
    assert Shelf(visitor, "/pipelines?page=-5").keys == page.keys
    second.press("Delete key-040")
    assert second.keys[0] == "key-050"
    assert second.press("Undo").told == "“key-040” is back."
    assert "key-040" in second.keys
    landing = visitor.get("/apps/hello").soup
    assert len(landing.select("ul.keys a")) == 100
    link = landing.find("a", string="All 101")
    assert isinstance(link, Tag)
    assert len(Shelf(visitor, str(link["href"])).keys) == 50


def test_a_pipeline_is_renamed(visitor: Visitor, site: RunningSite) -> None:
    walk = visitor.begin("hello", "old name").answer("Mike")
    visitor.begin("hello", "taken")
    visitor.begin("botify-export", "elsewhere")
    page = Shelf(visitor)
    page.press("Rename old name")
    typed = page.soup.find("input", {"name": "new"})
    assert isinstance(typed, Tag)
    assert typed["value"] == "old name"
    page.press("Save", new="taken")
    assert "There is a pipeline “taken” already. Choose another name." in page.soup.get_text()
    page.press("Save", new=" ")
    assert "Type a name" in page.soup.get_text()
    page.press("Save", new="x" * 201)
    assert "at most 200 characters" in page.soup.get_text()
    assert page.press("Cancel").keys == ["elsewhere", "taken", "old name"]
    assert page.rename("old name", "  elsewhere ").told == "“old name” is called “elsewhere” now."
    assert sorted(states(site)) == [("botify-export", "elsewhere"), ("hello", "elsewhere"), ("hello", "taken")]
    assert visitor.begin("hello", "elsewhere").offered == "Hello Mike!"
    assert "There is no pipeline “old name”" in visitor.get(walk.address).soup.get_text()
    assert page.rename("taken", "taken").told == "“taken” is called “taken” now."


def test_what_an_old_name_offered_is_not_offered_to_the_next_of_that_name(visitor: Visitor) -> None:
    visitor.begin("hello", "x").answer("Mike")
    page = Shelf(visitor).rename("x", "y")
    assert visitor.begin("hello", "x").answer("Ann").offered == "Hello Ann!"
    page = Shelf(visitor).press("Delete x")
    assert visitor.begin("hello", "x").cards == [">name"]
    assert page.press("Undo").told == (
        "“x” is back. It is called “x (2)”, for its name was given to another meanwhile."
    )
    assert visitor.begin("hello", "x (2)").offered == "Hello Ann!"


def test_a_duplicate_goes_its_own_way(visitor: Visitor, site: RunningSite) -> None:
    visitor.begin("hello", "x").answer("Mike")
    page = Shelf(visitor).press("Duplicate x")
    assert page.told == "“x (2)” is a copy of “x”."
    assert page.keys == ["x (2)", "x"]
    assert page.press("Duplicate x").keys[0] == "x (3)"
    copy = visitor.begin("hello", "x (2)")
    assert copy.offered == "Hello Mike!"
    copy.answer("Bye")
    assert visitor.begin("hello", "x").cards == ["name", ">greeting"]


def test_a_deletion_can_be_undone_until_the_next(visitor: Visitor, site: RunningSite) -> None:
    for key in ("one", "two"):
        visitor.begin("hello", key).answer(key)
    before = states(site)
    page = Shelf(visitor).press("Delete one")
    assert page.told == "“one” was deleted. Its files stay on your disk."
    assert page.keys == ["two"]
    assert page.press("Undo").told == "“one” is back."
    assert states(site) == before
    page.press("Delete one").press("Delete two")
    assert len(page.soup.find_all("button", string="Undo")) == 1
    page.press("Undo")
    assert page.keys == ["two"]
    assert page.soup.find("button", string="Undo") is None
    assert Shelf(visitor).soup.find("button", string="Undo") is None
    again = visitor.post("/pipelines/undo", {"deleted": "1"})
    assert "cannot be undone any more" in again.text
    gone = visitor.post("/pipelines/delete?app=hello&key=none")
    assert "There is no pipeline “none” any more." in gone.text


def test_the_first_page_deletes_and_undoes_too(visitor: Visitor, site: RunningSite) -> None:
    visitor.begin("hello", "one")
    page = Shelf(visitor, "/")
    page.press("Delete one")
    assert page.told == "“one” was deleted. Its files stay on your disk."
    assert states(site) == {}
    page.press("Undo")
    assert "one" in page.soup.get_text()
    assert list(states(site)) == [("hello", "one")]


def test_a_pipeline_goes_out_as_a_file_and_comes_in_again(visitor: Visitor, site: RunningSite) -> None:
    visitor.begin("hello", "a/b “c”").answer("Mike").answer().press("Finalize")
    page = Shelf(visitor)
    answer = page.download("a/b “c”")
    assert answer.header("content-disposition").startswith("attachment; filename*=utf-8''a-b")
    assert json.loads(answer.body)["state"]["results"] == {"name": "Mike", "greeting": "Hello Mike!"}
    page.upload(answer.body)
    assert page.told == "There is a pipeline “a/b “c”” already, so the imported one is called “a/b “c” (2)”."
    kept = states(site)
    assert json.loads(kept["hello", "a/b “c” (2)"]) == json.loads(kept["hello", "a/b “c”"])
    page.press("Delete a/b “c”").upload(answer.body)
    assert page.told == "“a/b “c”” was imported."
    assert visitor.begin("hello", "a/b “c”").cards == ["name", "greeting"]


@pytest.mark.parametrize("content", [b"", b"{}", b"url,title\n", b"\xff" * 100, b'{"kind": "pipulate-pipeline"}'])
def test_what_is_no_pipeline_is_refused(visitor: Visitor, site: RunningSite, content: bytes) -> None:
    answer = uploaded(visitor, "/pipelines/import", content)
    assert answer.header("hx-retarget") == "#told"
    assert "problem" in answer.text
    assert states(site) == {}
    assert visitor.post("/pipelines/import").status == 200


def test_in_the_window_files_go_through_the_systems_dialogs(start: Start, tmp_path: Path) -> None:
    site = start(browser=False)
    visitor = site.visitor()
    visitor.begin("hello", "x").answer("Mike")
    page = Shelf(visitor).press("Export x")
    assert page.told == ""
    site.desk.target = tmp_path / "copy.json"
    assert page.press("Export x").told == f"Saved as {tmp_path / 'copy.json'}."
    assert visitor.get("/pipelines/file?app=hello&key=x").status == 404
    assert Shelf(visitor).press("Import…").told == ""
    site.desk.chosen = tmp_path / "copy.json"
    assert Shelf(visitor).press("Import…").told.endswith("is called “x (2)”.")
    site.desk.chosen = tmp_path / "gone.json"
    assert "gone.json cannot be read" in visitor.post("/pipelines/import").text
    assert [what for what, _ in site.desk.asked] == ["save_as", "save_as", "open_file", "open_file", "open_file"]
    assert visitor.begin("hello", "x (2)").offered == "Hello Mike!"


ODD = 'from server.plugin import Text, Workflow\n\nflow = Workflow("odd", title="Odd")\n\n\n' + (
    '@flow.ask("A")\ndef a():\n    return Text("A")\n'
)


def test_pipelines_of_a_plugin_that_is_gone_are_told_and_kept(start: Start, tmp_path: Path) -> None:
    with_it = start(plugins={"70_odd.py": ODD})
    with_it.visitor().begin("odd", "x").answer("1")
    (with_it.parts.folders.plugins / "70_odd.py").unlink()
    site = start()
    visitor = site.visitor()
    page = Shelf(visitor)
    assert "its plug-in is not here" in page.about("x")
    assert page.soup.find("a", string="x") is None
    assert page.find("odd").keys == ["x"]
    file = page.download("x").body
    page.rename("x", "y").press("Delete y").press("Undo").press("Duplicate y")
    assert sorted(states(site)) == [("odd", "y"), ("odd", "y (2)")]
    assert "Its plug-in “odd” is not here: add it" in page.upload(file).told


@pytest.mark.parametrize("state", [b"{", b"", b"\x00", b"\xff\xfe", b'{"results": 5}', "日本".encode(), b"5"])
def test_a_record_that_cannot_be_read_is_told_and_kept_as_it_is(
    visitor: Visitor, site: RunningSite, state: bytes
) -> None:
    visitor.begin("hello", "whole")
    visitor.begin("hello", "broken").answer("Mike")
    damage(site, "broken", state)
    page = Shelf(visitor)
    assert "its record cannot be read" in page.about("broken")
    assert Shelf(visitor).find("broken").keys == ["broken"]
    told = json.loads(page.download("broken").body)
    assert told["unreadable"] == state.decode("utf-8", "backslashreplace")
    assert (
        "could not be read when it was exported"
        in uploaded(visitor, "/pipelines/import", page.download("broken").body).text
    )
    page.rename("broken", "renamed").press("Delete renamed").press("Undo")
    with sqlite3.connect(site.parts.folders.data / "pipulate.sqlite3") as connection:
        query = "SELECT CAST(state AS BLOB) FROM pipeline WHERE key = 'renamed'"
        assert connection.execute(query).fetchone()[0] == state
    assert "hello" in visitor.get("/").text


def test_files_of_an_import_are_known_here_by_their_place_alone(visitor: Visitor, site: RunningSite) -> None:
    file = {"place": "demo/shop/a.csv", "rows": 1, "bytes": 2, "analysis": "20260101", "export": 1}
    pipeline = Pipeline("hello", "x", {"name": "Mike", "greeting": {"__file__": file}})
    site.parts.pipelines.start("hello", "x")
    site.parts.pipelines.update("hello", "x", lambda old: Pipeline("hello", "x", pipeline.results))
    Shelf(visitor).upload(Shelf(visitor).download("x").body)
    taken = json.loads(states(site)["hello", "x (2)"])["results"]["greeting"]["__file__"]
    assert taken == {**file, "export": 0}
    assert "no longer on this computer" in visitor.begin("hello", "x (2)").text


def test_hostile_names_are_shown_as_text(visitor: Visitor) -> None:
    bad = "<img src=https://evil.example/x onerror=alert(1)>"
    visitor.begin("hello", bad)
    page = Shelf(visitor).press(f"Duplicate {bad}").press(f"Delete {bad}")
    for soup in (page.soup, Shelf(visitor).press(f"Rename {bad} (2)").soup, page.find("%3Cimg").soup):
        assert isinstance(soup, BeautifulSoup)
        assert soup.find("img", src=True) is None or all("evil" not in str(one["src"]) for one in soup.find_all("img"))
    assert "cannot be asked to" in visitor.post("/pipelines/explode?app=hello&key=x").text


ENDLESS = """
import time

from server.plugin import Workflow

flow = Workflow("endless", title="Endless")


@flow.do("Count")
def count():
    while True:
        yield "still counting"
        time.sleep(0.01)
"""


@pytest.mark.parametrize("given_up", ["rename", "delete"])
def test_work_of_a_name_that_is_given_up_is_stopped(start: Start, given_up: str) -> None:
    site = start(plugins={"70_endless.py": ENDLESS})
    visitor = site.visitor()
    visitor.begin("endless", "x")
    job = site.parts.jobs.of_step("endless", "x", "count")
    assert job is not None
    page = Shelf(visitor)
    page.rename("x", "y") if given_up == "rename" else page.press("Delete x")
    until(lambda: job.over, what="the end of the work")
    assert site.parts.jobs.of_step("endless", "x", "count") is None
    key = "y" if given_up == "rename" else page.press("Undo") and "x"
    assert visitor.begin("endless", str(key)).cards == [">count"]
