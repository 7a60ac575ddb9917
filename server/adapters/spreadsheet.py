"""A copy of a CSV for spreadsheets, where that makes a difference: no cell becomes a formula, no accent is misread.

The copy lies beside the file, for its reader may write into it. The file itself is never touched.
"""

import csv
import logging
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from server.domain.files import is_file
from server.domain.problem import Problem
from server.domain.spreadsheet import as_text

log = logging.getLogger(__name__)

_BOM = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the system's old encoding."""
_BEGINS = rb"""(?:"*(?:[=@\t]|\xef\xbc[\x8b\x8d\x9d\xa0])|"[\r\n]|%s|%s)""" % (
    rb"""[+-](?![0-9.]*[0-9][,\r\n])""",  # not what ends as a number
    rb""""+[+-](?![0-9.,]*[0-9]"[,\r\n])""",
)
_PERHAPS = [re.compile(before + _BEGINS) for before in (b",", b"\n", b"\r")]
"""Where a cell may begin that is a formula: the cells themselves are looked at only where there is such a place.

Several, for what begins with one certain character is looked for many times as fast.
"""
_PIECE = 1_000_000


@dataclass(frozen=True)
class Copy:
    path: Path
    cells: int
    """How many begin with an apostrophe in it; 0 also where it was made before."""


def for_spreadsheet(file: Path) -> Copy | None:
    """The copy to open in place of this file; None where the file itself will do.

    A copy made before of the same file is used again, with whatever was written into it. Raises Problem.
    """
    if not is_file(file):
        return None
    try:
        formulas, accents = _perhaps(file)
        if not formulas and not accents:
            return None
        number, copy = 1, _beside(file, 1)
        while copy.exists():
            if copy.stat().st_mtime >= file.stat().st_mtime:
                return Copy(copy, 0)
            number, copy = number + 1, _beside(file, number + 1)
        cells = _written(file, copy, formulas, accents)
        if not cells and not accents:
            return None
    except (OSError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise Problem(
            f"No copy of {file.name} could be made for the spreadsheet ({why}). The file itself is whole: “Show in "
            "folder” leads to it. Or switch the copies off in the settings, to open it as it is."
        ) from error
    log.info("a copy of %s for spreadsheets: %d cells begin with an apostrophe", file, cells)
    return Copy(copy, cells)


def _beside(file: Path, number: int) -> Path:
    mark = "for spreadsheets" if number == 1 else f"for spreadsheets {number}"
    return file.with_name(f"{file.stem} ({mark}){file.suffix}")


def _perhaps(file: Path) -> tuple[bool, bool]:
    """Whether there may be formulas, and whether there are accents that Excel would misread."""
    formulas = accents = False
    with file.open("rb") as opened:
        marked = opened.read(len(_BOM)) == _BOM
        opened.seek(len(_BOM) if marked else 0)
        for lines in _pieces(opened):
            formulas = formulas or any(pattern.search(b"\n" + lines) for pattern in _PERHAPS)
            accents = accents or not (marked or lines.isascii())
    return formulas, accents


def _pieces(opened: BinaryIO) -> Iterator[bytes]:
    """Whole lines, many at a time."""
    while piece := opened.read(_PIECE):
        yield piece + opened.readline()


def _rows(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        yield from csv.reader(lines)


def _written(file: Path, copy: Path, formulas: bool, accents: bool) -> int:
    """Whole or not at all; how many cells were changed: where that is none, and no accent needs it, there is no copy.

    What a killed app leaves of it looks like a broken download, and goes like one.
    """
    part = copy.with_name(f".{copy.stem}.{secrets.token_hex(4)}.csv.tmp")
    changed = 0
    try:
        with part.open("wb") as out:
            out.write(_BOM)
            if not formulas:
                with file.open("rb") as opened:
                    shutil.copyfileobj(opened, out, _PIECE)
        if formulas:
            changed = _rewritten(file, part)
        if changed or accents:
            part.replace(copy)
    finally:
        part.unlink(missing_ok=True)
    return changed


def _rewritten(file: Path, part: Path) -> int:
    changed = 0
    with part.open("a", encoding="utf-8", errors="surrogateescape", newline="") as out:
        write = csv.writer(out).writerow
        for row in _rows(file):
            shown = [as_text(cell) for cell in row]
            changed += sum(one is not other for one, other in zip(row, shown, strict=True))
            write(shown)
    return changed
