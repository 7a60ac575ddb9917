"""A field that takes cells copied out of a spreadsheet, which come as lines of cells with tabs between them."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from server.domain.fields.field import nothing
from server.domain.problem import WrongInput

Row = dict[str, str]


@dataclass(frozen=True)
class PastedTable:
    """Rows out of a spreadsheet: the answer is a list of {column: text}, at most `max` of them.

    Without `columns` the first line names them. With `columns` a first line that holds all these names says where each
    is, and other columns are left out; where no line names them, the cells come in the order of `columns`.
    """

    label: str
    _: KW_ONLY
    columns: Sequence[str] = ()
    value: Sequence[Mapping[str, str]] = ()
    required: bool = True
    hint: str = ""
    max: int = 5000

    @property
    def proposed(self) -> list[Row]:
        return [dict(row) for row in self.value]

    def check(self, posted: Sequence[str]) -> list[Row]:
        lines = _lines(posted[-1] if posted else "")
        header, body = self._header(lines) if lines else ([], [])
        rows = [self._row(header, cells, number) for number, cells in body]
        if not rows:
            empty: list[Row] = nothing(self.label, self.required, [])
            return empty
        if len(rows) > self.max:
            raise WrongInput(f"{self.label}: at most {self.max:,} rows, these are {len(rows):,}. Paste fewer.")
        return rows

    def fits(self, answer: Any) -> bool:
        if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
            return False
        return not self.columns or all(list(row) == list(self.columns) for row in answer)

    def words(self, answer: Any) -> str:
        if not answer:
            return "no rows"
        return f"{'1 row' if len(answer) == 1 else f'{len(answer):,} rows'}: {', '.join(answer[0])}"

    def text(self, answer: Sequence[Mapping[str, str]]) -> str:
        """An answer as a spreadsheet copies it: what `check` makes the same answer of."""
        if not answer:
            return ""
        out = io.StringIO()
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerows([list(answer[0]), *(row.values() for row in answer)])
        return out.getvalue()

    def _header(self, lines: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
        """(the column of each cell, '' for cells to be left out; the lines below)"""
        first = lines[0][1]
        if not self.columns:
            if len(set(first)) < len(first) or "" in first:
                raise WrongInput(f"{self.label}: the first line names the columns, so each needs a name of its own.")
            return first, lines[1:]
        wanted = {column.casefold(): column for column in self.columns}
        named = [wanted.get(cell.casefold(), "") for cell in first]
        if set(named) - {""} == set(self.columns) and len(set(named) - {""}) == len(list(filter(None, named))):
            return named, lines[1:]
        return list(self.columns), lines

    def _row(self, header: list[str], cells: list[str], number: int) -> Row:
        if len(cells) > len(header):
            raise WrongInput(
                f"{self.label}: line {number} has {len(cells)} cells, but there are {len(header)} columns "
                f"({', '.join(header)}). Take the others away and paste again."
            )
        found = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
        return {column: found[column] for column in self.columns or header}


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """(number, cells) of each line that is not empty. A quote that is never closed is a mark like any other."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        lines = list(csv.reader(io.StringIO(plain, newline=""), delimiter="\t", strict=True))
    except csv.Error:
        lines = [line.split("\t") for line in plain.split("\n")]
    stripped = [[cell.strip() for cell in line] for line in lines]
    return [(number, cells) for number, cells in enumerate(stripped, start=1) if any(cells)]
