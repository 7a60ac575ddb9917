"""Numbers, sizes and times as people read them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.web import words


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (None, "? bytes"),
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (1_234_567, "1.2 MB"),
        (999_949, "999.9 kB"),
        (999_999, "1.0 MB"),
        (999_999_999, "1.0 GB"),
        (5_000_000_000_000, "5000.0 GB"),
    ],
)
def test_sizes(count: int | None, told: str) -> None:
    assert words.size(count) == told


@pytest.mark.parametrize(
    ("count", "told"), [(None, "an unknown number of rows"), (0, "0 rows"), (1, "1 row"), (1_000_000, "1,000,000 rows")]
)
def test_rows(count: int | None, told: str) -> None:
    assert words.rows(count) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (-3, "0 s"),
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min 0 s"),
        (185, "3 min 5 s"),
        (3_599, "59 min 59 s"),
        (3_840, "1 h 4 min"),
    ],
)
def test_durations(seconds: float, told: str) -> None:
    assert words.duration(seconds) == told


def test_months_are_those_of_the_apps_own_language() -> None:
    told = [words.moment(f"2026-{month:02}-15T12:00:00+00:00").split()[1] for month in range(1, 13)]
    assert told == "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@given(moment=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_moments_are_told_on_this_computers_clock(moment: datetime) -> None:
    here = moment.astimezone()
    told = words.moment(moment.isoformat())
    assert told == words.moment(moment.replace(tzinfo=None).isoformat())
    assert told.startswith(f"{here.day} ")
    assert told.endswith(f"{here.year}, {here.hour:02}:{here.minute:02}")


@given(text=st.text(), most=st.integers(1, 20))
def test_a_shortened_text_fits(text: str, most: int) -> None:
    short = words.shortened(text, most)
    assert len(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_of_a_long_text_the_beginning_is_told() -> None:
    assert words.beginning("a\nb") == "a\nb"
    assert words.beginning("\n".join("abcdef"), lines=4) == "a\nb\nc\nd\n… and 2 more lines"
    assert words.beginning("\n".join("abc"), lines=2) == "a\nb\n… and 1 more line"
    assert words.beginning("abcdef", most=3) == "ab…"
