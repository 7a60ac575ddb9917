"""The test kit walks the plug-ins that come along, and tells what is wrong with a walk."""

from pathlib import Path

import pytest

from server.domain.workflow import Refusal
from server.plugin.testing import Walk
from tests.display import ROOT

PLUGINS = ROOT / "plugins"


def test_hello_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    walk = Walk("plugins/20_hello_workflow.py")
    assert walk.at == "name"
    walk.answer("Mike")
    assert walk.offered == "Hello Mike!"
    walk.answer()
    assert walk.results == {"name": "Mike", "greeting": "Hello Mike!"}
    assert (walk.at, walk.problem) == ("", "")
    walk.back("name")
    assert walk.offered == "Mike"
    assert walk.results == {}
    walk.answer(" ")
    assert "Name" in walk.problem
    assert walk.said == ["What shall I call you?"]


def test_an_export_against_the_simulator() -> None:
    walk = Walk(PLUGINS / "50_botify_export.py")
    walk.answer("no address")
    assert "app.botify.com" in walk.problem
    walk.answer("https://app.botify.com/demo/tea-shop/")
    assert walk.at == "analysis"
    walk.answer()
    walk.answer()
    walk.answer()
    assert walk.at == "csv"
    walk.press()
    assert walk.results["csv"].path.is_file()
    assert walk.results["csv"].rows > 100


SHOWN = """
from server.plugin import Button, Problem, Table, Text, Workflow

flow = Workflow("shown", title="Shown")


@flow.ask("Pages")
def pages():
    return {"first": Text("First", value="a"), "second": Text("Second", value="b")}


@flow.do("Work", done="{work} was fetched")
def work(pages, web):
    return web(pages["first"])


@flow.show("All")
def all(work, pages):
    more = Text("More", value="!")
    return Table([{"Page": page, "": Button("Tell", tell, page=page, more=more)} for page in pages.values()])


def tell(page, more, work):
    return page + more + work


@flow.do("Send", button="Send it")
def sent(work):
    return 1
"""


def test_pages_tables_buttons_and_failures(tmp_path: Path) -> None:
    file = tmp_path / "70_shown.py"
    file.write_text(SHOWN.replace(", web)", ")").replace("web(", "str("))
    walk = Walk(file)
    assert walk.offered == {"first": "a", "second": "b"}
    walk.answer(second="c")
    assert walk.results["pages"] == {"first": "a", "second": "c"}
    assert walk.said == ["a was fetched"]
    assert [row["Page"] for row in walk.shown("all").rows] == ["a", "c"]
    assert walk.press("Tell", page="c") == "c!a"
    assert walk.press("Tell", page="a", more="?") == "a?a"
    with pytest.raises(AssertionError, match="No button “Tell”"):
        walk.press("Tell", page="x")
    assert walk.at == "sent"
    with pytest.raises(AssertionError, match="No card asks"):
        walk.answer("x")
    walk.press()
    assert walk.results["sent"] == 1
    with pytest.raises(AssertionError, match="No card has a button"):
        walk.press()


def test_a_service_is_replaced_and_a_failure_tried_again(tmp_path: Path) -> None:
    class Silent:
        """A Botify that does not answer at first."""

        answers = False

        def user(self) -> str:
            if not self.answers:
                raise ValueError("silent")
            return "ann"

    file = tmp_path / "70_shown.py"
    file.write_text(SHOWN.replace(", web)", ", botify)").replace('web(pages["first"])', "botify.user()"))
    botify = Silent()
    walk = Walk(file, botify=botify)
    walk.answer()
    assert walk.at == "work"
    assert "ValueError: silent" in walk.problem
    botify.answers = True
    walk.press()
    assert walk.results["work"] == "ann"


def test_what_cannot_be_walked_is_told(tmp_path: Path) -> None:
    file = tmp_path / "70_wrong.py"
    file.write_text("x = 1\n")
    with pytest.raises(Refusal, match="makes one Workflow"):
        Walk(file)
    with pytest.raises(TypeError, match="makes no workflow"):
        Walk(PLUGINS / "15_connect_botify.py")


WORKING = """
from server.plugin import Problem, Progress, Workflow

flow = Workflow("working", title="Working")


@flow.do("Count")
def count(exports):
    yield "Counting"
    yield Progress(1, 2)
    if exports.broken:
        raise Problem("The counter stands still.")
    return 2


@flow.show("Seen")
def seen(count):
    yield "Looking"
    return f"{count} were counted"
"""


def test_work_that_tells_how_it_goes_is_waited_for(tmp_path: Path) -> None:
    class Exports:
        broken = True

    file, exports = tmp_path / "70_working.py", Exports()
    file.write_text(WORKING)
    walk = Walk(file, exports=exports)
    assert (walk.at, walk.problem) == ("count", "The counter stands still.")
    exports.broken = False
    walk.press()
    assert walk.results == {"count": 2}
    assert walk.shown("seen") == "2 were counted"
