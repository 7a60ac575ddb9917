"""A card whose question need not be answered, and was not."""

from collections.abc import Callable

from tests.web.site import RunningSite

LEFT_OPEN = """
from server.plugin import File, Number, Skip, Text, Workflow

flow = Workflow("left-open", title="Left open")


@flow.ask("A file", done="{file}")
def file():
    return File("File", required=False)


@flow.ask("Days", done="{days} days")
def days():
    return Number("Days", required=False)


@flow.ask("Word")
def word():
    return Text("Word", required=False)


@flow.ask("More")
def more(days):
    return Number("More") if days else Skip
"""


def test_a_card_that_was_left_empty_stays_and_can_be_changed(start: Callable[..., RunningSite]) -> None:
    walk = start(plugins={"70_left_open.py": LEFT_OPEN}).visitor().begin("left-open")
    walk.answer().answer().answer()
    assert walk.cards == ["file", "days", "word"]  # and the skipped one is not there
    assert [found.get_text() for name in walk.cards for found in walk.card(name).select(".answer")] == [
        "no file",
        "no number",
        "nothing",
    ]
    walk.press("Change Days").answer("3")
    assert "3 days" in walk.card("days").get_text()
