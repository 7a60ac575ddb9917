"""new-plugin writes a plug-in that works, with a test that passes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.authors import new_plugin
from desktop.authors.commands import LIKE
from desktop.authors.declaration import declaration, renamed
from desktop.authors.new_plugin import MODELS, names_of, next_number
from desktop.commands import parser
from server.domain.problem import Problem, WrongInput
from server.folders import Folders
from server.plugin.loader import load, load_file
from tests.display import ROOT

PLUGINS = ROOT / "plugins"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.standard(tmp_path / "data", tmp_path / "downloads")


def written(folders: Folders, *arguments: str) -> tuple[int, list[str]]:
    options, told = parser().parse_args(["new-plugin", *arguments]), list[str]()
    into = options.into or folders.plugins
    return new_plugin.new_plugin(folders, options.name, options.like, into, told.append), told


def test_what_can_be_asked_for_is_there() -> None:
    assert list(MODELS) == LIKE


@pytest.mark.parametrize("like", LIKE)
def test_it_loads_beside_the_others_and_its_test_passes(folders: Folders, like: str) -> None:
    code, told = written(folders, f'My “{like}” \\ "no 1"', "--like", like)
    assert code == 0, told
    plugins = load([PLUGINS, folders.plugins])
    assert plugins.broken == []
    assert plugins.apps[f"my-{like}-no-1"].title == f'My “{like}” \\ "no 1"'
    (file,) = folders.plugins.glob("*.py")
    assert file.name == f"100_my_{like}_no_1.py"
    assert [one.name for one in load([folders.plugins / "tests"]).files.values()] == [], "tests are no plug-ins"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=folders.plugins, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_nothing_but_name_and_title_is_changed() -> None:
    source = (PLUGINS / "20_hello_workflow.py").read_text("utf-8")
    made = renamed(source, "other", "Grüße", "Grüße")
    assert len(made.splitlines()) == len(source.splitlines())
    changed = [new for old, new in zip(source.splitlines(), made.splitlines(), strict=True) if old != new]
    assert changed == [
        '"""Grüße"""',
        'flow = Workflow("other", title="Grüße", about="Asks for a name, then greets it.")',
    ]


def test_what_was_written_is_told_and_what_to_do_next(folders: Folders, tmp_path: Path) -> None:
    _, told = written(folders, "Second site")
    file = folders.plugins / "100_second_site.py"
    assert told[0] == f"Written: {file}"
    assert told[1] == f"Its test: {folders.plugins / 'tests' / 'test_second_site.py'}"
    assert f'check-plugin "{file}"' in told[2]
    assert "“Second site” is in its menu" in told[3]
    _, told = written(folders, "third", "--into", str(tmp_path / "mine"))
    assert (tmp_path / "mine" / "100_third.py").is_file()
    assert "“Third” in the app's menu, copy the file to" in told[3]


def test_nothing_is_overwritten(folders: Folders) -> None:
    written(folders, "Mine")
    (folders.plugins / "100_mine.py").write_text("kept")
    with pytest.raises(WrongInput, match=r"test_mine.py is there already and was left as it is"):
        written(folders, "Mine")
    assert [file.name for file in folders.plugins.glob("*.py")] == ["100_mine.py"]
    assert (folders.plugins / "100_mine.py").read_text() == "kept"


def test_names_that_are_taken_are_refused(folders: Folders) -> None:
    with pytest.raises(WrongInput, match=r"“hello” is the name of .*20_hello_workflow.py already"):
        written(folders, "Hello!")
    written(folders, "Mine")
    with pytest.raises(WrongInput, match="“mine” is the name of"):
        written(folders, "MINE", "--like", "page")


@pytest.mark.parametrize("name", ["", "  ", "404", "日本", "../", "a\x00b", "a" * 61])
def test_names_that_cannot_be_are_refused(name: str) -> None:
    with pytest.raises(WrongInput):
        names_of(name)


def test_a_folder_that_cannot_be_is_told(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="cannot be written"):
        written(folders, "Mine", "--into", str(tmp_path / "file" / "below"))
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    code, told = written(folders, "Mine", "--into", str(tmp_path / "open"))
    assert code == 1
    assert "can be written by every user" in told[-1]


def test_the_number_is_the_next_ten(tmp_path: Path) -> None:
    assert next_number([tmp_path, tmp_path / "none"]) == 10
    for name in ("42_a.py", "xx_b.py", "7.py"):
        (tmp_path / name).write_text("")
    assert next_number([tmp_path]) == 50


@given(st.text(min_size=1, max_size=60))
def test_every_name_that_is_taken_makes_a_plugin_of_that_title(typed: str) -> None:
    try:
        names = names_of(typed)
    except WrongInput:
        return
    source = new_plugin.made((PLUGINS / "20_hello_workflow.py").read_text("utf-8"), names)
    declared = declaration(source)
    assert declared is not None
    assert (declared.name.value, declared.title.value) == (names.name, names.title)
    compile(source, names.stem, "exec")


def test_it_is_a_command(folders: Folders, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "desktop", "new-plugin", "Own", "--data-dir", str(folders.data)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert load_file(replace(folders).plugins / "100_own.py").title == "Own"
