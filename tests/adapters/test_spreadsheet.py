"""Copies for spreadsheets: made where they make a difference, of what is in the file, which stays as it is."""

from __future__ import annotations

import csv
import os
import resource
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from server.adapters import spreadsheet
from server.adapters.spreadsheet import for_spreadsheet
from server.domain.problem import Problem
from server.domain.spreadsheet import as_text, is_formula

BOM = "\ufeff"
CELLS = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
SIGNED = some.builds(
    str.__add__, some.sampled_from("=+-@\t\r\n＝＋－＠"), CELLS | some.from_regex(r"[0-9.,]{0,3}", fullmatch=True)
)
ROWS = some.lists(some.lists(CELLS | SIGNED, min_size=2, max_size=2), max_size=5)


def csv_of(path: Path, rows: list[list[str]], **form: Any) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, **form).writerows([["url", "title"], *rows])
    return path


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))[1:]


@given(ROWS, some.sampled_from([{}, {"quoting": csv.QUOTE_ALL, "lineterminator": "\n"}]))
def test_a_copy_holds_every_cell_and_no_formula(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], form: dict[str, Any]
) -> None:
    file = csv_of(tmp_path_factory.mktemp("files") / "urls.csv", rows, **form)
    before = file.read_bytes()
    copy = for_spreadsheet(file)
    formulas = sum(is_formula(cell) for row in rows for cell in row)
    if copy is None:
        assert not formulas
        assert before.isascii()
    else:
        assert formulas or not before.isascii()
        assert copy.cells == formulas
        assert cells(copy.path) == [[as_text(cell) for cell in row] for row in rows]
        assert copy.path.read_text("utf-8").startswith(BOM)
    assert file.read_bytes() == before


@given(some.text(',"\n\r=+-1.x ＝', max_size=12))
@example('u,"-1,cmd"')
@example('u,"-1""cmd"')
@example('u,""=1')
@example('"-1"=')
@example("u\r=1")
def test_no_file_that_is_opened_as_it_is_has_a_formula(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    file = tmp_path_factory.mktemp("files") / "urls.csv"
    file.write_text(content, "utf-8", newline="")
    copy = for_spreadsheet(file)
    with (copy.path if copy else file).open(encoding="utf-8-sig", newline="") as lines:
        assert not [cell for row in csv.reader(lines) for cell in row if is_formula(cell)]


@pytest.mark.parametrize("sign", list("=+-@\t\r\n＝＋－＠"))
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_each_sign_is_found_alone(tmp_path: Path, sign: str, quoting: Any) -> None:
    copy = for_spreadsheet(csv_of(tmp_path / "urls.csv", [["/a", f"{sign}cmd"]], quoting=quoting))
    assert copy is not None
    assert cells(copy.path) == [["/a", f"'{sign}cmd"]]


@pytest.mark.parametrize("place", range(7))
def test_a_formula_is_found_wherever_the_file_is_cut_into_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    monkeypatch.setattr(spreadsheet, "_PIECE", 5)
    rows = [["/a", str(number)] for number in range(7)]
    rows[place][1] = "=1"
    copy = for_spreadsheet(csv_of(tmp_path / "urls.csv", rows))
    assert copy is not None
    assert cells(copy.path)[place] == ["/a", "'=1"]


def test_a_plain_file_of_numbers_needs_none(tmp_path: Path) -> None:
    file = csv_of(tmp_path / "urls.csv", [["/a", "-5"], ["/b", "+1,234.5%"], ["/-c=d@e", ""]])
    assert for_spreadsheet(file) is None
    assert for_spreadsheet(tmp_path / "gone.csv") is None
    assert [path.name for path in tmp_path.iterdir()] == ["urls.csv"]


def test_a_file_that_says_of_itself_that_it_is_utf8_needs_none_for_its_accents(tmp_path: Path) -> None:
    file = tmp_path / "urls.csv"
    file.write_text(f"{BOM}url,title\n/a,Café\n", "utf-8")
    assert for_spreadsheet(file) is None
    file.write_text(f"{BOM}=1,title\n/a,Café\n", "utf-8")
    copy = for_spreadsheet(file)
    assert copy is not None
    assert copy.path.read_bytes().decode() == f"{BOM}'=1,title\r\n/a,Café\r\n"


def test_bytes_that_are_no_text_stay(tmp_path: Path) -> None:
    file = tmp_path / "urls.csv"
    file.write_bytes(b"url,title\n/a,\xff=\n/b,=\xfe\n")
    copy = for_spreadsheet(file)
    assert copy is not None
    assert copy.path.read_bytes() == b"\xef\xbb\xbfurl,title\r\n/a,\xff=\r\n/b,'=\xfe\r\n"


def test_what_was_written_into_a_copy_is_kept(tmp_path: Path) -> None:
    file = csv_of(tmp_path / "urls.csv", [["/a", "é"]])
    first = for_spreadsheet(file)
    assert first is not None
    first.path.write_text("my notes")
    again = for_spreadsheet(file)
    assert again is not None
    assert (again.path, again.path.read_text()) == (first.path, "my notes")
    newer = first.path.stat().st_mtime + 10
    os.utime(file, (newer, newer))
    other = for_spreadsheet(file)
    assert other is not None
    assert other.path.name == "urls (for spreadsheets 2).csv"
    assert first.path.read_text() == "my notes"


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    file = csv_of(tmp_path / "urls.csv", [["/a", "é" * 50]] * 2000)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, usual[1]))
    try:
        with pytest.raises(Problem, match="No copy of"):
            for_spreadsheet(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert [path.name for path in tmp_path.iterdir()] == ["urls.csv"]


def test_a_cell_too_long_to_be_read_is_told(tmp_path: Path) -> None:
    file = csv_of(tmp_path / "urls.csv", [["/a", "=" + "x" * 200_000]])
    with pytest.raises(Problem, match="field larger than field limit"):
        for_spreadsheet(file)
    assert [path.name for path in tmp_path.iterdir()] == ["urls.csv"]
