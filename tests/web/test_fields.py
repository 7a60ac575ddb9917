"""Each kind of field over HTTP: drawn with what is proposed, checked, offered again, in the gallery that shows them."""

from collections.abc import Callable

import pytest
from bs4 import Tag

from tests.web.site import RunningSite
from tests.web.visitor import Walk

Start = Callable[..., RunningSite]


@pytest.fixture
def walk(start: Start) -> Walk:
    return start().visitor().begin("fields")


def answers(walk: Walk) -> dict[str, str]:
    """The gallery's last table: field and answer."""
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in walk.card("answers").select("tbody tr")]
    return dict(rows)


def problem_at(walk: Walk, name: str) -> str:
    """The sentence that the control is described by."""
    control = walk.open.find(attrs={"name": f"a.{name}"})
    assert isinstance(control, Tag)
    assert control["aria-invalid"] == "true"
    told = walk.open.find(id=str(control["aria-describedby"]))
    assert isinstance(told, Tag)
    return told.get_text()


def test_the_gallery_answers_what_it_proposes(walk: Walk) -> None:
    walk.answer().answer().answer().answer().answer()
    assert answers(walk) == {
        "line": "'One line'",
        "lines": "''",
        "whole": "3",
        "decimal": "0.5",
        "share": "40",
        "day": "'2026-11-21'",
        "one": "'fr'",
        "seen": "'en'",
        "word": "'One'",
        "some": "['Aarhus', 'Bergen']",
        "many": "[]",
        "yes": "True",
        "cells": repr([{"Town": "Cork", "Country": "Ireland"}, {"Town": "Faro", "Country": "Portugal"}]),
        "file": "None",
    }
    assert "3 · 0.5 · 40 · 21 November 2026" in walk.card("amounts").get_text()
    assert "French · English · One · Aarhus, Bergen · none · yes" in walk.card("choices").get_text()


def test_what_was_filled_in_is_kept_and_offered_again(walk: Walk) -> None:
    walk.answer(line="x", lines="one\r\n\r\n<b>two</b>").answer(share="99", day="2024-02-29", decimal="1,5")
    form = walk.form()
    del form["a.yes"]
    walk._take(walk.visitor.post(str(walk.open.form["hx-post"]), form | {"a.seen": "pt"}))  # type: ignore[index]
    walk.answer("Town\tNote\tCountry\r\nJena\tx\tGermany\r\n").answer()
    told = answers(walk)
    assert told["cells"] == repr([{"Town": "Jena", "Country": "Germany"}])
    assert told["lines"] == repr("one\n\n<b>two</b>")
    assert (told["share"], told["day"], told["decimal"]) == ("99", "'2024-02-29'", "1.5")
    assert (told["yes"], told["seen"]) == ("False", "'pt'")
    walk.change("cells")
    assert walk.form()["a.cells"] == "\r\nTown\tCountry\r\nJena\tGermany\r\n"
    walk.change("text")
    assert walk.form()["a.lines"] == "one\r\n\r\n<b>two</b>"
    walk.answer()
    assert (walk.form()["a.share"], walk.form()["a.day"]) == ("99", "2024-02-29")
    walk.answer()
    assert walk.form()["a.seen"] == "pt"
    assert "a.yes" not in walk.form()


def test_each_wrong_field_is_told_where_it_is_and_keeps_what_was_typed(walk: Walk) -> None:
    walk.answer(line="x" * 41, lines="kept")
    assert problem_at(walk, "line") == "Text: at most 40 characters, these are 41."
    assert (walk.form()["a.line"], walk.form()["a.lines"]) == ("x" * 41, "kept")
    walk.answer(line="x").answer(share="101", day="2019-12-31", whole="many")
    assert problem_at(walk, "share") == "Range: a number from 0 to 100."
    assert problem_at(walk, "day") == "Date: 1 January 2020 or later."
    assert problem_at(walk, "whole") == "Number: “many” is not a whole number."
    assert walk.form()["a.share"] == "101"
    walk.answer(share="1", day="2020-01-01", whole="2").answer(seen="xx", one="yy")
    assert walk.problems == [
        "Choice: choose one of those offered.",
        "Choice, all to be seen: choose one of those offered.",
    ]
    assert walk.form()["a.yes"] == ["on"]


def test_a_toggle_that_was_put_off_stays_off_when_another_field_is_wrong(walk: Walk) -> None:
    walk.answer().answer()
    form = walk.form()
    del form["a.yes"]
    walk._take(walk.visitor.post(str(walk.open.form["hx-post"]), form | {"a.one": "?"}))  # type: ignore[index]
    assert "a.yes" not in walk.form()


def test_many_radio_options_are_drawn_as_a_list(start: Start) -> None:
    plugin = """
from server.plugin import Choice, Workflow
flow = Workflow("long", title="Long")
@flow.ask("One")
def one():
    return Choice("One", list(range(31)), radio=True)
"""
    walk = start(plugins={"70_long.py": plugin}).visitor().begin("long")
    assert len(walk.open.find_all("option")) == 31
    assert walk.open.find("input", type="radio") is None


def test_every_control_has_a_label_or_a_legend(walk: Walk) -> None:
    for _card in range(5):
        for control in walk.open.find_all(["input", "select", "textarea"]):
            if control.get("type") == "hidden":
                continue
            around = control.find_parent("label")
            labelled = walk.open.find("label", attrs={"for": control.get("id")}) if control.get("id") else None
            assert around or labelled or control.get("aria-label"), control
            if control.get("type") in ("radio", "checkbox") and control.get("role") != "switch":
                fieldset = control.find_parent("fieldset")
                assert fieldset and fieldset.find("legend")
        walk.answer()


def test_cells_that_do_not_fit_are_told_and_kept(walk: Walk) -> None:
    walk.answer().answer().answer().answer("Cork\tIreland\tx")
    assert problem_at(walk, "cells") == (
        "Pasted table: line 1 has 3 cells, but there are 2 columns (Town, Country). "
        "Take the others away and paste again."
    )
    assert walk.form()["a.cells"] == "\r\nCork\tIreland\tx"
