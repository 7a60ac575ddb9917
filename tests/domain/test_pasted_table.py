"""Cells out of a spreadsheet: what is taken can be offered again, and what does not fit is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.fields import PastedTable
from server.domain.problem import WrongInput

cells = st.text(st.characters(blacklist_characters="\r", blacklist_categories=["Cs"]), max_size=8).map(str.strip)
ROWS = [{"URL": "/a", "Title": "A"}, {"URL": "/b", "Title": ""}]


@given(rows=st.lists(st.tuples(cells, cells).filter(any), min_size=1, max_size=6))
def test_what_is_offered_again_gives_the_same_rows(rows: list[tuple[str, str]]) -> None:
    answer = [{"URL": url, "Title": title} for url, title in rows]
    for field in (PastedTable("It"), PastedTable("It", columns=["URL", "Title"])):
        assert field.check([field.text(answer)]) == answer
        assert field.check([field.text(answer).replace("\n", "\r\n")]) == answer
        assert field.fits(answer)


@pytest.mark.parametrize("pasted", ["URL\tTitle\n/a\tA\n/b", "\r\nURL \t Title\r\n\r\n/a\tA\r\n/b\t\r\n"])
def test_the_first_line_names_the_columns(pasted: str) -> None:
    assert PastedTable("It").check([pasted]) == ROWS


@pytest.mark.parametrize("pasted", ["title\tNote\turl\nA\tx\t/a\n\ty\t/b\n", "/a\tA\n/b\t\n"])
def test_columns_wanted_are_found_by_name_or_by_their_order(pasted: str) -> None:
    assert PastedTable("It", columns=["URL", "Title"]).check([pasted]) == ROWS


def test_an_empty_first_cell_stays_in_its_place() -> None:
    assert PastedTable("It", columns=["URL", "Title"]).check(["\tA"]) == [{"URL": "", "Title": "A"}]


def test_a_cell_may_have_several_lines_and_a_lone_quote() -> None:
    field = PastedTable("It", columns=["URL", "Title"])
    assert field.check(['"/a"\t"two\nlines, ""so"""']) == [{"URL": "/a", "Title": 'two\nlines, "so"'}]
    assert field.check(['"/a\tA\n/b\t5']) == [{"URL": '"/a', "Title": "A"}, {"URL": "/b", "Title": "5"}]


@pytest.mark.parametrize(
    ("field", "pasted", "reason"),
    [
        (PastedTable("It"), " \r\n\t\n", r"It: please fill this in\."),
        (PastedTable("It"), "URL\tTitle", r"It: please fill this in\."),
        (PastedTable("It"), "a\ta\n1\t2", "each needs a name of its own"),
        (PastedTable("It"), "a\t\n1\t2", "each needs a name of its own"),
        (PastedTable("It"), "a\tb\n1\t2\n\n1\t2\t3", r"line 4 has 3 cells, but there are 2 columns \(a, b\)"),
        (PastedTable("It", max=1), "a\n1\n2", "at most 1 rows, these are 2"),
    ],
)
def test_what_does_not_fit_is_told(field: PastedTable, pasted: str, reason: str) -> None:
    with pytest.raises(WrongInput, match=reason):
        field.check([pasted])


def test_no_rows_may_be_an_answer() -> None:
    field = PastedTable("It", required=False)
    assert field.check([]) == field.proposed == []
    assert (field.words([]), field.words(ROWS[:1]), field.words(ROWS)) == (
        "no rows",
        "1 row: URL, Title",
        "2 rows: URL, Title",
    )
    assert field.text([]) == ""


@pytest.mark.parametrize("answer", ["text", ["text"], [{"URL": "/a"}], None])
def test_an_answer_of_another_shape_is_not_offered_again(answer: object) -> None:
    assert not PastedTable("It", columns=["URL", "Title"]).fits(answer)
