"""The file of an export job: rows as CSV or JSON, compressed, written once to disk, with the faults it should have."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from server.demo.query import Column
from server.demo.rows import Row

try:
    from isal import isal_zlib as zlib

    LEVEL = 3
except ImportError:  # no wheel for this machine
    import zlib  # type: ignore[no-redef]

    LEVEL = 1

BATCH = 256
_JSON = json.JSONEncoder(ensure_ascii=False).encode
QUOTE, TWO = '"', '""'


def _json_list(values: list[str]) -> str:
    if not values:
        return ""
    joined = '", "'.join(values)
    plain = joined.isprintable() and "\\" not in joined and joined.count('"') == 2 * len(values) - 2
    return f'["{joined}"]' if plain else _JSON(values)


_LISTS: dict[str, Callable[[list[str]], str]] = {
    "json": _json_list,
    "pipe": "|".join,
    "python": lambda values: repr(values) if values else "",
}

Shape = dict[str, dict[str, Any]]
"""The faults a file is written with (faults.SHAPES), by name."""


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


def suffix(payload: dict[str, Any], shape: Shape) -> str:
    """How the file's name ends: `.csv.gz`, `.csv`, `.zip`."""
    if packed(payload, shape) == "zip":
        return ".zip"
    kind = ".json" if payload["formatter"] == "json" else ".csv"
    return kind if packed(payload, shape) == "plain" else kind + ".gz"


def packed(payload: dict[str, Any], shape: Shape) -> str:
    """`gzip`, `zip` or `plain`."""
    if any(name.startswith("zip") for name in shape):
        return "zip"
    if "plain" in shape:
        return "plain"
    extra = payload["extra_config"]
    return "zip" if "zip" in (extra.get("compression"), extra.get("filetype")) else "gzip"


class Stopped(Exception):
    """The simulator ends; the file is begun again when it is next started."""


def write(
    path: Path,
    payload: dict[str, Any],
    shape: Shape,
    columns: Sequence[Column],
    rows: Iterator[Row],
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Writes the whole file or none; the number of rows in it."""
    part, count = path.with_suffix(".part"), Count()
    if "header_only" in shape:
        rows = iter(())
    if "row_missing" in shape:
        rows = islice(rows, 1, None)
    if payload["formatter"] == "json":
        texts = _json_texts(columns, count.of(rows))
    else:
        texts = _csv_texts(payload["formatter_config"], shape, columns, count.of(rows))
    with part.open("wb") as file, _sink(file, packed(payload, shape), shape) as put:
        for text in texts:
            if stopped():
                raise Stopped
            put(text.encode())
    if "truncated_gzip" in shape:
        os.truncate(part, max(0, part.stat().st_size - shape["truncated_gzip"].get("bytes", 20)))
    part.replace(path)
    return count.rows


class Count:
    """How many rows went by."""

    def __init__(self) -> None:
        self.rows = 0

    def of(self, rows: Iterator[Row]) -> Iterator[list[Row]]:
        """The rows in batches, so that no other thread of the process waits long."""
        while batch := list(islice(rows, BATCH)):
            self.rows += len(batch)
            yield batch


def _csv_texts(
    config: dict[str, Any], shape: Shape, columns: Sequence[Column], batches: Iterator[list[Row]]
) -> Iterator[str]:
    delimiter = config["delimiter"]
    end = "\r\n" if "crlf" in shape else "\n"
    start = "\ufeff" if "bom" in shape else ""
    if config["print_delimiter"] or "sep_line" in shape:
        start += f"sep={delimiter}{end}"
    yield start
    listed = _LISTS[shape.get("list_form", {}).get("form", "json")]
    if (config["print_header"] or "header" in shape) and "no_header" not in shape:
        yield delimiter.join(_quoted([_header(column, config["header_format"]) for column in columns], delimiter)) + end
    for batch in batches:
        cells = [
            _quoted([listed(value) for value in values] if isinstance(values[0], list) else values, delimiter)
            for values in zip(*batch, strict=True)
        ]
        yield end.join(map(delimiter.join, zip(*cells, strict=True))) + end


def _quoted(values: Sequence[Any], delimiter: str) -> list[str]:
    """A column as CSV text, quoted where it must be. Far quicker than the csv module."""
    texts = ["" if value is None else value if value.__class__ is str else str(value) for value in values]
    all_of_it = "".join(texts)
    if not any(character in all_of_it for character in ('"', delimiter, "\n", "\r")):
        return texts
    return [
        f'"{text.replace(QUOTE, TWO)}"' if QUOTE in text or delimiter in text or "\n" in text or "\r" in text else text
        for text in texts
    ]


def _header(column: Column, form: str) -> str:
    if form == "verbose":
        return column.name
    bare = column.id == column.field.id or "(" in column.id
    return column.id if form == "collection_slug" or bare else column.field.id


def _json_texts(columns: Sequence[Column], batches: Iterator[list[Row]]) -> Iterator[str]:
    yield "["
    first = True
    for batch in batches:
        for row in batch:
            yield ("" if first else ",\n") + _JSON(dict(zip((column.id for column in columns), row, strict=True)))
            first = False
    yield "]\n"


@contextmanager
def _sink(file: BinaryIO, form: str, shape: Shape) -> Iterator[Callable[[bytes], object]]:
    """Where the text's bytes go, compressed on their way."""
    if form == "plain":
        yield file.write
    elif form == "zip":
        with (
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            _member(archive, shape) as put,
        ):
            yield put
    else:
        with _gzip(file, "multi_member" in shape) as put:
            yield put


@contextmanager
def _member(archive: zipfile.ZipFile, shape: Shape) -> Iterator[Callable[[bytes], object]]:
    if "zip_empty" in shape:
        yield lambda data: None
        return
    name = "../../x.csv" if "zip_bad_name" in shape else "export.csv"
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w", force_zip64=True) as member:
        yield member.write
    if "zip_two" in shape:
        archive.writestr("second.csv", "url\nhttps://www.example/\n")


@contextmanager
def _gzip(file: BinaryIO, several: bool) -> Iterator[Callable[[bytes], object]]:
    packing: list[_Compressor] = [_compressor()]
    held = 0

    def put(data: bytes) -> None:
        nonlocal held
        file.write(packing[0].compress(data))
        held += len(data)
        if several and held > 50_000:
            file.write(packing[0].flush())
            packing[0], held = _compressor(), 0

    yield put
    file.write(packing[0].flush())


def _compressor() -> _Compressor:
    made: _Compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
    return made
