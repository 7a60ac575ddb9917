"""Rows and headers: counted like the csv module, and one header whatever Botify sends."""

import csv
import io
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.adapters.rows import RowCount, Shape, Table, first_record, is_page
from server.domain.export import ExportRequest
from server.domain.problem import NotComplete

CELL = st.text(st.sampled_from('ab,;"\n\r é😀\0'), max_size=6)
ROWS = st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=8)


def written(rows: list[list[str]], end: str = "\n") -> bytes:
    made = io.StringIO(newline="")
    # The csv module leaves a lone CR without quotes, which its own reader takes for a line end.
    quoting: Any = csv.QUOTE_ALL if "\r" in "".join(map("".join, rows)) else csv.QUOTE_MINIMAL
    csv.writer(made, lineterminator=end, quoting=quoting).writerows(rows)
    return made.getvalue().encode()


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in pairwise(edges)]


def clean(data: bytes, shape: Shape, cuts: list[int] | None = None) -> tuple[int, bytes]:
    out: list[bytes] = []
    table = Table(shape, out.append)
    for piece in pieces(data, cuts or []):
        table.add(piece)
    return table.end(), b"".join(out)


@given(ROWS, st.lists(st.integers(0, 500), max_size=5), st.booleans())
def test_rows_are_counted_like_the_csv_module(rows: list[list[str]], cuts: list[int], cut_off_end: bool) -> None:
    data = written(rows)
    data = data.removesuffix(b"\n") if cut_off_end else data
    count = RowCount()
    for piece in pieces(data, cuts):
        count.add(piece)
    assert count.rows == len(list(csv.reader(io.StringIO(data.decode(), newline=""))))
    assert not count.odd


@given(ROWS, st.lists(st.integers(0, 500), max_size=5), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_a_header_is_there_once_whatever_comes(
    rows: list[list[str]], cuts: list[int], end: str, has_header: bool, mark: bool
) -> None:
    rows = [["https://a.example/", *row[1:]] for row in rows]
    shape = Shape(("url", 'the\n"title"'), first_is_url=True)
    sent = written([["Full URL", "Ti\ntle"]] if has_header else [], end) + written(rows, end)
    sent = (b"\xef\xbb\xbfsep=,\r\n" if mark else b"") + sent
    count, got = clean(sent, shape, cuts)
    assert count == len(rows)
    assert list(csv.reader(io.StringIO(got.decode(), newline=""))) == [["url", 'the\n"title"'], *rows]


@pytest.mark.parametrize(
    ("shape", "first", "is_header"),
    [
        (Shape(("url", "title"), first_is_url=True), ["/relative", "x"], False),
        (Shape(("url", "title"), first_is_url=True), ["URL complète", "x"], True),
        (Shape(("pagetype", "count"), values_last=1), ["home", "12"], False),
        (Shape(("pagetype", "count"), values_last=1), ["home", ""], False),
        (Shape(("pagetype", "count"), values_last=1), ["Page type", "No. of URLs"], True),
        (Shape(("a", "b"), headers=[["crawl.1.a", "crawl.1.b"]]), ["crawl.1.A", "crawl.1.b"], True),
        (Shape(("a", "b")), ["home", "shop"], False),
        (Shape(known=False), ["https://a.example/", "x"], False),
        (Shape(known=False), ["Address", "Crawls"], True),
        (Shape(known=False), ["2024-01-01", "Crawls"], False),
    ],
)
def test_a_header_is_told_from_a_row(shape: Shape, first: list[str], is_header: bool) -> None:
    assert shape.is_header(first) is is_header


def test_a_request_tells_the_shape() -> None:
    request = ExportRequest({"org": "a", "project": "b"}, "20240101", "x", dimensions=["url", "crawl.20240101.depth"])
    assert clean(b"crawl.20240101.url,crawl.20240101.depth\n", Shape.of(request)) == (0, b"url,depth\n")
    assert clean(b"", Shape.of(request)) == (0, b"url,depth\n")


def test_unknown_columns_are_kept_as_they_come() -> None:
    assert clean(b"Address,Crawls\nhttps://a.example/,1\n", Shape(known=False))[0] == 1
    assert clean(b"https://a.example/,1\n", Shape(known=False)) == (1, b"https://a.example/,1\n")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"sep=;\na;b\n", "“;” between"),
        (b"sep=\t\na\tb\n", "tabs between"),
        (b"https://a.example/;b\n", "“;” between"),
        (b"https://a.example/,b,c\n", "3 columns where 2"),
        (b'https://a.example/,"b\n', "within a quoted text"),
        (b'https://a.example/,b\nhttps://a.example/,"b\n', "within a quoted text"),
    ],
)
def test_what_is_no_csv_of_ours_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(NotComplete, match=words):
        clean(data, Shape(("url", "title"), first_is_url=True))


def test_a_first_line_without_an_end_is_refused() -> None:
    with pytest.raises(NotComplete, match="no end"):
        clean(b"x" * 4_100_000, Shape(("url", "title"), first_is_url=True), [4_050_000])


def test_pages_are_told_from_files() -> None:
    for page in (b"<!DOCTYPE html>", b"\n<html>", b'<?xml version="1.0"?>', b'{"error": 1}', b"\xef\xbb\xbf<Error>"):
        assert is_page(page)
    for other in (b"url,title\n", b"<b>,x\n", b"\x1f\x8b\x08", b"", b"{a},b\n"):
        assert not is_page(other)


def test_the_first_record_may_hold_line_ends() -> None:
    assert first_record(b'"a\nb",c\nd') == 8
    assert first_record(b'"a\n') is None
