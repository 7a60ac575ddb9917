"""Cells that a spreadsheet would take for formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.domain.spreadsheet import as_text, is_formula

SIGNS = "=+-@\t\r\n＝＋－＠"
CELLS = some.text(max_size=8) | some.builds(str.__add__, some.sampled_from(SIGNS), some.text(max_size=8))


@pytest.mark.parametrize("sign", SIGNS)
def test_each_sign_begins_a_formula(sign: str) -> None:
    assert is_formula(f"{sign}cmd|' /C calc'!A0")
    assert is_formula(sign)


@pytest.mark.parametrize("cell", ["", "-", "+-1", "-1-1", "+49 30 123", "-.", "-1,2;3", "-１"])
def test_only_a_number_may_have_a_sign(cell: str) -> None:
    assert is_formula(cell) == (cell != "")


@pytest.mark.parametrize("cell", ["-5", "+5", "-0.3", "-1,234.5", "+12%", "-1.5e-7", "5", "a=b", " =1", "'=1"])
def test_numbers_and_text_are_none(cell: str) -> None:
    assert not is_formula(cell)
    assert as_text(cell) == cell


@given(CELLS)
def test_what_is_shown_is_no_formula_and_holds_what_was_there(cell: str) -> None:
    shown = as_text(cell)
    assert not is_formula(shown)
    assert as_text(shown) == shown
    assert shown.removeprefix("'" if is_formula(cell) else "") == cell
