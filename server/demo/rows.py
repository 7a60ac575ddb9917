"""The rows a query answers with, and how many: exactly the rows its export holds, yet counted without making them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import cmp_to_key
from heapq import nsmallest
from itertools import compress, islice
from typing import Any

from server.demo.fields import outlinks
from server.demo.query import Column, Query
from server.demo.sites import PERIOD, Span, spans

Row = tuple[Any, ...]
"""The cells of a row: dimensions, then metrics."""


def rows(query: Query, limit: int) -> Iterator[Row]:
    """At most `limit` rows, in the order asked for; without an order, pages by depth."""
    found = _pages(query) if query.each_page else iter(_groups(query))
    if query.sort and not _in_order(query):
        return iter(nsmallest(limit, found, key=_key(query.sort)))
    return islice(found, limit)


def counted(query: Query) -> int:
    """How many rows there are, however many are asked for."""
    if not query.each_page:
        return len(_groups(query))
    exploding = any(column.field.explodes for column in query.columns)
    period = query.mask.period if not exploding or query.mask.period == 0 else PERIOD
    total = 0
    for span, kept in _kept(query, period):
        each = outlinks(span) if exploding else [1] * (span.stop - span.start)
        total += span.weight * sum(each if isinstance(kept, bool) else compress(each, kept))
    return total


def _in_order(query: Query) -> bool:
    """Whether the pages come in the order asked for anyway: by depth."""
    index, descending = query.sort[0]
    return len(query.sort) == 1 and not descending and query.columns[index].field.id == "depth"


def _key(sort: Sequence[tuple[int, bool]]) -> Callable[[Row], Any]:
    def compare(one: Row, other: Row) -> int:
        return _compare(one, other, sort)

    return cmp_to_key(compare)


def _compare(one: Row, other: Row, sort: Sequence[tuple[int, bool]]) -> int:
    for index, descending in sort:
        a, b = one[index], other[index]
        if a == b:
            continue
        if a is None or b is None:
            return 1 if a is None else -1
        return -1 if (a < b) != descending else 1
    return 0


def _kept(query: Query, period: int) -> Iterator[tuple[Span, bool | list[bool]]]:
    for span in spans(query.site, query.analysis, period):
        time.sleep(0)
        kept = query.mask.keeps(span)
        if kept is not False:
            yield span, kept


def _pages(query: Query) -> Iterator[Row]:
    """A row for each page, or for each of its links where the link graph is asked for."""
    explodes = [index for index, column in enumerate(query.columns) if column.field.explodes]
    for span, kept in _kept(query, query.period):
        found: Iterator[Row] = zip(*(_cells(column, span) for column in query.columns), strict=True)
        if not isinstance(kept, bool):
            found = compress(found, kept)
        yield from _exploded(found, explodes[0]) if explodes else found


def _cells(column: Column, span: Span) -> Sequence[Any]:
    """What a page's own row shows: a metric of one page is its value."""
    values = column.field.values(span)
    if column.aggregate.startswith("count"):
        return [_Metric(column.aggregate, [value]).result() for value in values]
    return values


def _exploded(found: Iterator[Row], at: int) -> Iterator[Row]:
    for row in found:
        for value in row[at]:
            yield (*row[:at], value, *row[at + 1 :])


class _Metric:
    """One metric of one group, as its pages come in."""

    def __init__(self, aggregate: str, values: Sequence[Any] = ()) -> None:
        self.aggregate = aggregate
        self.number: float = 0
        self.pages = 0
        self.least: Any = None
        self.most: Any = None
        self.seen: set[Any] = set()
        for value in values:
            self.add(value, 1)

    def add(self, value: Any, weight: int) -> None:
        if self.aggregate in ("count_true", "count_false", "count_null"):
            wanted = {"count_true": value is True, "count_false": value is False, "count_null": value is None}
            self.pages += weight if wanted[self.aggregate] else 0
        elif value is None:
            return
        elif self.aggregate.startswith("count_distinct"):
            self.seen.add(str(value))
        else:
            self.pages += weight
            if self.aggregate != "count":
                self._measure(value, weight)

    def _measure(self, value: Any, weight: int) -> None:
        self.number += value * weight
        self.least = value if self.least is None else min(self.least, value)
        self.most = value if self.most is None else max(self.most, value)

    def result(self) -> Any:
        if self.aggregate.startswith("count"):
            return len(self.seen) or self.pages
        if self.aggregate == "avg":
            return round(self.number / self.pages, 4) if self.pages else None
        return {"sum": self.number, "min": self.least, "max": self.most}[self.aggregate]


def _groups(query: Query) -> list[Row]:
    """A row for each value of the dimensions, in the order they are first met; one row if there are none."""
    found: dict[Any, tuple[Row, list[_Metric]]] = {}
    wide = len(query.dimensions)
    if not wide:
        _group(found, (), query)
    for span, kept in _kept(query, query.period):
        cells: Iterator[Row] = zip(*(column.field.values(span) for column in query.columns), strict=True)
        if not query.columns:
            continue
        for row in cells if isinstance(kept, bool) else compress(cells, kept):
            for value, metric in zip(row[wide:], _group(found, row[:wide], query), strict=True):
                metric.add(value, span.weight)
    return [(*dimensions, *(metric.result() for metric in metrics)) for dimensions, metrics in found.values()]


def _group(found: dict[Any, tuple[Row, list[_Metric]]], dimensions: Row, query: Query) -> list[_Metric]:
    key = tuple(tuple(cell) if isinstance(cell, list) else cell for cell in dimensions)
    if key not in found:
        found[key] = (dimensions, [_Metric(column.aggregate) for column in query.metrics])
    return found[key][1]
