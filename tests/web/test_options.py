"""Options that a function gives: asked for when the card opens, and the answer is checked against what was drawn."""

from collections.abc import Callable

import pytest

from tests.web.site import RunningSite

Start = Callable[..., RunningSite]

PLUGIN = """
from server.plugin import Choice, Choices, Number, Workflow

flow = Workflow("many", title="Many")
asked = []

@flow.ask("How many")
def count():
    return Number("Options", value=3, min=0)

def options(count):
    asked.append(count)
    return {f"o{number}": f"Option {number} as asked the {len(asked)}. time" for number in range(count)}

@flow.ask("One")
def one():
    return Choice("One", options)

@flow.ask("Some")
def some():
    return Choices("Some", FUNCTION)
"""


@pytest.fixture
def begun(start: Start) -> Callable[[str], RunningSite]:
    return lambda function: start(plugins={"70_many.py": PLUGIN.replace("FUNCTION", function)})


def test_a_function_gives_the_options_from_results_above(begun: Callable[[str], RunningSite]) -> None:
    walk = begun("options").visitor().begin("many").answer("2")
    assert [one.get_text() for one in walk.open.find_all("option")] == [
        "Option 0 as asked the 1. time",
        "Option 1 as asked the 1. time",
    ]
    walk.answer(one="o2")
    assert walk.problems == ["One: choose one of those offered."]
    walk.answer(one="o1")
    assert "Option 1 as asked the 1. time" in walk.card("one").get_text(), "the answer is what was drawn"
    assert len(walk.open.find_all("input", type="checkbox")) == 2


def test_no_options_at_all_are_told_on_the_card(begun: Callable[[str], RunningSite]) -> None:
    walk = begun("options").visitor().begin("many").answer("0")
    assert "One: there is nothing to choose from." in walk.open.get_text()
    assert walk.open.find("button", string="Try again")


def test_a_function_that_asks_for_what_nobody_knows_is_told(begun: Callable[[str], RunningSite]) -> None:
    walk = begun("lambda nobody: [1]").visitor().begin("many").answer("1").answer()
    assert "The options of “Some” come from “<lambda>”, which asks for “nobody”" in walk.open.get_text()
