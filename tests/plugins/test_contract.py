"""What plugins/README.md promises of steps, each told by a small workflow that relies on it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from server.plugin.testing import Walk
from tests.web.site import RunningSite

Start = Callable[..., RunningSite]

HEAD = """
from server.plugin import Button, Choice, Files, Markdown, Number, Problem, Skip, Table, Text, Workflow, h

flow = Workflow("mine", title="Mine", again="Next one")


"""


@pytest.fixture
def walk_of(tmp_path: Path) -> Callable[[str], Walk]:
    """A walk through a workflow of these steps."""

    def made(steps: str) -> Walk:
        file = tmp_path / "70_mine.py"
        file.write_text(HEAD + steps, encoding="utf-8")
        return Walk(file)

    return made


# Skipped steps

SKIPS = """
@flow.ask("Name")
def name():
    return Text("Name")


@flow.ask("Title", done="Known as {title}")
def title(name):
    return Text("Title") if name.istitle() else Skip


@flow.do("Greeting", done="Said {greeting}")
def greeting(name, title):
    return Skip if name == "nobody" else f"{title} {name}"


@flow.show("Seen")
def seen(greeting):
    return None if greeting is None else greeting


@flow.do("End", say="Ended after {title}", done=DONE)
def end(title, greeting):
    return [title, greeting]
"""


def test_a_skipped_step_has_no_card_and_is_none_to_the_steps_below(start: Start) -> None:
    steps = SKIPS.replace("DONE", '"all"').replace('say="Ended after {title}"', 'say="Ends"')
    site = start(plugins={"70_mine.py": HEAD + steps})
    walk = site.visitor().begin("mine", "k").answer("nobody")
    assert walk.cards == ["name", "end"]
    assert walk.said == ["Ends", "all"]
    assert site.parts.pipelines.find("mine", "k").results["end"] == [None, None]  # type: ignore[union-attr]
    walk.press("Change Name").answer("Ann")
    assert walk.cards == ["name", ">title"], "going back decides anew"
    walk.answer("Dr")
    assert walk.cards == ["name", "title", "greeting", "seen", "end"]
    assert "Dr Ann" in walk.card("seen").get_text()


def test_a_sentence_about_a_skipped_step_is_a_failure_of_its_card(start: Start) -> None:
    site = start(plugins={"70_mine.py": HEAD + SKIPS.replace("DONE", '"all of {title}"')})
    walk = site.visitor().begin("mine").answer("nobody")
    assert walk.cards == ["name", ">end"], "one that is said first holds the step up"
    told = "The sentence “Ended after {title}” names “title”, which was skipped this time."
    assert told in walk.problems[0]
    walk.press("Change Name").answer("Ann")
    assert walk.answer("Dr").cards[-1] == "end"

    steps = SKIPS.replace("DONE", '"all of {title}"').replace('say="Ended after {title}", ', "")
    site = start(plugins={"70_mine.py": HEAD + steps})
    walk = site.visitor().begin("mine").answer("nobody")
    assert walk.cards == ["name", "end"], "one that is said last is told on the finished card"
    assert "names “title”, which was skipped this time" in walk.card("end").get_text()
    assert "Finalize" in walk.text


def test_sentences_may_be_functions_that_know_of_skipped_steps(walk_of: Callable[[str], Walk]) -> None:
    walk = walk_of(
        SKIPS.replace('say="Ended after {title}"', "say=lambda title: title or 'no title'").replace("DONE", '"done"')
    )
    walk.answer("nobody")
    assert walk.said == ["no title", "done"]


# Offered again

REFILL = """
@flow.ask("Pick")
def pick():
    return Choice("Pick", ["a", "b"])


@flow.ask("Same")
def same(pick):
    return Text("Same", value="always")


@flow.ask("Made")
def made(pick):
    return Text("Made", value=f"of {pick}")


@flow.ask("Fresh", refill=False)
def fresh(pick):
    return Text("Fresh", value="always")
"""


def test_an_old_answer_is_offered_again_as_long_as_the_same_is_proposed(walk_of: Callable[[str], Walk]) -> None:
    walk = walk_of(REFILL)
    for typed in ("a", "1", "2", "3"):
        walk.answer(typed)
    for pick, offered in (("a", ["1", "2", "always"]), ("b", ["1", "of b", "always"])):
        walk.back("pick")
        walk.answer(pick)
        for one in offered:
            assert walk.offered == one
            walk.answer()
    walk.back("made")
    assert walk.offered == "of b", "what was answered last counts"


# Results

BIG = """
@flow.ask("Size")
def size():
    return Number("Size", value=1)


@flow.do("Work")
def work(size):
    return "x" * int(size)
"""


def test_a_result_of_more_than_a_megabyte_is_refused_with_what_to_do(walk_of: Callable[[str], Walk]) -> None:
    walk = walk_of(BIG)
    walk.answer("1000001")
    assert walk.at == "work"
    assert "The result of “work” has 1,000,003 bytes; at most 1,000,000 fit. Write a file instead." in walk.problem
    assert walk.results == {"size": 1_000_001}, "what is above stays"
    walk.back("size")
    walk.answer("999998")
    assert walk.at == ""


# Files

DELETES = """
@flow.do("Table")
def table(files):
    return files.csv("table", ["a"], [[1]])


@flow.show("Remove")
def remove():
    return h.Section(h.P("Away with it: ", Button("Delete", delete)), Table([{"a": 1}]))


def delete(files, table):
    files.delete(table)
    return "It is gone."


@flow.do("Used", button="Use it")
def used(table):
    return table.path.read_text()
"""


def test_a_locked_card_says_that_its_file_was_deleted_by_a_button(start: Start) -> None:
    site = start(plugins={"70_mine.py": HEAD + DELETES})
    walk = site.visitor().begin("mine", "k")
    assert walk.card("table").find("table") is not None
    assert walk.card("remove").find("table") is not None, "things to see in HTML are drawn"
    walk.press("Delete")
    assert "It is gone." in walk.answer_given.text
    assert "no longer there" in walk.card("table").get_text()
    assert walk.card("table").find("table") is None, "its rows are not drawn any more"
    walk.press("Use it")
    assert "table.csv" in walk.problems[-1], "using it names the file"
    walk.press("Make it again")
    assert walk.cards == ["table", "remove", ">used"]
    assert walk.press("Use it").cards == ["table", "remove", "used"]


def test_a_button_in_html_that_asks_for_an_unknown_name_is_told(start: Start) -> None:
    site = start(
        plugins={"70_mine.py": HEAD + DELETES.replace("def delete(files, table):", "def delete(files, tables_):")}
    )
    walk = site.visitor().begin("mine", "k")
    assert "The button “Delete” calls “delete”, which asks for “tables_”" in walk.problems[0]


# Starting over


def test_the_next_one_begins_beside_the_old_one(start: Start) -> None:
    site = start(plugins={"70_mine.py": HEAD + BIG})
    walk = site.visitor().begin("mine").answer("3")
    again = next(one for one in walk.column.find_all("button") if one.get_text() == "Next one")
    address = walk.visitor.post(str(again["hx-post"]), {"key": ""}).header("hx-redirect")
    assert address.endswith("default-mine-02")
    assert site.visitor().begin("mine", "default-mine-01").cards == ["size", "work"]
