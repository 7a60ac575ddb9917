"""The test kit walks the plug-ins that come along, and tells what is wrong with a walk."""

from pathlib import Path

import pytest

from server.domain.workflow import Refusal
from server.plugin.testing import Visit, Walk
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


PREVIEWED = """
from server.plugin import Button, Number, Problem, Workflow

flow = Workflow("previewed", title="Previewed")


def double(amount):
    if amount > 9:
        raise Problem("Too much.")
    return 2 * amount


@flow.ask("Amount", preview=double)
def amount():
    return Number("Amount", value=2)


@flow.show("More")
def more(amount):
    return [Button("Count", count, to=3), Button("Break", broken)]


def count(to, amount):
    for number in range(to):
        yield f"{number} of {to}"
    return to + amount


def broken():
    raise Problem("It is broken.")
"""


def test_a_preview_is_drawn_and_records_nothing(tmp_path: Path) -> None:
    file = tmp_path / "70_previewed.py"
    file.write_text(PREVIEWED)
    walk = Walk(file)
    assert (walk.preview(), walk.preview(4), walk.preview(amount=5)) == (4, 8, 10)
    assert walk.preview("x") is None
    assert "“x” is not a whole number" in walk.problem
    assert walk.preview(10) is None
    assert walk.problem == "Too much."
    assert walk.results == {}
    with pytest.raises(AssertionError, match="no field “other”"):
        walk.answer(other=1)
    walk.answer(1)
    assert walk.press("Count") == 4
    assert walk.said == ["0 of 3", "1 of 3", "2 of 3"]
    assert walk.press("Break") is None
    assert walk.problem == "It is broken."
    with pytest.raises(AssertionError, match="There are: “Count”, “Break”"):
        walk.press("Bend")


def test_a_page_is_visited() -> None:
    visit = Visit(ROOT / "tests" / "plugins" / "shown" / "35_notes.py")
    assert visit.sections == ["hello", "password"]
    assert visit.press("Greet", name="Ann") == "Hello Ann!"
    assert visit.press("Measure", password="secret") == "It has 6 characters."
    assert visit.press("Greet") is None
    assert visit.problem == "Your name: please fill this in."
    with pytest.raises(AssertionError, match="There are: “Greet”, “Measure”"):
        visit.press("Greet", nobody="x")
    with pytest.raises(AssertionError, match="no section “x”"):
        visit.shown("x")
    with pytest.raises(TypeError, match="has no rows"):
        visit.add(text="x")


def test_work_of_a_page_is_done_and_its_services_can_be_replaced() -> None:
    class Nobody:
        demo = False

        def user(self) -> None:
            return None

        def connect(self, token: str) -> str:
            return f"owner of {token}"

    visit = Visit(PLUGINS / "15_connect_botify.py", botify=Nobody())
    assert visit.press("Connect", token="abc") == "Connected as owner of abc."
    simulator = Visit(PLUGINS / "90_stream_simulator.py")
    assert simulator.press("Start", seconds=0) == "All 0 parts are done."


def test_a_list_is_filled_edited_sorted_ticked_and_emptied() -> None:
    visit = Visit(PLUGINS / "30_tasks.py")
    for text in ("one", "two", "three"):
        visit.add(text=text)
    assert [row["text"] for row in visit.rows] == ["three", "two", "one"]
    visit.move("three", below="one")
    visit.edit("two", text="zwei")
    visit.toggle("zwei", "done")
    assert visit.rows[0] == {"text": "zwei", "done": True}
    visit.add()
    assert visit.problem == "To do: please fill this in."
    undo = visit.delete("one")
    assert [row["text"] for row in visit.rows] == ["zwei", "three"]
    undo()
    assert [row["text"] for row in visit.rows] == ["zwei", "one", "three"]
    visit.profile = 2
    assert visit.rows == []
    with pytest.raises(AssertionError, match="No row is called “one”"):
        visit.delete("one")
    with pytest.raises(AssertionError, match="“done” is not typed or chosen here"):
        visit.add(text="four", done=True)
    with pytest.raises(AssertionError, match="“txt” is not typed or chosen here"):
        visit.edit("two", txt="four")
    with pytest.raises(AssertionError, match="no box to tick"):
        visit.profile = 0
        visit.toggle("one", "text")


def test_what_a_list_shows_above_its_rows_is_seen_too() -> None:
    visit = Visit(PLUGINS / "10_profiles.py")
    visit.add(real_name="Acme", menu_name="A", country="xyz")
    assert visit.problem == "A country code has two letters, such as FR."
    visit.add(real_name="Acme", menu_name="A", country="fr")
    assert visit.rows[0]["country"] == "FR"
    assert visit.press("Show only the chosen profile in the menu") == "The menu shows the chosen profile alone."
    assert visit.shown("lock").label == "Show all profiles in the menu"


def test_a_workflow_is_walked_rather_than_visited() -> None:
    with pytest.raises(TypeError, match="Use Walk"):
        Visit(PLUGINS / "20_hello_workflow.py")
