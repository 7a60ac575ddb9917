"""A page older than the record is told so, and what was typed on it is kept."""

from collections.abc import Callable

import pytest

from tests.web.asking import ASKING
from tests.web.site import RunningSite
from tests.web.visitor import Walk

Start = Callable[..., RunningSite]


@pytest.fixture
def site(start: Start) -> RunningSite:
    return start(plugins={"70_asking.py": ASKING})


@pytest.fixture
def walk(site: RunningSite) -> Walk:
    return site.visitor().begin("asking", "k").answer("Ann")


def test_a_button_with_fields_below_a_question_has_a_form_of_its_own(walk: Walk) -> None:
    assert walk.column.select("form form") == []
    ids = [str(one["id"]) for one in walk.column.select("[id]")]
    assert len(ids) == len(set(ids))
    walk.press("Look up", word="tea")
    assert "tea was looked up" in walk.answer_given.text
    walk.press("Continue", first="x")
    assert walk.cards == ["name", "note", ">sent"]


def test_an_answer_of_a_page_older_than_the_record_is_told_and_kept(site: RunningSite, walk: Walk) -> None:
    other = site.visitor().begin("asking", "k")
    other.change("name").answer("Bob")
    walk.answer(first="typed", second="more", colour="blue")
    assert "This page was older than what is recorded" in walk.notice
    assert walk.cards == ["name", ">note"]
    assert "Bob" in walk.card("name").get_text()
    form = walk.form()
    assert (form["a.first"], form["a.second"], form["a.colour"]) == ("typed", "more", "blue")
    walk.press("Continue")
    assert walk.cards == ["name", "note", ">sent"]


def test_going_back_and_starting_from_an_older_page_change_nothing(site: RunningSite, walk: Walk) -> None:
    walk.answer()
    other = site.visitor().begin("asking", "k")
    other.change("name").answer("Bob")
    other.answer(first="b")
    stored = site.parts.pipelines.find("asking", "k")
    for pressed in ("Send", "Change Name"):
        older = Walk.__new__(Walk)
        older.__dict__.update(walk.__dict__)
        older.press(pressed)
        assert "This page was older than what is recorded, so nothing was done." in older.notice
        assert "Bob" in older.text
        assert site.parts.pipelines.find("asking", "k") == stored
    older.press("Send")
    assert "sent" in site.parts.pipelines.find("asking", "k").results  # type: ignore[union-attr]


def test_a_page_that_shows_the_same_record_is_not_older(site: RunningSite, walk: Walk) -> None:
    other = site.visitor().begin("asking", "k")
    other.answer(first="one")
    walk.reload()
    other.press("Send")
    assert walk.reload().cards == ["name", "note", "sent"]
    walk.press("Finalize")
    assert "Locked" in walk.text
