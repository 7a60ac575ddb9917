"""CSV as it comes: `sep=` line and byte order mark taken off, one header row put on, rows counted, all in one pass.

Line ends inside and between rows stay as Botify sends them; a header made here ends like the first row. Other columns'
delimiters than a comma are refused: they were not asked for, and nothing has been seen to send them.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.adapters.damage import Damaged, Unusable
from server.domain import bql
from server.domain.export import ExportRequest

_ALL_BUT_QUOTES_AND_LINES = bytes(set(range(256)) - {ord('"'), ord("\n")})
_LONGEST_HEAD = 4_000_000
_BOM = b"\xef\xbb\xbf"
_SEP = re.compile(rb'"?sep=(.?)"?\r?\n')
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|/")
_VALUE = re.compile(r"\s*|[-+]?[\d.,]+%?|\d{4}-?\d\d-?\d\d.*|true|false", re.IGNORECASE)
_PAGE = re.compile(rb"(?i)(\xef\xbb\xbf)?\s*(<!doctype|<html|<\?xml|<error|\{\s*\"(error|detail|message)\")")


def is_page(start: bytes) -> bool:
    """Whether this is how an error page begins (HTML, XML, JSON), and no CSV."""
    return _PAGE.match(start) is not None


class RowCount:
    """Rows of RFC 4180 CSV: line ends outside quotes, and one more for a last row without one. Exact, and all in C.

    Per piece, every byte but quotes and line ends is deleted, and so are pairs of quotes with no line end between them,
    which leaves little. Split at the quotes, every second part is outside them.
    """

    def __init__(self) -> None:
        self._ends, self._inside, self._last = 0, False, b"\n"

    def add(self, piece: bytes) -> None:
        if not piece:
            return
        parts = piece.translate(None, _ALL_BUT_QUOTES_AND_LINES).replace(b'""', b"").split(b'"')
        self._ends += sum(map(len, parts[self._inside :: 2]))
        self._inside ^= len(parts) % 2 == 0
        self._last = piece[-1:]

    @property
    def rows(self) -> int:
        return self._ends + (self._last != b"\n" or self._inside)

    @property
    def odd(self) -> bool:
        """Whether a quote is open: at the end of a file that means it is damaged."""
        return self._inside


@dataclass(frozen=True)
class Shape:
    """What is known beforehand: the header to write ([] to keep the one that comes), and the headers that may come."""

    columns: Sequence[str] = ()
    headers: Sequence[Sequence[str]] = ()
    first_is_url: bool = False
    values_last: int = 0
    """How many columns, at the end, hold numbers."""
    known: bool = True
    """Whether the columns are ours to know; the opposite for a job type with a form of its own."""

    @classmethod
    def of(cls, request: ExportRequest) -> "Shape":
        return cls(
            columns=bql.columns(request),
            headers=bql.header_forms(request),
            first_is_url=bql.first_is_url(request),
            values_last=len(request.metrics),
            known=request.payload is None,
        )

    def is_header(self, cells: Sequence[str]) -> bool:
        """Whether a first record is a header, in a form that was foretold or in people's words."""
        plain = [cell.strip().casefold() for cell in cells]
        if any(plain == [name.casefold() for name in form] for form in (self.columns, *self.headers)):
            return True
        if self.first_is_url:
            return not _URL.match(cells[0])
        if self.values_last:
            return not any(_VALUE.fullmatch(cell) for cell in cells[-self.values_last :])
        return not self.known and not any(_VALUE.fullmatch(cell) or _URL.match(cell) for cell in cells)


class Table:
    """Takes a CSV in pieces and writes it clean. Raises Damaged or Unusable for one that cannot be read."""

    def __init__(self, shape: Shape, write: Callable[[bytes], None]) -> None:
        self._shape, self._write = shape, write
        self._count = RowCount()
        self._head: bytes | None = b""

    @property
    def rows(self) -> int:
        """Rows so far, the header not among them."""
        return self._count.rows

    def add(self, piece: bytes) -> None:
        if self._head is not None:
            self._head += piece
            piece = self._begun(at_end=False)
        if piece:
            self._count.add(piece)
            self._write(piece)

    def end(self) -> int:
        """The number of rows, when all has come."""
        if self._head is not None:
            body = self._begun(at_end=True)
            self._count.add(body)
            self._write(body)
        if self._count.odd:
            raise Damaged("The file is damaged: it ends within a quoted text.")
        return self.rows

    def _begun(self, at_end: bool) -> bytes:
        """Write the header once the first record is whole, and give what follows; nothing as long as it is not."""
        text = (self._head or b"").removeprefix(_BOM)
        separator = _SEP.match(text)
        if separator:
            if separator[1] != b",":
                raise Unusable(_other_delimiter(separator[1].decode("utf-8", "replace")))
            text = text[separator.end() :].removeprefix(_BOM)
        end = first_record(text)
        if end is None and not at_end:
            if len(text) > _LONGEST_HEAD:
                raise Unusable("The file is no CSV: its first line has no end. Press “Export again” for a new one.")
            return b""
        self._head = None
        return self._after_header(text[:end], text[end or len(text) :])

    def _after_header(self, first: bytes, rest: bytes) -> bytes:
        cells = next(csv.reader(io.StringIO(first.decode("utf-8", "replace"), newline="")), [])
        columns = self._shape.columns
        if columns and cells and len(cells) != len(columns):
            raise Unusable(_wrong_width(cells, columns))
        has_header = bool(cells) and self._shape.is_header(cells)
        if columns:
            self._write(_line(columns, b"\r\n" if first.endswith(b"\r\n") else b"\n"))
        elif has_header:
            self._write(first)
        return rest if has_header else first + rest


def first_record(text: bytes) -> int | None:
    """Where the second record begins; None as long as the first has no end. A quoted name may hold line ends."""
    inside = False
    for found in re.finditer(rb'["\n]', text):
        if found[0] == b'"':
            inside = not inside
        elif not inside:
            return found.end()
    return None


def _line(cells: Sequence[str], end: bytes) -> bytes:
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator="").writerow(cells)
    return made.getvalue().encode() + end


def _wrong_width(cells: Sequence[str], columns: Sequence[str]) -> str:
    if len(cells) == 1:
        for delimiter in ("\t", ";", "|"):
            if delimiter in cells[0]:
                return _other_delimiter(delimiter)
    return (
        f"The file has {len(cells)} columns where {len(columns)} were asked for, so it cannot be told which is which. "
        "Press “Export again” for a new one."
    )


def _other_delimiter(char: str) -> str:
    shown = "tabs" if char == "\t" else f"“{char}”"
    return f"The file has {shown} between its columns where commas were asked for. Press “Export again” for a new one."
