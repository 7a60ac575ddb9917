"""A preview: drawn anew at each change for the answers as they stand, and why there is none where there is none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import Tag

from server.domain.workflow import Refusal
from server.plugin.loader import load_file
from tests.web.site import RunningSite
from tests.web.visitor import Walk

Start = Callable[..., RunningSite]

PLUGIN = """
from server.plugin import Button, Number, Problem, Table, Text, Workflow

flow = Workflow("sums", title="Sums")

@flow.ask("Start")
def begin():
    return Number("From", value=1)

def sums(begin, rise):
    if rise["by"] == 7:
        raise Problem("Seven is not for today.")
    if rise["by"] == 8:
        return 1 / 0
    if rise["by"] == 9:
        return Button("Press", print)
    return Table([{"Sum": begin + rise["by"], "Said": rise["word"]}])

@flow.ask("Rise", preview=sums)
def rise():
    return {"by": Number("By", value=1, min=0), "word": Text("Word", required=False)}
"""


@pytest.fixture
def walk(start: Start) -> Walk:
    return start(plugins={"70_sums.py": PLUGIN}).visitor().begin("sums").answer("10")


def previewed(walk: Walk, **values: str) -> Tag:
    """What takes the preview's place when these values are typed."""
    place = walk.open.find(class_="preview")
    assert isinstance(place, Tag)
    assert str(place["hx-trigger"]).startswith("load, input")
    answer = walk.visitor.post(str(place["hx-post"]), walk.form() | {f"a.{name}": it for name, it in values.items()})
    assert answer.status == 200, answer.text
    return answer.soup


def test_a_preview_is_drawn_for_the_answers_as_they_stand(walk: Walk) -> None:
    assert [cell.get_text() for cell in previewed(walk).find_all("td")] == ["11", ""]
    assert [cell.get_text() for cell in previewed(walk, by="5", word="<b>").find_all("td")] == ["15", "<b>"]
    assert walk.reload().cards == ["begin", ">rise"], "nothing was recorded"


def test_an_answer_that_is_not_right_yet_is_told_in_its_place(walk: Walk) -> None:
    assert previewed(walk, by="-1").get_text() == "No preview yet. By: at least 0."


def test_a_preview_that_fails_is_told_and_the_card_goes_on(walk: Walk) -> None:
    assert previewed(walk, by="7").get_text() == "Seven is not for today."
    assert "ZeroDivisionError" in previewed(walk, by="8").get_text()
    assert "has the button “Press”" in previewed(walk, by="9").get_text()
    assert walk.answer(by="8").cards == ["begin", "rise"]


def test_a_preview_of_a_card_that_is_answered_already_says_so(walk: Walk) -> None:
    place = walk.open.find(class_="preview")
    assert isinstance(place, Tag)
    walk.answer()
    told = walk.visitor.post(str(place["hx-post"]), {"a.by": "1"})
    assert (told.status, "answered elsewhere" in told.text) == (200, True)


def test_only_a_card_with_a_preview_has_one(walk: Walk) -> None:
    assert "This card has no preview." in walk.visitor.post(f"/apps/sums/preview?key={walk.key}&step=begin").text
    assert walk.card("begin").find(class_="preview") is None


@pytest.mark.parametrize(
    ("preview", "reason"),
    [
        ("def sums(nobody):\n    return 1", "“rise” asks for “nobody”"),
        ("def sums():\n    yield 1", "The preview of “rise” is to be a plain function"),
        ("sums = 3", "The preview of “rise” is to be a plain function"),
    ],
)
def test_a_preview_that_cannot_be_called_is_refused_when_loaded(tmp_path: Path, preview: str, reason: str) -> None:
    file = tmp_path / "70_sums.py"
    begin, end = PLUGIN.index("def sums"), PLUGIN.index('@flow.ask("Rise"')
    file.write_text(PLUGIN[:begin] + preview + "\n\n" + PLUGIN[end:], encoding="utf-8")
    with pytest.raises(Refusal, match=reason):
        load_file(file)
