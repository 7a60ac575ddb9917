"""Lists as they are declared: what is refused, what a row holds, how it is moved."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.crud import Crud, moved, refuse_crud, with_it
from server.domain.fields import Choice, Number, Secret, Text
from server.domain.opening import WrongAnswers
from server.domain.workflow import Refusal


@dataclass
class Book:
    called: str
    pages: int = 1
    price: float = 0.0
    read: bool = False
    priority: int = 0


def books(**fields: object) -> Crud:
    known = {
        "called": Text("Title"),
        "pages": Number("Pages", required=False, min=1),
        "price": Number("Price", step=0.1),
    }
    return Crud("books", Book, title="Books", **(known | fields))  # type: ignore[arg-type]


def test_a_list_knows_its_columns() -> None:
    assert [(column.name, column.kind, column.default) for column in books().columns.values()] == [
        ("called", str, ""),
        ("pages", int, 1),
        ("price", float, 0.0),
        ("read", bool, False),
        ("priority", int, 0),
    ]
    assert books().sorts
    assert not books().by_profile


def test_a_new_row_is_checked_by_its_fields() -> None:
    assert books().new({"called": [" Emma "], "price": ["7"]}) == {"called": "Emma", "pages": 1, "price": 7.0}
    with pytest.raises(WrongAnswers) as wrong:
        books().new({"pages": ["0"], "price": ["much"]})
    assert wrong.value.sentences == {
        "called": "Title: please fill this in.",
        "pages": "Pages: at least 1.",
        "price": "Price: “much” is not a number.",
    }


def test_an_answer_of_another_kind_than_its_column_is_told() -> None:
    with pytest.raises(WrongAnswers, match="does not fit here"):
        books(pages=Choice("Pages", ["few", "many"])).new({"called": ["x"], "price": ["1"], "pages": ["few"]})


def test_a_row_kept_before_there_was_a_column_gets_its_default() -> None:
    assert books().kept({"called": "Emma", "pages": "many", "gone": 3}) == {
        "called": "Emma",
        "pages": 1,
        "price": 0.0,
        "read": False,
    }


@dataclass
class Odd:
    what: list[str]


@dataclass
class Ordered:
    what: str
    priority: str = ""


@pytest.mark.parametrize(
    ("app", "reason"),
    [
        (Crud("Books", Book, title="x", called=Text("x")), "cannot name an app"),
        (Crud("books", str, title="x"), "under @dataclass"),
        (Crud("books", Book, title="x"), "edits nothing"),
        (Crud("books", Book, title="x", author=Text("x")), "edits “author”, which is no column"),
        (books(priority=Number("x")), "cannot be edited"),
        (books(pages=Secret("x")), "may be kept"),
        (books(pages="x"), "may be kept"),
        (Crud("odd", Odd, title="x", what=Text("x")), "must be one of str, int, float, bool"),
        (Crud("ordered", Ordered, title="x", what=Text("x")), "declared as priority: int = 0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_about_a_list_is_told(app: Crud, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        refuse_crud(app)


def test_a_list_as_it_should_be_is_not_refused() -> None:
    refuse_crud(books())


@given(st.lists(st.integers(1, 20), unique=True), st.integers(1, 20), st.integers(0, 20))
def test_moving_a_row_changes_the_place_of_that_row_alone(order: list[int], row: int, after: int) -> None:
    found = moved(order, row, after)
    assert sorted(found) == sorted(order)
    assert [one for one in found if one != row] == [one for one in order if one != row]
    if row in order and after in order and row != after:
        assert found[found.index(row) - 1] == after
    elif row in order:
        assert found[0] == row
    assert moved(found, row, after) == found


def test_what_goes_along_is_told() -> None:
    assert with_it({}) == with_it({"Tasks": 0}) == ""
    assert (
        with_it({"Tasks": 1, "Notes": 1200, "Links": 0}) == ", and with it 1 row of “Tasks” and 1,200 rows of “Notes”"
    )
