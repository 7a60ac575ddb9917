"""What is typed as a setting."""

import pytest

from server.adapters.settings import checked_limit
from server.domain.problem import WrongInput


@pytest.mark.parametrize(
    ("typed", "rows"),
    [("1000000", 1_000_000), ("1,000,000", 1_000_000), ("2 000 000", 2_000_000), ("1.500.000", 1_500_000), (" 5 ", 5)],
)
def test_a_row_limit_is_read_with_or_without_signs_between_the_thousands(typed: str, rows: int) -> None:
    assert checked_limit(typed) == rows


@pytest.mark.parametrize("typed", ["1,5", "1.5", "1,0000", ",5", "", "-1", "x", "1e6", "٣", "0", "1,000,000,001"])
def test_what_is_no_row_limit_is_refused(typed: str) -> None:
    with pytest.raises(WrongInput):
        checked_limit(typed)
