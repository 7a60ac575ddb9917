"""Long texts, ranges, days and toggles: what is accepted can be offered again, and everything else is told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.fields import Choice, Date, LongText, Range, Toggle
from server.domain.problem import WrongInput

lines = st.lists(st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"])), min_size=1)


@given(lines=lines)
def test_the_ends_of_lines_are_the_same_from_every_browser(lines: list[str]) -> None:
    field = LongText("Text", required=False)
    answers = {field.check([end.join(lines)]) for end in ("\n", "\r\n", "\r")}
    assert answers == {"\n".join(lines).strip()}
    (answer,) = answers
    assert field.check([field.words(answer)]) == answer


def test_a_long_text_is_parsed_and_its_list_is_offered_again_line_by_line() -> None:
    field = LongText("Addresses", parse=str.split)
    assert field.check(["a\r\nb\r\n"]) == ["a", "b"]
    assert field.check([field.words(["a", "b"])]) == ["a", "b"]


@pytest.mark.parametrize("field", [LongText("It"), Range("It"), Date("It")])
@pytest.mark.parametrize("posted", [[], [""], [" \r\n"]])
def test_what_must_be_filled_in_is_told(field: LongText | Range | Date, posted: list[str]) -> None:
    with pytest.raises(WrongInput, match=r"It: please fill this in\."):
        field.check(posted)


def test_a_long_text_is_no_longer_than_it_may_be() -> None:
    assert LongText("It", max=3).check(["a\r\nb"]) == "a\nb"
    with pytest.raises(WrongInput, match="at most 3 characters, these are 4"):
        LongText("It", max=3).check(["a\r\nbc"])


@given(number=st.integers(-50, 150))
def test_a_range_takes_what_lies_in_it(number: int) -> None:
    field = Range("Share")
    assert field.fits(number) == (0 <= number <= 100)
    if field.fits(number):
        assert field.check([str(number)]) == number
    else:
        with pytest.raises(WrongInput, match=r"Share: a number from 0 to 100\."):
            field.check([str(number)])


def test_a_range_proposes_its_least_number_and_must_have_one() -> None:
    assert Range("Share", min=5).proposed == 5
    assert Range("Share", value=7).proposed == 7
    assert Range("Share", step=0.5).check(["2,5"]) == 2.5
    with pytest.raises(WrongInput, match="no number from 3 to 2"):
        Range("Share", min=3, max=2)


@given(day=st.dates())
def test_each_day_is_taken_and_offered_again(day: date) -> None:
    field = Date("Day", value=day)
    assert field.check([field.proposed]) == day.isoformat()
    assert field.fits(day.isoformat())


@given(day=st.dates())
def test_a_day_outside_its_limits_is_told(day: date) -> None:
    field = Date("Day", min=date(2020, 1, 1), max="2030-12-31")
    if 2020 <= day.year <= 2030:
        assert field.check([day.isoformat()]) == day.isoformat()
    else:
        assert not field.fits(day.isoformat())
        with pytest.raises(WrongInput, match=r"Day: a day from 1 January 2020 to 31 December 2030\."):
            field.check([day.isoformat()])


def test_a_limit_on_one_side_has_a_sentence_of_its_own() -> None:
    with pytest.raises(WrongInput, match=r"Day: 1 May 2024 or later\."):
        Date("Day", min="2024-05-01").check(["2024-04-30"])
    with pytest.raises(WrongInput, match=r"Day: 1 May 2024 or earlier\."):
        Date("Day", max="2024-05-01").check(["2024-05-02"])


@pytest.mark.parametrize("typed", ["tomorrow", "2026-02-30", "21.11.2026", "2026", "99999-01-01"])
def test_what_is_no_day_is_told(typed: str) -> None:
    with pytest.raises(WrongInput, match="is no day"):
        Date("Day").check([typed])
    assert not Date("Day").fits(typed)


def test_a_day_may_be_left_out_and_is_read_in_words() -> None:
    field = Date("Day", required=False)
    assert field.check([""]) == ""
    assert field.fits("")
    assert not Date("Day").fits("")
    assert (field.words("2026-11-05"), field.words("")) == ("5 November 2026", "no day")


def test_a_toggle_is_yes_or_no() -> None:
    field = Toggle("Really")
    assert (field.check(["on"]), field.check([])) == (True, False)
    assert (field.words(True), field.words(False)) == ("yes", "no")
    assert field.fits(False)
    assert not field.fits("on")
    assert Toggle("Really", value=True).proposed is True


def test_a_choice_to_be_seen_is_a_choice_like_any_other() -> None:
    field = Choice("Kind", {"a": "first", "b": "second"}, radio=True)
    assert field.check(["b"]) == "b"
    assert field.words("b") == "second"
