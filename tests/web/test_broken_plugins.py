"""A plug-in that is wrong, or goes wrong, is a card with file, line and reason; everything else works."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.apps import apps_in
from server.folders import resources
from server.plugin.loader import load
from tests.web.site import RunningSite

Start = Callable[..., RunningSite]

BROUGHT = list(load([resources() / "plugins"]).apps)
"""The apps that come along, in menu order."""

HEAD = """from server.plugin import Button, Markdown, Page, Problem, Secret, Text, Workflow

flow = Workflow("mine", title="Mine")


"""


def step(code: str, title: str = '"First"') -> str:
    return f"{HEAD}@flow.ask({title})\n{code}\n"


WRONG: dict[str, tuple[str | bytes, int, str]] = {
    "syntax": ("flow = (\n", 1, "'(' was never closed."),
    "indentation": ("def a():\npass\n", 2, "expected an indented block after function definition on line 1."),
    "import": ("import no_such_module\n", 1, "It imports no_such_module, which the app does not have."),
    "misspelt import": (
        "from server.plugin import Tabel\n",
        1,
        "There is no “Tabel” in server.plugin. Is “Table” meant?",
    ),
    "cannot be seen": (
        HEAD + "from server.plugin import Chart\n\nseen = Chart([1])\n",
        8,
        "Chart takes {label: number}",
    ),
    "raises": ("\n\n1 / 0\n", 3, "ZeroDivisionError: division by zero"),
    "exits": ("raise SystemExit(3)\n", 1, "SystemExit: 3"),
    "not text": (b"\xff\xfe\x00", 0, "null bytes"),
    "nothing": ("x = 1\n", 0, "A plug-in makes one Workflow, Page or Crud; this makes none."),
    "two": (HEAD + 'other = Workflow("other", title="Other")\n', 0, "this makes 2."),
    "no step": (HEAD, 0, "has no step. Add a function under @flow.ask"),
    "bad name": ('from server.plugin import Page\n\npage = Page("My Page", title="x")\n', 0, "cannot name an app"),
    "no title": ('from server.plugin import Page\n\npage = Page("x")\n', 3, "missing 1 required keyword-only argument"),
    "no section": ('from server.plugin import Page\n\npage = Page("x", title="x")\n', 0, "has no section"),
    "parameter": (
        step("def first(unknown):\n    return Text('x')"),
        6,
        "asks for “unknown”, which is neither a result",
    ),
    "misspelt": (
        step("def first():\n    return Text('x')") + "@flow.show('x')\ndef second(frist):\n    return 1\n",
        9,
        "Is “first” meant?",
    ),
    "made further down": (
        HEAD + "@flow.show('x')\ndef zero(first):\n    return 1\n\n\n" + "@flow.ask('x')\ndef first():\n    return 1\n",
        6,
        "“first” is made further down",
    ),
    "no parentheses": (HEAD + "@flow.ask\ndef first():\n    return 1\n", 6, '@….ask("A title")'),
    "no parentheses on a page": (
        "from server.plugin import Page\n\npage = Page('x', title='x')\n\n\n@page.show\ndef a():\n    return 1\n",
        6,
        '@….show("A title")',
    ),
    "column of the list itself": (
        "from dataclasses import dataclass\n\nfrom server.plugin import Crud, Text\n\n\n@dataclass\nclass Idea:\n"
        "    title: str\n    text: str\n\n\napp = Crud('ideas', Idea, title='Ideas', text=Text('Text'))\n",
        8,
        "A column cannot be called “title”",
    ),
    "no column": (
        "from dataclasses import dataclass\n\nfrom server.plugin import Crud, Text\n\n\n@dataclass\nclass Idea:\n"
        "    idea: str\n    note: str\n\n\napp = Crud('ideas', Idea, title='Ideas', text=Text('Text'))\n",
        12,
        "edits “text”, which is no column of “Idea” (idea, note).",
    ),
    "own name": (step("def first(first):\n    return Text('x')"), 6, "asks for “first”"),
    "service": (step("def botify():\n    return Text('x')"), 6, "“botify” is the name of a service"),
    "later service": (step("def first(mail):\n    return Text('x')"), 6, "nor a service (botify, exports, "),
    "doubled": (
        step("def first():\n    return 1\n\n\n@flow.ask('x')\ndef first():\n    return 2"),
        11,
        "Two steps are",
    ),
    "stars": (step("def first(*args):\n    return Text('x')"), 6, "takes *args. Name each parameter"),
    "positional": (step("def first(a, /):\n    return Text('x')"), 6, "Name each parameter"),
    "lone brace": (step("def first():\n    return Text('x')", '"x", say="a { b"'), 6, "has a lone brace"),
    "empty brace": (step("def first():\n    return Text('x')", '"x", say="a {} b"'), 6, "is no result above it"),
    "sentence": (
        step("def first():\n    return Text('x')", '"x", say="{first}"'),
        6,
        "names “first”, which is no result",
    ),
    "function": (step("def first():\n    return Text('x')", '"x", done=lambda x: x'), 6, "asks for “x”"),
    "builtin": (step("def first():\n    return Text('x')", '"x", done=str'), 0, "no signature found"),
    "yielding sentence": (
        "from server.plugin import Text, Workflow\n\n\ndef told():\n    yield 1\n\n\n"
        "flow = Workflow('m', title='m')\n\n\n@flow.ask('x', say=told)\ndef first():\n    return Text('x')\n",
        11,
        "A sentence of “first” yields.",
    ),
    "async": (step("async def first():\n    return 1"), 6, "is async. Steps are plain functions"),
    "cached": (step("@__import__('functools').cache\ndef first():\n    return 1"), 0, "is no plain function"),
    "taken": (
        HEAD.replace('"mine"', '"hello"') + "@flow.ask('x')\ndef a():\n    return 1\n",
        0,
        "Another plug-in, 20_hello",
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_cannot_be_loaded_is_told_with_line_and_reason(tmp_path: Path, fault: str) -> None:
    text, line, reason = WRONG[fault]
    tmp_path.chmod(0o700)
    file = tmp_path / "70_mine.py"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    plugins = load([resources() / "plugins", tmp_path])
    (broken,) = plugins.broken
    assert (broken.file, broken.line) == (file, line)
    assert reason in broken.reason
    assert list(plugins.apps) == BROUGHT


def test_each_broken_one_is_a_card_and_the_rest_works(start: Start) -> None:
    files = {"70_a.py": "flow = (\n", "71_b.py": "\n1/0\n", "72_c.py": "x = 1"}
    site = start(plugins=files)
    visitor = site.visitor()
    told = [card.get_text(" ") for card in visitor.get("/").soup.select(".card.broken")]
    folder = site.parts.folders.plugins
    assert f"{folder / '70_a.py'}, line 1 '(' was never closed." in told[0]
    assert f"{folder / '71_b.py'}, line 2 ZeroDivisionError: division by zero" in told[1]
    assert f"{folder / '72_c.py'} A plug-in makes one Workflow, Page or Crud; this makes none." in told[2]
    assert len(told) == 3
    assert visitor.begin("hello").answer("Mike").offered == "Hello Mike!"


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another thing there")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_one_that_everybody_may_write_is_refused(start: Start, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "data" / "plugins"
    folder.mkdir(parents=True, mode=0o700)
    file = folder / "70_mine.py"
    file.write_text(step("def first():\n    return Text('x')"))
    (file if what == "file" else folder).chmod(0o777)
    page = start().visitor().get("/")
    assert "can be written by every user of this computer" in page.text
    assert "/apps/mine" not in page.text


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_to_nothing_and_a_folder_are_told(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "plugins"
    (folder / "71_folder.py").mkdir(parents=True, mode=0o700)
    (folder / "70_gone.py").symlink_to(tmp_path / "gone.py")
    cards = [card.get_text() for card in start().visitor().get("/").soup.select(".card.broken")]
    assert len(cards) == 2
    assert "FileNotFoundError" in cards[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name")
@pytest.mark.timeout(60)
def test_a_pipe_is_not_waited_for(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "plugins"
    folder.mkdir(parents=True, mode=0o700)
    os.mkfifo(folder / "70_pipe.py")
    assert start().visitor().get("/").soup.select(".card.broken") == []
    assert apps_in([folder]) == []


def test_work_in_progress_and_copies_are_skipped(start: Start) -> None:
    whole = step("def first():\n    return Text('x')")
    names = ["xx_mine.py", "70_mine (copy).py", "70_mine(1).py", "mine.py", "_70_mine.py", "70_mine.txt", ".70_mine.py"]
    visitor = start(plugins=dict.fromkeys(names, whole)).visitor()
    page = visitor.get("/").soup
    assert page.select(".card.broken") == []
    assert [tile["href"] for tile in page.select(".tile")] == [f"/apps/{name}" for name in BROUGHT]
    settings = visitor.get("/settings").text
    assert "Left alone for their names" in settings
    assert "mine.py" in settings


def test_the_number_orders_the_menu(start: Start) -> None:
    mine = step("def first():\n    return Text('x')")
    page = start(plugins={"3_first.py": mine, "100_last.py": mine.replace('"mine"', '"last"')}).visitor().get("/").soup
    tiles = [str(tile["href"]).rpartition("/")[2] for tile in page.select(".tile")]
    assert tiles == ["mine", *BROUGHT, "last"]


def test_a_button_whose_function_asks_for_an_unknown_name_is_told_when_it_is_drawn(
    start: Start,
) -> None:
    plugin = """
from server.plugin import Button, Page

page = Page("odd", title="Odd")


@page.show("Section")
def section():
    return Button("Press", pressed, number=1)


def pressed(number, nobody):
    return number
"""
    told = start(plugins={"70_odd.py": plugin}).visitor().get("/apps/odd").text
    assert "asks for “nobody”" in told
    assert "<button" not in told.partition('id="column"')[2].partition("<dialog")[0]
