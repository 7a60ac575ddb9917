"""Poetflow: four answers become a poem, any of them can be changed, and a new poem starts over."""

from collections.abc import Callable

import pytest

from tests.web.site import RunningSite
from tests.web.visitor import Walk

Start = Callable[..., RunningSite]
POEM = "Ann went out at dawn, the day begun,\nand saw a blue of deepest wells.\nWonder stayed with everyone."


@pytest.fixture
def walk(start: Start) -> Walk:
    walk = start().visitor().begin("poet").answer("Ann")
    return walk.answer("blue").answer("dawn").answer("wonder")


def poem(walk: Walk) -> str:
    found = walk.card("poem").find(class_="answer")
    assert found is not None
    return found.get_text()


def test_four_answers_become_a_poem(walk: Walk) -> None:
    assert walk.cards == ["name", "colour", "time", "feeling", "poem"]
    assert poem(walk) == POEM
    assert walk.said == ["Who is the poem for?", "Which colour does Ann like?"]


def test_the_poem_is_kept_with_its_pipeline(walk: Walk) -> None:
    assert poem(walk.visitor.begin("poet", walk.key)) == POEM


@pytest.mark.parametrize(
    ("step", "answer", "cards"),
    [
        ("name", "Bo", [">colour"]),
        ("colour", "red", ["name", "colour", ">time"]),
        ("time", "night", ["name", "colour", "time", ">feeling"]),
        ("feeling", "joy", ["name", "colour", "time", "feeling", "poem"]),
    ],
)
def test_any_card_can_be_changed_and_clears_those_below(walk: Walk, step: str, answer: str, cards: list[str]) -> None:
    offered = {"name": "Ann", "colour": "blue", "time": "dawn", "feeling": "wonder"}[step]
    walk.change(step)
    assert walk.cards[-1] == f">{step}"
    assert walk.offered == offered
    walk.answer(answer)
    assert walk.cards[-len(cards) :] == cards
    for _left in range(4 - len(walk.cards) + 1):
        walk.answer()
    assert poem(walk) != POEM


def test_a_new_poem_starts_over_beside_the_old_one(walk: Walk) -> None:
    again = walk.column.find("button", string="New poem")
    assert again is not None
    answer = walk.visitor.post(str(again["hx-post"]), {"key": ""})  # type: ignore[index]
    following = Walk(walk.visitor, answer.header("hx-redirect"))
    assert following.key == "default-poet-02"
    assert (following.cards, following.offered, following.said) == ([">name"], "", ["Who is the poem for?"])
    assert poem(walk.reload()) == POEM
