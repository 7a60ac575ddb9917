"""The page that teaches plug-ins shows code that runs; the plug-ins that come along are short."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import Tag

import server.plugin
from desktop.authors.notebook import cells_of
from server.domain.workflow import SERVICES
from tests.display import ROOT
from tests.web.site import RunningSite

PAGE = (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SHOWN = sorted((Path(__file__).parent / "shown").glob("*.py"))
CELLS = [cell.source for book in Path(__file__).parent.rglob("*.ipynb") for cell in cells_of(book.read_text("utf-8"))]
FILES = [*sorted((ROOT / "plugins").rglob("*.py")), *SHOWN]

Start = Callable[..., RunningSite]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0][:40])
def test_code_on_the_page_stands_in_a_plugin_that_is_walked(block: str) -> None:
    assert block.rstrip() in CELLS or [file.name for file in FILES if block in file.read_text(encoding="utf-8")]


def test_the_page_has_code() -> None:
    assert len(BLOCKS) == PAGE.count("```python") >= 10
    assert PAGE.count("```") == 2 * len(BLOCKS)


def test_all_that_can_be_imported_is_on_the_page_and_nothing_else() -> None:
    told = set(re.findall(r"\b[A-Z]\w+|\w+", PAGE))
    assert set(server.plugin.__all__) <= told
    for block in BLOCKS:
        for line in re.findall(r"^from server\.plugin import (.+)$", block, re.MULTILINE):
            assert set(line.split(", ")) <= set(server.plugin.__all__)
    not_yet = {"Graph"}
    assert not_yet & told == set()


def test_the_services_on_the_page_are_those_there_are() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert named == SERVICES


def test_the_methods_of_services_on_the_page_are_those_there_are(start: Start) -> None:
    services = start().parts.services
    for name in SERVICES - {"so_far"}:
        row = re.search(rf"^\| `{name}` \|(.+)$", PAGE, re.MULTILINE)
        assert row is not None
        methods = set(re.findall(r"`(\w+)\(", row[1])) | set(re.findall(r"`(\w+)`,", row[1]))
        assert methods == {method for method in dir(services[name]) if not method.startswith("_")}


@pytest.mark.parametrize(
    ("file", "lines"),
    [("10_profiles.py", 60), ("20_hello_workflow.py", 25), ("30_tasks.py", 60), ("50_botify_export.py", 160)],
)
def test_the_plugins_that_come_along_are_short(file: str, lines: int) -> None:
    assert len((ROOT / "plugins" / file).read_text(encoding="utf-8").splitlines()) <= lines


@pytest.fixture
def site(start: Start) -> RunningSite:
    return start(plugins={file.name: file.read_text(encoding="utf-8") for file in SHOWN})


def test_the_workflow_on_the_page_can_be_walked(site: RunningSite) -> None:
    walk = site.visitor().begin("scores")
    walk.answer(" , ,")
    assert walk.problems == ["Type at least one address. Separate several with commas."]
    walk.answer("www.a.example, b")
    assert "2 pages will be rated." in walk.text
    assert "You can come back" in walk.text
    walk.answer(words="3", tone="kind")
    assert "Words 3, kind tone" in walk.card("weights").get_text()
    assert walk.cards == ["pages", "weights", "scores", "compared", ">kept"]
    walk.press("Explain")
    assert "www.a.example has 10 points." in walk.answer_given.text
    assert walk.form()["a.kept"] == ["www.a.example", "b"]
    walk.answer(kept=["www.a.example"])
    assert walk.cards[-1] == ">sent"
    assert site.visitor().begin("scores", walk.key).cards[-1] == ">sent", "it waits for its button"
    walk.press("Send the list")
    assert "1 pages were sent." in walk.card("sent").get_text()
    assert walk.said == ["Which pages do you want to rate?", "Words 3, kind tone", "1 pages were sent."]
    walk.press("Change Pages").answer("x")
    assert walk.answer(words="1", tone="dry").cards == ["pages", "weights", "scores", "compared", ">sent"]


def test_what_is_finished_is_not_done_again_by_a_second_press(site: RunningSite) -> None:
    walk = site.visitor().begin("scores", "x").answer("abc.de").answer().answer()
    other = site.visitor().begin("scores", "x")
    walk.press("Send the list")
    other.press("Send the list")
    assert other.cards == walk.cards
    assert other.said == walk.said


def test_the_page_app_on_the_page_works(site: RunningSite) -> None:
    visitor = site.visitor()

    def pressed(label: str, **form: str) -> str:
        button = visitor.get("/apps/notes").soup.find("button", string=label)
        assert isinstance(button, Tag)
        form_of = button.find_parent("form")
        assert isinstance(form_of, Tag)
        notice = visitor.post(str(form_of["hx-post"]), form).soup.find(class_="notice")
        assert isinstance(notice, Tag)
        return notice.get_text()

    assert pressed("Greet", **{"a.name": "Ann"}) == "Hello Ann!"
    assert pressed("Measure", **{"a.password": "hush"}) == "It has 4 characters."
