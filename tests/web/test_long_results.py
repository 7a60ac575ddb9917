"""What a step gives in hundreds of thousands is shown in part, and that is said: the page stays quick."""

from collections.abc import Callable

from bs4 import Tag

from tests.web.site import RunningSite

Start = Callable[..., RunningSite]

LONG = """
from server.plugin import LongText, Table, Workflow

flow = Workflow("long", title="Long")


@flow.ask("Lines")
def lines():
    return LongText("Lines")


@flow.do("Numbers")
def numbers(lines):
    return list(range(50_000))


@flow.show("Table")
def table(numbers):
    return Table({"n": number} for number in numbers)
"""


def test_of_a_long_answer_result_and_table_the_beginning_is_shown(start: Start) -> None:
    walk = start(plugins={"70_long.py": LONG}).visitor().begin("long").answer("\n".join(f"line {n}" for n in range(25)))
    assert walk.cards == ["lines", "numbers", "table"]
    assert "line 19\n… and 5 more lines" in walk.card("lines").get_text()
    assert "19\n… and 49,980 more lines" in walk.card("numbers").get_text()
    table = walk.card("table").select_one("table")
    assert isinstance(table, Tag)
    assert table.caption
    assert table.caption.get_text() == "The first 1,000 of 50,000 rows"
    assert len(table.select("tbody tr")) == 1000
