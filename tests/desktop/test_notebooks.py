"""Notebooks become plug-ins and plug-ins notebooks, and both do the same."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
from tests.display import ROOT, free_port

SHOWN = ROOT / "tests" / "plugins" / "shown"
BOOK = SHOWN / "title_lengths.ipynb"
PLUGINS = {
    "hello": ROOT / "plugins" / "20_hello_workflow.py",
    "bridge": ROOT / "plugins" / "40_bridge.py",
    "poet": ROOT / "plugins" / "45_poet.py",
    "check-urls": SHOWN / "71_check_urls.py",
}
ANSWERS: dict[str, Sequence[dict[str, Any]]] = {
    "hello": [{"name": "Ann", "greeting": "Hi"}, {"name": "Bo"}],
    "bridge": [{"name": "A", "colour": "blue"}, {"name": "B", "colour": "red", "last_words": "Ni"}, {"name": "C"}],
    "poet": [{"name": "Ann", "colour": "green", "time": "night", "feeling": "peace"}, {"name": "Bo"}],
    "check-urls": [{"urls": f"http://127.0.0.1:{free_port()}/"}, {"urls": "ftp://x"}],
}


def book(*sources: str) -> list[Cell]:
    return [Cell("# Title\n\nAbout it.", code=False), *(Cell(source) for source in sources)]


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


def run(cells: Sequence[Cell]) -> dict[str, Any]:
    """The texts and numbers that a notebook's cells leave, run in order in a Python of their own."""
    code = [cell.source for cell in cells if cell.code]
    script = (
        "import json, sys\nspace = {'__name__': '__main__'}\nfor cell in json.load(sys.stdin):\n    exec(cell, space)\n"
        "left = {k: v for k, v in space.items() if isinstance(v, (str, int, list, dict)) and k[0] != '_'}\n"
        "json.dump(left, sys.stderr)"
    )
    command = [sys.executable, "-I", "-c", script]
    done = subprocess.run(command, input=json.dumps(code), capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stderr))


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


@pytest.mark.parametrize("name", PLUGINS)
def test_the_notebook_of_a_plugin_is_valid_and_runs(name: str) -> None:
    cells = notebook_cells(PLUGINS[name].read_text("utf-8"))
    text = notebook_of(cells)
    nbformat.validate(nbformat.reads(text, as_version=4))
    assert cells_of(text) == cells
    left = run(cells)
    if name == "hello":
        assert left["greeting"] == "Hello Mike!"
    if name == "bridge":
        assert left["last_words"] == "No, not red! Blue! Aaaargh!"


MORE = '''"""More: what a notebook can say."""

from server.plugin import Choices, Date, Markdown, Number, Progress, Range, Table, Text, Toggle, Workflow

flow = Workflow("more-of-it", title="More")


@flow.ask("Several", done="{amounts[many]} and {amounts[day]}")
def amounts():
    """Fields of many kinds."""
    return {
        "many": Number("Many", value=3, min=1),
        "share": Range("Share", min=5),
        "day": Date("Day"),
        "some": Choices("Some", ["a", "b"], required=False),
        "yes": Toggle("Yes", value=True),
    }


# Halves are rounded down.
def half(number):
    return number // 2


@flow.do("Sum", button="Add it up")
def summed(amounts):
    many = amounts["many"]
    if many == 1:
        return 0
    if many == 2:
        yield Progress(1, 2)
        return half(many)
    total = 0
    for number in range(many):
        total += number
        yield str(total)
    text = """two
  lines"""
    return total + len(text)


@flow.show("Seen")
def seen(summed, profile):
    if not summed:
        return None
    if summed > 100:
        return Markdown(f"**{summed}**")
    return Table([{"Sum": summed, "For": profile.name}])
'''


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


def test_a_service_is_made_where_a_notebook_can_have_it() -> None:
    source = MORE.replace("profile.name", "quoted(say(http.get('http://127.0.0.1')) or model.answer('x'))")
    cells = notebook_cells(
        source.replace("summed, profile", "summed, http, model, say").replace("import Ch", "import quoted, Ch")
    )
    assert cells[1].source.startswith("# notebook only")
    defined = {line.split(" = ")[0] for line in cells[1].source.split("\n") if " = " in line and line[0] != " "}
    assert defined == {"http", "model", "say"}
    assert run(cells[:2]) == {}, "nothing is asked before a card asks"


def test_a_notebook_asks_the_web_as_the_plugin_does() -> None:
    with serving_ok() as address:
        cells = notebook_cells(PLUGINS["check-urls"].read_text("utf-8"))
        asked = [Cell(cell.source.replace('addresses("")', f'addresses("{address}")')) for cell in cells if cell.code]
        assert run(asked)["checks"] == {address: [200, ""]}


@contextmanager
def serving_ok() -> Iterator[str]:
    """A page of this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is written."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_plugin_that_no_notebook_can_say_is_told() -> None:
    told = {}
    for file in (*(ROOT / "plugins").glob("*.py"), SHOWN / "30_scores.py"):
        if file not in PLUGINS.values():
            with pytest.raises(WrongInput) as refused:
                notebook_cells(file.read_text("utf-8"))
            told[file.name] = str(refused.value)
    assert "makes a list" in told["30_tasks.py"]
    assert "makes a page" in told["15_connect_botify.py"]
    assert "more than a field" in told["50_botify_export.py"]
    export = MORE.replace("return 0", "return ExportRequest({}, 'a', 'b')")
    with pytest.raises(WrongInput, match="asks Botify for an export"):
        notebook_cells(export)
    with pytest.raises(WrongInput, match="uses botify, which only the app has"):
        notebook_cells(MORE.replace("profile.name", "botify.user()").replace("profile", "botify"))
    with pytest.raises(WrongInput, match="uses the name “half” for something of its own"):
        notebook_cells(MORE.replace("    total = 0\n", "    total = 0\n    half = 1\n"))
    with pytest.raises(WrongInput, match="returns out of a loop"):
        notebook_cells(MORE.replace("        total += number\n", "        return number\n"))


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        (["x = 1"], "No cell begins with"),
        (["# ask: A\nfoo(1)"], "Cell 2: it asks, so it needs an assignment"),
        (["# do: A\nprint(1)"], "Cell 2: it does something and assigns nothing"),
        (["# show: A\nx = 1"], "Cell 2: it shows nothing"),
        (["# do: A\na = missing + 1"], "Cell 2 uses “missing”, which no cell above makes."),
        (["%pip install x", "# do: A\na = 1"], "Cell 2 is no plain Python"),
        (["# do: A\nx = 1\na = x", "# do: B\nb = x"], "Cell 3 uses “x”, which “A” makes on its way to “a”."),
        (["# do: A\na = 1", "b = a + 1"], "Cell 3 uses “a”, which is what a card makes, and is no card itself."),
        (["# do: A\na = 1", "def f():\n    return a"], "Cell 3 uses “a”"),
        (["# do: A\na = 1", "# do: B\na = 2"], "Cell 3: “a” is made by a cell above already."),
        (["# do: A\nhttp = 1"], "Cell 2: “http” is the name of a service"),
        (["# ask: A\na = [1]  # Which"], "Cell 2: what is assigned at “Which” is no text or number."),
        (['# ask: A\na = "1"  # A\nb = a'], "Cell 2: it goes on after its field."),
        (['# ask: A\na = "1"; b = "2"  # A'], "Cell 2: it assigns twice in one line."),
        (["# ask:\na = 1  # A"], "Cell 2: it says “# ask:” and no title."),
        (["# show: A\ndisplay(1)\ndisplay(2)"], "Cell 2: it shows several things"),
        (["def a():\n    return 1", "# do: A\na = 1"], "Cell 3: “a” has another meaning in a cell above."),
    ],
)
def test_what_does_not_follow_the_recipe_is_told_with_its_cell(sources: list[str], told: str) -> None:
    with pytest.raises(WrongInput) as refused:
        plugin_of(book(*sources), "x")
    assert told in str(refused.value)


def test_a_cell_is_not_told_for_what_is_wrong_above_it() -> None:
    with pytest.raises(WrongInput) as refused:
        plugin_of(book("# ask: A\na = [1]  # Which", "# do: B\nb = a"), "x")
    assert str(refused.value).count("Cell") == 1


def test_several_things_printed_are_told_in_one_line() -> None:
    cells = book('# do: A\na = 3\nprint("there are", a)')
    source = plugin_of(cells, "x")
    assert 'yield " ".join(map(str, ("there are", a)))\n    return a' in source
    assert notebook_cells(source) == cells


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(WrongInput) as refused:
        plugin_of(book("# do: A\na = b", "# do: C\nc = d"), "x")
    assert str(refused.value).count("\n") == 1


@pytest.mark.parametrize(
    ("assigned", "field"),
    [
        ('a = "x"  # Words', 'Text("Words", value="x")'),
        ('a = ""  # Words', 'Text("Words")'),
        ('a = "x\\ny"  # Words', 'LongText("Words", value="x\\ny")'),
        ("a = -3  # Count", 'Number("Count", value=-3)'),
        ("a = 0.5  # Share", 'Number("Share", value=0.5, step=0.01)'),
        ("a = True  # Yes?", 'Toggle("Yes?", value=True)'),
        ("a = False  # Yes?", 'Toggle("Yes?")'),
        ('a = "x"  # Choice("One", ["x", "y"])', 'Choice("One", ["x", "y"])'),
        ('a = "y"  # Choice("One", ["x", "y"])', 'Choice("One", ["x", "y"])  # a = "y"'),
        ("meta_title = 3", 'Number("Meta title", value=3)'),
    ],
)
def test_an_assignment_says_what_field_it_is(assigned: str, field: str) -> None:
    assert f"    return {field}\n" in plugin_of(book(f"# ask: A\n{assigned}"), "x")


def test_what_only_a_notebook_needs_is_left_out() -> None:
    source = plugin_of(
        book(
            "# notebook only\n%matplotlib inline",
            "from IPython.display import Markdown, display",
            '# do: A\nurls = ["b"]\nurls = sorted(urls)\nfor url in urls:\n    print(url)\nurls',
            "# show: B\nprint(len(urls))",
            '# show: C\nMarkdown("x")',
        ),
        "x",
    )
    assert "matplotlib" not in source
    assert "IPython" not in source
    assert "    for url in urls:\n        yield str(url)\n    return urls" in source
    assert "    return str(len(urls))" in source
    assert "from server.plugin import Markdown, Workflow" in source


def test_what_a_show_cell_prints_is_shown_and_its_name_is_its_own() -> None:
    cells = book(
        '# ask: Where\naddress = (\n    "https://a.example"\n    "/x"\n)  # Address',
        "# do: Found\nfound = [\n    address,\n]",
        '# show: Found\nif found:\n    print(f"{len(found)} pages")\nelse:\n    print("none")',
        "# show: Found\n# name: again\nfound[:1]",
    )
    source = plugin_of(cells, "x")
    assert 'def found_shown(found):\n    if found:\n        return f"{len(found)} pages"' in source
    assert 'Text("Address", value=("https://a.example"' in source
    back = notebook_cells(source)
    assert [cell.source.split("\n")[1] for cell in back if "show: Found" in cell.source] == [
        "if found:",
        "# name: again",
    ]
    assert notebook_cells(plugin_of(back, "x")) == back


def test_a_result_that_a_cell_changes_comes_from_above() -> None:
    source = plugin_of(book("# do: A\na = [2, 1]", "# do: B\na = sorted(a)\nb = a[0]"), "x")
    assert "def b(a):\n    a = sorted(a)\n    return a[0]" in source


@pytest.mark.parametrize(
    ("cell", "parameters"),
    [
        ("if 1 > 2:\n    a = []\nb = len(a)", "a"),
        ("for a in range(3):\n    pass\nb = 1", ""),
        ("for number in a:\n    a = number\nb = 1", "a"),
        ("a = [1]\nb = a[0]", ""),
        ("a += [1]\nb = 1", "a"),
        ("try:\n    a = 1\nexcept ValueError:\n    pass\nb = a", "a"),
        ("with open('x') as a:\n    b = a", ""),
        ("b = [a for a in range(3)]", ""),
        ("b = [x for x in a]", "a"),
        ("if (a := 3) > 2:\n    b = a", ""),
        ("def f():\n    return a\nb = f()", "a"),
        ("b = sum(map(lambda x: x + len(a), [1]))", "a"),
        ('b = f"{len(a)} ü"', "a"),
        ("match 3:\n    case 3:\n        a = 1\nb = a", "a"),
    ],
)
def test_a_cell_takes_what_it_may_read_of_the_cells_above(cell: str, parameters: str) -> None:
    source = plugin_of(book("# do: A\na = [2, 1]", f"# do: B\n{cell}"), "x")
    assert f"def b({parameters}):" in source


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
