"""A list's field that cannot give what its column holds is refused, with what to write instead."""

from dataclasses import dataclass
from typing import Any

import pytest

from server.domain.crud import Crud, refuse_crud
from server.domain.fields import Choice, Choices, Date, Field, LongText, Number, Range, Text, Toggle
from server.domain.misuse import Misuse
from server.domain.opening import WrongAnswers
from server.domain.workflow import Refusal


@dataclass
class Row:
    called: str
    size: int = 0
    weight: float = 0.0


def doubled(text: str) -> str:
    return text * 2


def unsaid(text):  # type: ignore[no-untyped-def]
    return text * 2


def rows(**fields: Field) -> Crud:
    return Crud("rows", Row, title="Rows", **{"called": Text("Called"), **fields})


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"size": Text("Size")}, "Text(“Size”) gives text, but the column “size” is declared as size: int. Use Number"),
        ({"size": Text("Size", parse=doubled)}, "gives text, but the column “size”"),
        ({"size": Number("Size", step=0.5)}, "gives a number, but the column “size” is declared as size: int"),
        ({"called": Number("Called")}, "gives a whole number, but the column “called” is declared as called: str"),
        ({"called": Toggle("Called")}, "or declare called: bool"),
        ({"called": Text("Called", parse=int)}, "Use Text, or a parse= that returns text; or declare called: int"),
        ({"weight": Date("Weight")}, "Use Number with a step= such as 0.1"),
        ({"called": Choices("Called", ["a"])}, "gives a list, which no column holds"),
        ({"called": Choice("Called", [1, 2])}, "gives a whole number"),
    ],
)
def test_a_field_that_does_not_fit_its_column_is_refused(fields: dict[str, Field], told: str) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_crud(rows(**fields))
    assert told in refused.value.reason


@pytest.mark.parametrize(
    "fields",
    [
        {"size": Text("Size", parse=int), "weight": Text("Weight", parse=int)},
        {"size": Range("Size"), "weight": Number("Weight")},
        {"size": Choice("Size", [1, 2]), "weight": Number("Weight", step=0.1)},
        {"called": LongText("Called"), "size": Text("Size", parse=unsaid)},
        {"called": Choice("Called", {"a": "A"}), "size": Choice("Size", lambda: [1])},
    ],
)
def test_what_may_fit_is_left_alone(fields: dict[str, Field]) -> None:
    refuse_crud(rows(**fields))


def test_what_a_parse_returned_for_the_wrong_kind_is_told_with_its_line() -> None:
    with pytest.raises(WrongAnswers) as wrong:
        rows(size=Text("Size", parse=unsaid)).new({"called": ["x"], "size": ["ab"]})
    line = unsaid.__code__.co_firstlineno
    assert wrong.value.sentences["size"] == (
        f"Size: the text “abab” does not fit here (parse=unsaid, test_column_kinds.py, line {line}). "
        "The plug-in declares size: int, so it must become a whole number."
    )


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (Number, {"min": "a"}),
        (Number, {"value": "3"}),
        (Range, {"max": "9"}),
        (Number, {"step": True}),
        (Text, {"max": "long"}),
        (LongText, {"parse": "int"}),
    ],
)
def test_what_is_no_number_or_function_is_told_at_once(field: type, given: dict[str, Any]) -> None:
    (name,) = given
    with pytest.raises(Misuse, match=f"“Size”: {name} is a"):
        field("Size", **given)
