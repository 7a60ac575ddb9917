"""The Bridge of Death: a branch, a lock, and the next knight."""

from collections.abc import Callable

import pytest

from tests.web.site import RunningSite
from tests.web.visitor import Walk

Start = Callable[..., RunningSite]
SAID = [
    "Stop! Who would cross the Bridge of Death must answer me these questions three.",
    "And what, Lancelot, is your quest?",
    "What is your favourite colour?",
]


@pytest.fixture
def walk(start: Start) -> Walk:
    return start().visitor().begin("bridge").answer("Lancelot").answer()


def test_blue_crosses_without_last_words(walk: Walk) -> None:
    assert walk.said == SAID
    walk.answer("blue")
    assert walk.cards == ["name", "quest", "colour", "verdict"]
    assert "Right. Off you go, Lancelot. To seek the Holy Grail!" in walk.card("verdict").get_text(strip=False)
    assert walk.text.endswith("Finalize Next knight")


def test_every_other_colour_ends_in_the_gorge(walk: Walk) -> None:
    walk.answer("yellow")
    assert walk.cards == ["name", "quest", "colour", ">last_words"]
    assert walk.offered == "No, not yellow! Blue! Aaaargh!"
    walk.answer()
    told = "Lancelot is cast into the gorge, crying No, not yellow! Blue! Aaaargh!"
    assert told in walk.card("verdict").get_text(strip=False)


def test_another_colour_takes_the_other_branch(walk: Walk) -> None:
    walk.answer("red").answer("Ni!")
    walk.change("colour")
    assert walk.cards == ["name", "quest", ">colour"]
    assert walk.offered == "red"
    assert walk.answer("blue").cards == ["name", "quest", "colour", "verdict"]
    walk.change("colour").answer("red")
    assert walk.offered == "Ni!"
    walk.change("colour").answer("green")
    assert walk.offered == "No, not green! Blue! Aaaargh!", "the words proposed belong to the colour"


def test_a_locked_bridge_is_opened_again_by_unlock_alone(walk: Walk) -> None:
    walk.answer("blue").press("Finalize")
    assert walk.text.count("🔒") == 4
    assert walk.column.find("button", string="Change") is None
    walk.press("Unlock")
    assert "🔒" not in walk.text
    assert walk.cards == ["name", "quest", "colour", "verdict"]


def test_the_next_knight_begins_with_the_next_key(walk: Walk) -> None:
    assert walk.key == "default-bridge-01"
    walk.answer("blue")
    again = next(one for one in walk.column.find_all("button") if one.get_text() == "Next knight")
    answer = walk.visitor.post(str(again["hx-post"]), {"key": ""})
    following = Walk(walk.visitor, answer.header("hx-redirect"))
    assert following.key == "default-bridge-02"
    assert following.cards == [">name"]
    assert walk.reload().cards == ["name", "quest", "colour", "verdict"], "the first knight's answers stay"


def test_a_name_with_marks_in_it_breaks_nothing(start: Start) -> None:
    walk = start().visitor().begin("bridge").answer("{name} <b>Bo</b>").answer().answer("blue")
    assert walk.said[1] == "And what, {name} <b>Bo</b>, is your quest?"
    assert "Off you go, {name} <b>Bo</b>." in walk.card("verdict").get_text(strip=False)
