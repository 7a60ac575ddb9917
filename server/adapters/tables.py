"""SQL over CSV files, by DuckDB in memory. The only module that imports it, when it is first asked for something.

All columns are text as it stands in the file, an empty cell is '': what a number or a date is meant to be is for the
SQL to say (`clicks::int`). Nothing is guessed, so that the same SQL works whatever the rows hold. A query sees its own
files and nothing else: no other file, no network, no variable of the plug-in.
DuckDB lets other threads go on while it works; a share of the processors is left to the window.
Source of the settings: https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
"""

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.adapters.local_files import is_chosen
from server.adapters.rows import first_record
from server.domain.files import SavedFile
from server.domain.problem import Problem
from server.domain.quoting import quoted

if TYPE_CHECKING:
    import duckdb

MOST_ROWS = 200_000
"""Rows that a query may give to Python. More belong in a file."""
MEMORY = "1GB"
THREADS = max(1, min(4, (os.cpu_count() or 2) - 1))
DELIMITERS = (",", ";", "\t", "|")
_HEAD = 1_000_000
_ENTRY = re.compile(r"Line: (\d+)")


def columns(file: SavedFile) -> list[str]:
    """The names of a file's columns as SQL knows them: one without a name is 'column3', a second 'url' is 'url_2'."""
    return _shape(file)[1]


def rows(sql: str, files: Mapping[str, SavedFile]) -> list[tuple[Any, ...]]:
    """The rows of one SELECT over these views. Raises Problem with what DuckDB says is wrong."""
    with _opened(files) as connection, _told(sql):
        found = connection.execute(_select(connection, sql)).fetchmany(MOST_ROWS + 1)
    if len(found) > MOST_ROWS:
        raise Problem(f"The query gives more than {MOST_ROWS:,} rows. Write them to a file, or put a limit on it.")
    return found


def write(path: Path, sql: str, files: Mapping[str, SavedFile]) -> int:
    """Write what one SELECT gives as CSV (UTF-8, RFC 4180) and tell the number of rows. Raises Problem."""
    with _opened(files, path) as connection, _told(sql):
        select = _select(connection, sql)
        target = _text(str(path))
        done = connection.execute(
            f"COPY ({select}) TO {target} (FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '')"
        ).fetchone()
    return int(done[0]) if done else 0


@contextmanager
def _opened(files: Mapping[str, SavedFile], target: Path | None = None) -> "Iterator[duckdb.DuckDBPyConnection]":
    """A database in memory with a view for each file, locked to these files."""
    import duckdb

    shapes = {name: (file, *_shape(file)) for name, file in files.items()}
    allowed = [str(file.path) for file in files.values()] + ([str(target)] if target else [])
    with tempfile.TemporaryDirectory(prefix="pipulate-tables-", ignore_cleanup_errors=True) as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "python_enable_replacements": "false",
            "threads": str(THREADS),
            "memory_limit": MEMORY,
        }
        connection = duckdb.connect(":memory:", config=settings)
        try:
            connection.execute(f"SET temp_directory = {_text(spill)}")
            connection.execute(f"SET allowed_paths = [{', '.join(map(_text, allowed))}]")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET autoload_known_extensions = false")
            connection.execute("SET lock_configuration = true")
            for name, (file, delimiter, names) in shapes.items():
                connection.execute(_view(name, file, delimiter, names))
            yield connection
        finally:
            connection.close()


def _view(name: str, file: SavedFile, delimiter: str, names: Sequence[str]) -> str:
    types = ", ".join(f"{_text(one)}: 'VARCHAR'" for one in names)
    return (
        f"CREATE VIEW {quoted(name)} AS SELECT * FROM read_csv({_text(str(file.path))}, auto_detect = false, "
        f"header = true, delim = {_text(delimiter)}, quote = '\"', escape = '\"', columns = {{{types}}}, "
        f"force_not_null = [{', '.join(map(_text, names))}])"
    )


def _select(connection: "duckdb.DuckDBPyConnection", sql: str) -> str:
    """The one statement, which only reads. Raises Problem for anything else."""
    import duckdb

    found = connection.extract_statements(sql)
    if len(found) != 1 or found[0].type != duckdb.StatementType.SELECT:
        raise Problem(f"Only one SELECT can be asked of a file, not “{_short(sql)}”.")
    return found[0].query.strip().rstrip(";")


def _shape(file: SavedFile) -> tuple[str, list[str]]:
    """(delimiter, names of the columns): a comma in files of the app, else what the first record has most of."""
    try:
        with file.path.open("rb") as opened:
            head = opened.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise Problem(
            f"{file.file_name} cannot be read ({error.strerror}). Close it where it is open, then try again."
        ) from error
    first = head[: first_record(head)].decode("utf-8", "replace").rstrip("\r\n")
    outside = "".join(first.split('"')[::2])
    delimiter = max(DELIMITERS, key=outside.count) if is_chosen(file) else DELIMITERS[0]
    cells = next(csv.reader(io.StringIO(first, newline=""), delimiter=delimiter), [])
    if not cells:
        raise Problem(f"{file.file_name} is empty: its first line names no columns. Choose another file.")
    return delimiter, _names(cells)


def _names(cells: Sequence[str]) -> list[str]:
    """Each name once, for SQL does not tell 'URL' from 'url'."""
    names: list[str] = []
    known: set[str] = set()
    for number, cell in enumerate(cells, 1):
        plain = name = cell if cell.strip() else f"column{number}"
        again = 2
        while name.casefold() in known:
            name, again = f"{plain}_{again}", again + 1
        names.append(name)
        known.add(name.casefold())
    return names


@contextmanager
def _told(sql: str) -> Iterator[None]:
    """DuckDB's errors as a sentence: of a file by its line, of the SQL in DuckDB's own words."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        said = str(error)
        if line := _ENTRY.search(said):
            raise Problem(
                f"A file cannot be read as a table: its line {line[1]} is not made as the lines above are. "
                "Open it in a spreadsheet, look at that line, save it as CSV (UTF-8) and choose it again."
            ) from error
        raise Problem(f"The query “{_short(sql)}” cannot be answered. {said.splitlines()[0]}") from error


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _short(sql: str) -> str:
    plain = " ".join(sql.split())
    return plain if len(plain) <= 120 else plain[:119] + "…"
