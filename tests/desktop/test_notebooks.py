"""Notebooks become plug-ins and plug-ins notebooks, and both do the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.authors.declaration import quoted
from desktop.authors.from_notebook import plugin_of
from desktop.authors.notebook import Cell, cells_of, notebook_of
from desktop.authors.notebooks import from_notebook, to_notebook
from desktop.authors.recipe import Marks, marked, marks_of
from desktop.authors.to_notebook import notebook_cells
from server.domain.problem import Problem, WrongInput
from server.folders import Folders
from server.plugin.loader import load_file
from server.plugin.testing import Walk
from tests.desktop.books import BOOK, MORE, PLUGINS, run
from tests.display import NOBODY, ROOT

ANSWERS: dict[str, Sequence[dict[str, Any]]] = {
    "hello": [{"name": "Ann", "greeting": "Hi"}, {"name": "Bo"}],
    "bridge": [{"name": "A", "colour": "blue"}, {"name": "B", "colour": "red", "last_words": "Ni"}, {"name": "C"}],
    "poet": [{"name": "Ann", "colour": "green", "time": "night", "feeling": "peace"}, {"name": "Bo"}],
    "check-urls": [{"urls": f"{NOBODY}/"}, {"urls": "ftp://x"}],
}


def walked(file: Path, answers: dict[str, Any]) -> dict[str, Any]:
    """What a walk comes to with these answers; what is not given stays as it is offered."""
    walk, offered = Walk(file), {}
    while walk.at and not walk.problem:
        at = walk.at
        offered[at] = walk.offered
        walk.answer(answers.get(at))
    shown = {name: walk.shown(name) for name in ("verdict", "result")}
    return {"results": walk.results, "said": walk.said, "offered": offered, "at": walk.at, "shown": shown} | {
        "problem": walk.problem.split(" (")[0]
    }


def test_a_notebook_becomes_a_plugin_and_the_same_notebook_again() -> None:
    cells = cells_of(BOOK.read_text("utf-8"))
    assert notebook_cells(plugin_of(cells, "x")) == cells


def test_the_plugin_of_a_notebook_does_what_its_cells_do(tmp_path: Path) -> None:
    cells, file = cells_of(BOOK.read_text("utf-8")), tmp_path / "70_titles.py"
    file.write_text(plugin_of(cells, "x"), "utf-8")
    walk = Walk(file)
    assert walk.offered == {"titles": "Tea and cups\nA very long title about tea", "longest": 20}
    walk.answer()
    left = run(cells)
    assert walk.results["lengths"] == left["lengths"] == {"measured": 2, "by_title": left["found"]}
    assert walk.shown("too_long") == "1 of 2 titles are longer than 20: A very long title about tea"
    assert walk.said == ["Paste the titles of your pages.", "2 titles were measured"]
    walk.back("titles_and_longest")
    walk.answer(longest=5)
    assert walk.shown("too_long").startswith("2 of 2")


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_becomes_a_notebook_and_a_plugin_that_does_the_same(name: str, tmp_path: Path) -> None:
    original = PLUGINS[name]
    cells = notebook_cells(original.read_text("utf-8"))
    file = tmp_path / original.name
    file.write_text(plugin_of(cells, "x"), "utf-8")
    assert notebook_cells(file.read_text("utf-8")) == cells
    old, new = load_file(original), load_file(file)
    for part in ("name", "title", "about", "again", "briefing"):
        assert getattr(new, part) == getattr(old, part)
    for answers in ANSWERS[name]:
        assert walked(file, answers) == walked(original, answers)


def test_branches_several_answers_and_services_survive_both_ways(tmp_path: Path) -> None:
    cells = notebook_cells(MORE)
    left = run(cells)
    assert left["summed"] == 3 + len("two\n  lines")
    file, old = tmp_path / "70_more.py", tmp_path / "71_old.py"
    file.write_text(plugin_of(cells, "x"), "utf-8")
    old.write_text(MORE, "utf-8")
    assert notebook_cells(file.read_text("utf-8")) == notebook_cells(plugin_of(notebook_cells(file.read_text()), "x"))
    for many in (1, 2, 3, 30):
        walks = [Walk(one) for one in (file, old)]
        for walk in walks:
            walk.answer(many=many, day="2026-11-21")
            walk.press()
        assert walks[0].results == walks[1].results
        assert walks[0].shown("seen") == walks[1].shown("seen")
        assert walks[0].said == walks[1].said


texts = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)


@given(texts, texts, st.sampled_from(["ask", "do", "show"]))
def test_marks_are_read_as_they_were_written(title: str, say: str, kind: str) -> None:
    marks = Marks(kind, title, "x = 1", {"say": quoted(say), "refill": "False"})
    assert marks_of(marked(marks)) == marks


@settings(max_examples=30, deadline=None)
@given(st.lists(st.builds(Cell, st.from_regex(r"[a-z ]+[a-z](\n[a-z ]*[a-z])*", fullmatch=True), st.booleans())))
def test_cells_are_read_as_they_were_written(cells: list[Cell]) -> None:
    text = notebook_of(cells)
    nbformat.validate(nbformat.reads(text, as_version=4))
    assert cells_of(text) == cells


def test_files_are_written_once_and_what_to_do_next_is_told(tmp_path: Path) -> None:
    folders, told = Folders.standard(tmp_path / "data", tmp_path / "downloads"), list[str]()
    assert from_notebook(folders, BOOK, folders.plugins, told.append) == 0
    written = folders.plugins / "100_title_lengths.py"
    assert told[0] == f"Written: {written}"
    assert load_file(written).title == "Title lengths"
    with pytest.raises(WrongInput, match=r"“title-lengths” is the name of .*# workflow: my-title-lengths"):
        from_notebook(folders, BOOK, folders.plugins, told.append)
    assert to_notebook(written, tmp_path, told.append) == 0
    assert cells_of((tmp_path / "100_title_lengths.ipynb").read_text("utf-8")) == cells_of(BOOK.read_text("utf-8"))
    with pytest.raises(WrongInput, match="is there already"):
        to_notebook(written, tmp_path, told.append)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": [1]}', '{"cells": 3}'])
def test_what_is_no_notebook_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.ipynb").write_text(text)
    folders = Folders.standard(tmp_path / "data", tmp_path / "downloads")
    with pytest.raises(Problem, match="no notebook as Jupyter saves it"):
        from_notebook(folders, tmp_path / "x.ipynb", tmp_path, print)
    with pytest.raises(Problem, match="cannot be read"):
        from_notebook(folders, tmp_path / "none.ipynb", tmp_path, print)


def test_they_are_commands(tmp_path: Path) -> None:
    for arguments in (
        ["to-notebook", str(PLUGINS["hello"]), "--into", str(tmp_path)],
        ["from-notebook", str(BOOK), "--into", str(tmp_path), "--data-dir", str(tmp_path / "data")],
    ):
        command = [sys.executable, "-m", "desktop", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert {file.suffix for file in tmp_path.iterdir() if file.is_file()} == {".py", ".ipynb"}
