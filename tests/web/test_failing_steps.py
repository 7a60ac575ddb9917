"""A step, a button or a page that fails while it runs is told where it failed; everything else works."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.site import RunningSite

Start = Callable[..., RunningSite]


HEAD = """from server.plugin import Button, Markdown, Page, Problem, Secret, Text, Workflow

flow = Workflow("mine", title="Mine")


"""

RUNS = """
@flow.ask("Name")
def name():
    return Text("Name", parse=parsed)


def parsed(text):
    if text == "odd":
        raise ValueError("too odd")
    if text == "bad":
        raise Problem("Not that one, please.")
    return text


@flow.ask("Second", done="{name} and {second[nothing]}")
def second(name):
    if name == "fail":
        return helper({})
    if name == "problem":
        raise Problem("Say another name, please.")
    if name == "exit":
        raise SystemExit(4)
    return {"nothing": 5, "fields": [Text("a"), Text("b")], "secret": Secret("s"), "dict": {}}.get(name, Text("Second"))


def helper(it):
    return it["missing"]
"""


def test_a_failing_step_is_a_card_with_file_line_and_reason(start: Start, tmp_path: Path) -> None:
    site = start(plugins={"70_mine.py": HEAD + RUNS})
    file = site.parts.folders.plugins / "70_mine.py"
    walk = site.visitor().begin("mine").answer("fail")
    line = 1 + file.read_text().splitlines().index('    return it["missing"]')
    assert walk.problems == [f"KeyError: 'missing' ({file}, line {line})"]
    assert walk.cards == ["name", ">second"]
    walk.press("Try again")
    assert walk.cards == ["name", ">second"]
    walk.press("Change Name").answer("Mike")
    assert walk.offered == ""
    assert site.visitor().begin("hello").answer("Mike").offered == "Hello Mike!"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("problem", "Say another name, please."),
        ("exit", "SystemExit: 4"),
        (
            "nothing",
            "“second” asks, so it returns a field, {name: field}, or a list around one; this has no field.",
        ),
        ("fields", "several fields"),
        ("secret", "asks for a Secret, but answers are recorded"),
        ("dict", "no field"),
    ],
)
def test_what_a_step_returns_or_raises_is_told(start: Start, name: str, told: str) -> None:
    site = start(plugins={"70_mine.py": HEAD + RUNS})
    walk = site.visitor().begin("mine").answer(name)
    assert len(walk.problems) == 1
    assert told in walk.problems[0]
    assert "/apps/mine" in site.visitor().get("/").text


def test_what_a_parse_function_raises_is_told_and_what_was_typed_is_kept(start: Start) -> None:
    walk = start(plugins={"70_mine.py": HEAD + RUNS}).visitor().begin("mine")
    walk.answer("bad")
    assert walk.problems == ["Not that one, please."]
    assert walk.offered == "bad"
    walk.answer("odd")
    assert "ValueError: too odd" in walk.problems[0]
    assert "70_mine.py, line" in walk.problems[0]
    assert "odd" in walk.text
    walk.reload().answer("fine")
    assert walk.cards == ["name", ">second"]


ROWS = "Table takes a list of rows, each a dict {column: value}, or a CSV file"
SEEN = {
    "Chart([1, 2])": "Chart takes {label: number}; this is a list.",
    "Chart({'a': 'x'})": "Chart takes {label: number}; that of “a” is the text “x”.",
    "Chart({'a': None})": "Chart takes {label: number}; that of “a” is None.",
    "Chart({'a': 1}, limit='x')": "The limit of a Chart is a number; this is the text “x”.",
    "Files([3])": "Files takes a list of files that the app wrote; one of these is 3.",
    "Files('a')": "Files takes a list of files that the app wrote; this is the text “a”.",
    "Markdown(None)": "Markdown takes a text; this is None.",
    "Code(3)": "Code takes a text; this is 3.",
    "Table([[1, 2]])": f"{ROWS}; one of these rows is a list.",
    "Table({'a': 1})": f"{ROWS}; this is a dict.",
    "Button('Go', 'go')": "The button “Go” is to call a function; this is the text “go”.",
}


@pytest.mark.parametrize("made", SEEN)
def test_what_cannot_be_seen_is_told_on_its_card_with_its_line_and_the_rest_of_the_page_is_drawn(
    start: Start, made: str
) -> None:
    source = f"""
from server.plugin import Button, Chart, Code, Files, Markdown, Table, Text, Workflow

flow = Workflow("mine", title="Mine")


@flow.ask("Name")
def name():
    return Text("Name")


@flow.show("Seen")
def seen(name):
    text = "a line below the first"
    return [text, {made}]
"""
    site = start(plugins={"70_mine.py": source})
    walk = site.visitor().begin("mine").answer("Mike")
    assert walk.problems == [f"{SEEN[made]} ({site.parts.folders.plugins / '70_mine.py'}, line 15)"]
    assert "Finalize" in walk.text
    assert "Mike" in walk.reload().text


def test_a_failing_sentence_is_told_on_its_card(start: Start) -> None:
    walk = start(plugins={"70_mine.py": HEAD + RUNS}).visitor().begin("mine").answer("Mike").answer("x")
    assert walk.cards == ["name", "second"]
    assert "TypeError" in walk.card("second").get_text()
    assert "Finalize" in walk.text


SLOW = """
from server.plugin import Text, Workflow, botify_project

flow = Workflow("slow", title="Slow")


@flow.ask("Project")
def project():
    return Text("Project", parse=botify_project)


@flow.show("Crawls")
def crawls(project, botify):
    return [found.slug for found in botify.analyses(project)]


@flow.show("Collections")
def collections(project, botify):
    return [name for name in botify.collections(project) if name.startswith("crawl")]


@flow.show("Nothing")
def nothing(botify):
    return None


@flow.ask("Count")
def count(project, botify):
    return Text("Count", value=str(len(botify.analyses(project))))
"""


def test_cards_that_show_what_the_network_tells_load_themselves_once(start: Start) -> None:
    site = start(plugins={"70_slow.py": SLOW})
    walk = site.visitor().begin("slow").answer("app.botify.com/demo/tea-shop")
    assert walk.cards == ["project", "crawls", "collections", ">count"]
    assert "20260601-2" in walk.card("crawls").get_text()
    assert "crawl.20260504" in walk.card("collections").get_text()
    assert walk.offered == "4"
    walk.answer("many")
    assert walk.cards == ["project", "crawls", "collections", "count"]


PAGE = """
from server.plugin import Button, Markdown, Page, Problem, Secret, Text

page = Page("odd", title="Odd")


@page.show("Buttons")
def buttons():
    return [
        Button("Greet", greet, name=Text("Name")),
        Button("Fixed", greet, name="you", confirm="Sure?"),
        Button("Fail", fail),
        Button("Complain", complain),
    ]


@page.show("Broken")
def broken():
    return 1 / 0


@page.show("Words")
def words():
    return Markdown("*well*")


def greet(name):
    return f"Hello {name}"


def fail():
    raise RuntimeError("it broke")


def complain():
    raise Problem("Not now.")
"""


def test_a_pages_sections_and_buttons_fail_one_by_one(start: Start) -> None:
    visitor = start(plugins={"70_odd.py": PAGE}).visitor()
    page = visitor.get("/apps/odd").soup
    assert "ZeroDivisionError: division by zero" in page.get_text()
    assert page.find("em", string="well")

    def pressed(label: str, **form: str) -> str:
        button = next(one for one in visitor.get("/apps/odd").soup.find_all("button") if one.get_text() == label)
        target = button if button.get("hx-post") else button.find_parent("form")
        assert target is not None
        answer = visitor.post(str(target["hx-post"]), form).soup
        assert answer.find("em", string="well")
        told = answer.select_one("#column > .notice")
        return told.get_text() if told else ""

    assert pressed("Greet", **{"a.name": "Ann"}) == "Hello Ann"
    assert pressed("Greet") == "Name: please fill this in."
    assert pressed("Fixed", **{"a.name": "Mallory"}) == "Hello you"
    assert "RuntimeError: it broke" in pressed("Fail")
    assert pressed("Complain") == "Not now."


def test_a_button_of_an_older_page_does_nothing(start: Start) -> None:
    site = start(plugins={"70_odd.py": PAGE})
    visitor = site.visitor()
    old = visitor.post("/apps/odd/press?button=b0-0")
    assert "This page was older than the app, so nothing was done." in old.text
    button = visitor.get("/apps/odd").soup.find("button", string="Fixed")
    assert button is not None
    elsewhere = str(button["hx-post"]).replace("/apps/odd/", "/apps/connect-botify/")
    assert "nothing was done" in visitor.post(elsewhere).text
