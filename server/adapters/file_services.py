"""The services that write and read files for a plug-in: each below the folder of its pipeline, or of its page."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from server.adapters import tables
from server.adapters.local_files import LocalFiles, plain_name, table_name, to_trash
from server.domain.files import SavedFile
from server.domain.problem import Problem

_PIECE = 256 * 1024

Placed = Callable[[str], str]
"""Where a file of this name goes, below the downloads folder."""


@dataclass(frozen=True)
class FilesService:
    """`files`: what a plug-in wants to keep for the user. A name may be used again: the new file replaces the old."""

    _files: LocalFiles
    _placed: Placed

    def csv(self, name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> SavedFile:
        """Write a table, row by row: UTF-8, RFC 4180. Raises Problem for a row of another width than the header."""
        place, count, files = self._placed(table_name(name)), _Count(), self._files.settled()
        size = files.write(place, _pieces(name, header, rows, count))
        return SavedFile(place, count.rows, size, root=files.downloads())

    def text(self, name: str, text: str) -> SavedFile:
        """Write a text as UTF-8, with its line ends as they are. A name without an ending gets '.txt'."""
        place, files = self._placed(plain_name(name, ".txt")), self._files.settled()
        size = files.write(place, [_encoded(name, text)])
        return SavedFile(place, 0, size, root=files.downloads())

    def delete(self, file: SavedFile) -> None:
        """Move a file to the system's trash. Raises Problem where that cannot be; nothing is deleted then."""
        if not isinstance(file, SavedFile):
            raise Problem(f"Only a file that the app wrote can be deleted, not {str(file)[:80]!r}.")
        to_trash(file)


@dataclass(frozen=True)
class TablesService:
    """`tables`: SQL (DuckDB's) over CSV files. Each file given by keyword is a table of that name, all text."""

    _files: LocalFiles
    _placed: Placed

    def columns(self, file: SavedFile) -> list[str]:
        """The names of its columns, as SQL knows them."""
        return tables.columns(_file(file))

    def rows(self, sql: str, /, **files: SavedFile) -> list[tuple[Any, ...]]:
        """The rows of a SELECT, at most 200,000."""
        return tables.rows(sql, _all(files))

    def csv(self, name: str, sql: str, /, **files: SavedFile) -> SavedFile:
        """A file of what a SELECT gives, however much that is."""
        place, known, count, local = self._placed(table_name(name)), _all(files), _Count(), self._files.settled()

        def made(path: Any) -> None:
            count.rows = tables.write(path, sql, known)

        size = local.make(place, made)
        return SavedFile(place, count.rows, size, root=local.downloads())


def say_nothing(sentence: str) -> None:
    """`say` where there is no pipeline. Raises Problem."""
    raise Problem("Only a workflow can say something beside its cards. On a page, return the sentence or yield it.")


def placed(services: Mapping[str, Any], where: Placed) -> dict[str, Any]:
    """The services with those that write doing so there."""
    return {
        name: replace(it, _placed=where) if isinstance(it, FilesService | TablesService) else it
        for name, it in services.items()
    }


class _Count:
    rows = 0


def _pieces(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]], count: _Count) -> Iterator[bytes]:
    """The lines of a table, many at a time."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    width = len(_cells(header, "The header"))
    writer.writerow(header)
    for row in rows:
        count.rows += 1
        if len(_cells(row, f"Row {count.rows}")) != width:
            raise Problem(f"Row {count.rows} of {name} has {len(row)} cells where the header has {width}.")
        writer.writerow(row)
        if text.tell() > _PIECE:
            yield _encoded(name, text.getvalue())
            text.seek(0)
            text.truncate()
    yield _encoded(name, text.getvalue())


def _cells(row: Any, what: str) -> list[Any] | tuple[Any, ...]:
    """A text would be taken apart into its letters, and what can be read but once would be empty."""
    if not isinstance(row, list | tuple):
        raise Problem(f"{what} of a table is a list of cells, not {str(row)[:80]!r}.")
    return row


def _encoded(name: str, text: str) -> bytes:
    try:
        return str(text).encode()
    except UnicodeEncodeError as error:
        raise Problem(f"{name} was not written: it has half a character ({error.object[error.start]!r}).") from error


def _file(file: Any) -> SavedFile:
    if not isinstance(file, SavedFile):
        raise Problem(f"SQL is asked of files, not of {str(file)[:80]!r}.")
    if not file.is_table:
        raise Problem(f"{file.file_name} is no CSV file, so SQL cannot be asked of it.")
    return file


def _all(files: Mapping[str, Any]) -> dict[str, SavedFile]:
    return {name: _file(one) for name, one in files.items()}
