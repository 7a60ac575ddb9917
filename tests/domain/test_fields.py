"""Fields: what is offered is accepted, what is accepted can be offered again, and everything else is told."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.fields import Choice, Choices, Number, Secret, Text, as_text
from server.domain.misuse import Misuse
from server.domain.opening import Question, WrongAnswers, open_step
from server.domain.problem import Problem, WrongInput
from server.domain.project import botify_project
from server.domain.workflow import Kind, Step

options = st.dictionaries(st.text(max_size=8), st.text(max_size=8), min_size=1, max_size=6)


@given(typed=st.text())
def test_text_is_taken_without_the_space_around_it(typed: str) -> None:
    field = Text("Name", required=False)
    assert field.check([typed]) == typed.strip()
    assert field.check([field.words(typed.strip())]) == typed.strip()


@pytest.mark.parametrize("posted", [[], [""], ["  \t "]])
def test_what_must_be_filled_in_is_told(posted: list[str]) -> None:
    for field in (Text("Name"), Secret("Name"), Number("Name")):
        with pytest.raises(WrongInput, match=r"Name: please fill this in\."):
            field.check(posted)
    assert Text("Name", required=False).check(posted) == ""
    assert Number("Name", required=False).check(posted) is None


def test_a_long_text_is_told() -> None:
    with pytest.raises(WrongInput, match="at most 3 characters, these are 4"):
        Text("Name", max=3).check(["four"])


def test_what_parse_makes_can_be_shown_and_parsed_again() -> None:
    field = Text("Project", parse=botify_project)
    answer = field.check(["app.botify.com/acme/shop/crawl"])
    assert field.words(answer) == "https://app.botify.com/acme/shop/"
    assert field.check([field.words(answer)]) == answer


@given(number=st.integers(-1000, 1000))
def test_a_number_within_its_limits_is_taken(number: int) -> None:
    field = Number("Depth", min=-10, max=10)
    if -10 <= number <= 10:
        assert field.check([f" {number} "]) == number
        assert field.check([field.words(number)]) == number
    else:
        assert not field.fits(number)
        with pytest.raises(WrongInput, match=r"Depth: a number from -10 to 10\."):
            field.check([str(number)])


@given(number=st.floats(-1e6, 1e6))
def test_a_decimal_is_taken_with_point_or_comma(number: float) -> None:
    field = Number("Share", step=0.1)
    assert field.check([repr(number)]) == number
    assert field.check([repr(number).replace(".", ",")]) == number


@pytest.mark.parametrize("typed", ["x", "1.5.2", "inf", "-Infinity", "nan", "1e400", "1,2,3", "9" * 5000])
@pytest.mark.parametrize("step", [1, 0.5])
def test_what_is_no_number_is_told(typed: str, step: float) -> None:
    with pytest.raises(WrongInput, match="is not a"):
        Number("Share", step=step).check([typed])


@given(options=options)
def test_each_option_offered_is_accepted_and_read_in_words(options: dict[str, str]) -> None:
    field = Choice("Kind", options)
    assert field.proposed == next(iter(options))
    for value, words in options.items():
        assert field.check([value]) == value
        assert field.fits(value)
        assert field.words(value) == words


@given(options=options, other=st.text(max_size=8))
def test_what_is_not_offered_is_refused(options: dict[str, str], other: str) -> None:
    if other in options:
        return
    for field in (Choice("Kind", options), Choices("Kind", options)):
        with pytest.raises(WrongInput):
            field.check([other])
    assert not Choice("Kind", options).fits(other)
    assert not Choices("Kind", options).fits([other])


@given(options=options, data=st.data())
def test_choices_come_in_the_order_of_the_options(options: dict[str, str], data: st.DataObject) -> None:
    field = Choices("Kinds", options, required=False)
    chosen = data.draw(st.lists(st.sampled_from(sorted(options))))
    answer = field.check(chosen)
    assert answer == [value for value in options if value in chosen]
    assert field.fits(answer)
    assert field.words(answer) == (", ".join(options[value] for value in answer) or "none")


def test_options_that_are_no_text_come_back_as_they_are() -> None:
    assert Choice("Number", [1, 2, 3]).check(["2"]) == 2
    assert Choices("Number", [1, 2.5, None]).check(["None", "1"]) == [1, None]


def test_nothing_to_choose_from_is_told() -> None:
    with pytest.raises(WrongInput, match="Crawl: there is nothing to choose from"):
        Choice("Crawl", [])
    with pytest.raises(WrongInput, match="choose at least one"):
        Choices("Fields", ["a"]).check([])


def test_a_secret_shows_nothing_of_itself() -> None:
    field = Secret("Token")
    assert field.check([" hush "]) == "hush"
    assert "hush" not in field.words("hush") + repr(field)
    assert not field.fits("hush")


@settings(max_examples=40)
@given(
    answer=st.recursive(
        st.text() | st.integers() | st.none(),
        lambda one: st.lists(one, min_size=1) | st.dictionaries(st.text(), one, min_size=1),
    )
)
def test_any_answer_has_words(answer: Any) -> None:
    assert isinstance(as_text(answer), str)


# Questions


def opened(returned: Any, kind: Kind = Kind.ASK) -> Any:
    def step() -> Any:
        return returned

    return open_step(Step(kind, "Title", step), {})


def test_one_field_is_answered_by_itself_and_several_by_a_dict() -> None:
    one = opened(["above", Text("Name", value="x"), "below"])
    assert (one.single, one.above, one.below, one.proposed) == (True, ["above"], ["below"], "x")
    assert one.check({"step": ["Mike"]}) == "Mike"
    several = opened({"name": Text("Name"), "age": Number("Age", value=3)})
    assert several.proposed == {"name": "", "age": 3}
    assert several.check({"name": ["Mike"], "age": ["4"]}) == {"name": "Mike", "age": 4}
    assert several.words({"name": "Mike", "age": 4}) == "Mike · 4"


def test_each_wrong_field_has_its_sentence() -> None:
    question = opened({"name": Text("Name"), "age": Number("Age"), "fine": Text("Fine")})
    with pytest.raises(WrongAnswers) as wrong:
        question.check({"age": ["old"], "fine": ["yes"]})
    assert wrong.value.sentences == {"name": "Name: please fill this in.", "age": "Age: “old” is not a whole number."}


def test_an_old_answer_is_offered_where_it_still_fits() -> None:
    question = Question({"kind": Choice("Kind", ["a", "b"]), "depth": Number("Depth", value=1, max=5)}, single=False)
    assert question.offered(True, {"kind": "b", "depth": 9}) == {"kind": "b", "depth": 1}
    assert question.offered(True, {"kind": "gone"}) == {"kind": "a", "depth": 1}
    assert question.offered(False, None) == {"kind": "a", "depth": 1}


@pytest.mark.parametrize(
    "returned",
    [None, "text", [], {}, {"a": 1}, {1: Text("a")}, [Text("a"), Text("b")], Secret("s"), {"s": Secret("s")}],
)
def test_an_ask_that_asks_nothing_that_may_be_recorded_is_refused(returned: Any) -> None:
    with pytest.raises(Misuse):
        opened(returned)


@pytest.mark.parametrize("returned", [object(), {1, 2}, float("nan") * 0 and b"", "x" * 1_000_001])
def test_a_result_that_is_no_json_or_too_large_is_refused(returned: Any) -> None:
    with pytest.raises(Misuse):
        opened(returned, Kind.DO)


def test_what_in_a_result_is_no_json_is_told_by_its_kind() -> None:
    with pytest.raises(Misuse, match="cannot be kept: a set is no JSON"):
        opened({"words": [{1, 2}]}, Kind.DO)
    with pytest.raises(Misuse, match="Is “return” missing"):
        opened(None)


@settings(max_examples=40)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
    )
)
def test_a_result_is_what_comes_back_from_the_record(value: Any) -> None:
    assert json.loads(json.dumps(opened(value, Kind.DO).json)) == value


def test_the_sentences_are_for_people() -> None:
    assert isinstance(WrongAnswers({"a": "One.", "b": "Two."}), Problem)
    assert str(WrongAnswers({"a": "One.", "b": "Two."})) == "One. Two."


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: Choice("Kind", "abc"), "The options of “Kind” are a list, or {value: words}; this is the text “abc”."),
        (lambda: Choice("Kind", None), "The options of “Kind” are a list, or {value: words}; this is None."),
        (
            lambda: Choices("Kind", ["a"], value="a"),
            "The value of “Kind” is a list of those chosen; this is the text “a”.",
        ),
    ],
)
def test_a_text_where_a_list_is_meant_is_told(made: Callable[[], Any], told: str) -> None:
    with pytest.raises(Misuse) as raised:
        made()
    assert str(raised.value) == told


def test_options_may_come_one_by_one() -> None:
    choice = Choice("Kind", (letter for letter in "ab"))  # type: ignore[arg-type]
    assert choice.offered == {"a": "a", "b": "b"}
    assert choice.check(["b"]) == "b"
