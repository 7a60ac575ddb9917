"""Pipelines carried as files: out of the page of all pipelines and in again."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from server.domain.pipeline import Pipeline
from tests.web.shelf import Shelf, states, uploaded
from tests.web.site import RunningSite
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]


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
    assert [what for what, _ in site.desk.asked] == ["save_as", "save_as", "choose_file", "choose_file", "choose_file"]
    assert visitor.begin("hello", "x (2)").offered == "Hello Mike!"


def test_files_of_an_import_are_known_here_by_their_place_alone(visitor: Visitor, site: RunningSite) -> None:
    file = {"place": "demo/shop/a.csv", "rows": 1, "bytes": 2, "analysis": "20260101", "export": 1}
    pipeline = Pipeline("hello", "x", {"name": "Mike", "greeting": {"__file__": file}})
    site.parts.pipelines.start("hello", "x")
    site.parts.pipelines.update("hello", "x", lambda old: Pipeline("hello", "x", pipeline.results))
    Shelf(visitor).upload(Shelf(visitor).download("x").body)
    taken = json.loads(states(site)["hello", "x (2)"])["results"]["greeting"]["__file__"]
    assert taken == {**file, "export": 0}
    assert "no longer on this computer" in visitor.begin("hello", "x (2)").text
