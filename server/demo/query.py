"""Reading a BQL query: what is asked of which crawl, or a refusal that says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from server.demo import catalogue
from server.demo.fields import Field, constant
from server.demo.filters import Mask, all_of, compiled
from server.demo.refusal import BAD_REQUEST, CANNOT, NO_FIELD, bad_query
from server.demo.scalars import SCALARS
from server.demo.sites import Analysis, Site, Span

AGGREGATES = frozenset(
    "sum avg min max count count_distinct count_distinct_approx count_true count_false count_null".split()
)
_AVERAGED = ("ctr", "avg_position")
_PERIOD = re.compile(r"search_console\.period_(\d+)\.(.+)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Column:
    """A dimension or metric: its field, how it is put together from pages, and its names in a file's header."""

    field: Field
    id: str
    name: str
    aggregate: str = ""


@dataclass(frozen=True)
class Query:
    """What is asked: the pages that `mask` keeps, a group for each value of the dimensions, in the order of `sort`.

    sort: (position in dimensions + metrics, whether descending).
    """

    site: Site
    analysis: Analysis
    dimensions: tuple[Column, ...]
    metrics: tuple[Column, ...]
    mask: Mask
    sort: tuple[tuple[int, bool], ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        return (*self.dimensions, *self.metrics)

    @property
    def each_page(self) -> bool:
        """Whether every page (or link) is a row of its own, because its address is asked for."""
        return any(column.field.id == "url" or column.field.explodes for column in self.dimensions)

    @property
    def period(self) -> int:
        """How the pages that are asked about repeat within a depth (see sites.spans)."""
        found = {column.field.period for column in self.columns} | {self.mask.period}
        return 0 if self.each_page or 0 in found else max(found)


class Names:
    """What a field is called in one query: `crawl.20260601.depth`, `search_console.period_0.ctr`, `url`."""

    def __init__(self, site: Site, collections: Sequence[str]) -> None:
        self.known = {row["id"] for row in catalogue.collections(site)}
        for collection in collections:
            if not isinstance(collection, str) or collection not in self.known:
                raise bad_query(f'Unknown collection "{collection}".')
        self.collections = collections

    def field(self, id: Any) -> Field:
        if not isinstance(id, str):
            raise bad_query(f"Field should be a string, found : {id!r}")
        found = catalogue.global_fields().get(id) or self._of_collection(id)
        if found is None:
            raise bad_query(f'Field "{id}" does not exist.', NO_FIELD)
        return found

    def _of_collection(self, id: str) -> Field | None:
        searched = _PERIOD.fullmatch(id)
        if searched:
            period, name = searched.groups()
            asked = "search_console" in self.collections and period == "0"
            return catalogue.search_fields().get(name) if asked else None
        for collection in self.collections:
            if id.startswith(f"{collection}.") and collection.startswith("crawl."):
                return catalogue.crawl_fields().get(id[len(collection) + 1 :])
        return None


def read(site: Site, body: Any) -> Query:
    """The query of a request's body `{"collections": […], "periods": […], "query": {…}}`; Refusal 400 if it is none."""
    _object(body, "The body", {"collections", "query"}, {"periods"}, BAD_REQUEST)
    collections, asked = body["collections"], body["query"]
    if not isinstance(collections, list) or not collections:
        raise bad_query("Collections should be a list that is not empty.", BAD_REQUEST)
    names = Names(site, collections)
    analysis = _analysis(site, collections)
    _check_periods(body.get("periods", []), "search_console" in collections)
    _object(asked, "Query", {"dimensions", "metrics"}, {"filters", "post_filters", "sort"})
    for part in ("dimensions", "metrics"):
        if not isinstance(asked[part], list):
            raise bad_query(f"{part.capitalize()} should be a list.")
    dimensions = tuple(_dimension(names, item) for item in asked["dimensions"])
    metrics = tuple(_metric(names, item) for item in asked["metrics"])
    masks = [compiled(asked.get("filters") or {}, names.field)]
    if asked.get("post_filters"):
        raise bad_query("Post filters are not part of this simulator.", CANNOT)
    if collections == ["search_console"]:
        seen = {"field": "search_console.period_0.count_impressions", "predicate": "gt", "value": 0}
        masks.append(compiled(seen, names.field))
    sort = tuple(_sort(item, dimensions, metrics) for item in asked.get("sort") or [])
    return Query(site, analysis, dimensions, metrics, all_of(masks), sort)


def _object(value: Any, what: str, needed: set[str], allowed: set[str], code: str = "1022") -> None:
    if not isinstance(value, dict):
        raise bad_query(f"{what} should be an object.", code)
    for key in value:
        if key not in needed | allowed:
            hint = ' Did you mean "filters"?' if key == "filter" else ""
            raise bad_query(f'Unknown property "{key}".{hint}', code)
    for key in sorted(needed):
        if key not in value:
            raise bad_query(f'"{key}" is mandatory.', code)


def _analysis(site: Site, collections: Sequence[str]) -> Analysis:
    crawls = [collection[len("crawl.") :] for collection in collections if collection.startswith("crawl.")]
    if len(crawls) > 1:
        raise bad_query("Comparing two crawls is not part of this simulator.", CANNOT)
    if not crawls and "search_console" not in collections:
        raise bad_query('Collection "global" can not be queried alone.', CANNOT)
    return next((found for found in site.analyses if found.slug in crawls), site.newest)


def _check_periods(periods: Any, timestamped: bool) -> None:
    if not isinstance(periods, list):
        raise bad_query("Periods should be a list.", BAD_REQUEST)
    if timestamped and not periods:
        raise bad_query('Collection "search_console" requires a period.', BAD_REQUEST)
    for period in periods:
        days = period if isinstance(period, list) and len(period) == 2 else [None]
        if not all(isinstance(day, str) and _DATE.fullmatch(day) for day in days):
            raise bad_query(f"Period should be two dates YYYY-MM-DD, found : {period}", BAD_REQUEST)


def _call(item: dict[str, Any]) -> tuple[str, list[Any]]:
    """The function and arguments of `{"function": f, "args": […]}` or of its short form `{f: arg}`."""
    if "function" in item:
        args = item.get("args", [])
        return str(item["function"]), args if isinstance(args, list) else [args]
    for key, args in item.items():
        if key not in ("name", "filters"):
            return key, args if isinstance(args, list) else [args]
    raise bad_query("A dimension or metric needs a field or a function.")


def _dimension(names: Names, item: Any) -> Column:
    item = {"field": item} if isinstance(item, str) else item
    if not isinstance(item, dict):
        raise bad_query(f"A dimension should be a string or an object, found : {item!r}")
    if "field" in item:
        field = names.field(item["field"])
        if field.kind != "dimension":
            raise bad_query(f'Field "{item["field"]}" is not a dimension.')
        return Column(field, item["field"], item.get("name") or field.name)
    function, args = _call(item)
    if function not in SCALARS or not args:
        raise bad_query(f'Unknown function "{function}".')
    field = names.field(args[0])
    label = item.get("name") or f"{function}({field.name})"
    return Column(_applied(field, function, SCALARS[function]), f"{function}({args[0]})", label)


def _applied(field: Field, function: str, change: Callable[[Any], Any]) -> Field:
    def values(span: Span) -> Sequence[Any]:
        return [change(value) for value in field.values(span)]

    return Field(f"{function}({field.id})", field.name, "string", field.group, values, field.period)


def _metric(names: Names, item: Any) -> Column:
    item = {"field": item} if isinstance(item, str) else item
    if not isinstance(item, dict):
        raise bad_query(f"A metric should be a string or an object, found : {item!r}")
    if "filters" in item:
        raise bad_query("A metric with filters of its own is not part of this simulator.", CANNOT)
    if "field" in item:
        field = names.field(item["field"])
        if field.kind != "metric":
            raise bad_query(f'Field "{item["field"]}" is not a metric.')
        return Column(field, item["field"], item.get("name") or field.name, _usual(field))
    function, args = _call(item)
    if function not in AGGREGATES:
        raise bad_query(f'Unknown function "{function}".')
    field = names.field(args[0]) if args else Field("*", "All", "integer", "", constant(1), 1)
    numeric = function in ("sum", "avg", "min", "max")
    if numeric and field.type not in ("integer", "float", "double"):
        raise bad_query(f'Function "{function}" needs a number, "{args[0] if args else "*"}" is of type {field.type}.')
    label = item.get("name") or f"{function} of {field.name}"
    return Column(field, f"{function}({args[0] if args else ''})", label, function)


def _usual(field: Field) -> str:
    if field.id == "count_urls_crawl":
        return "count"
    return "avg" if field.id in _AVERAGED else "sum"


def _sort(item: Any, dimensions: Sequence[Column], metrics: Sequence[Column]) -> tuple[int, bool]:
    if isinstance(item, int) and not isinstance(item, bool):
        item = {"index": item}
    if not isinstance(item, dict):
        raise bad_query(f"Sort should be an index or an object, found : {item!r}")
    if "field" in item:
        ids = [column.id for column in (*dimensions, *metrics)]
        if item["field"] not in ids:
            raise bad_query(f'Sort field "{item["field"]}" is not part of the query.')
        return ids.index(item["field"]), item.get("order") == "desc"
    of_metrics = item.get("type") == "metrics"
    index, limit = item.get("index"), len(metrics if of_metrics else dimensions)
    if not isinstance(index, int) or not 0 <= index < limit:
        raise bad_query(f"Sort index out of range : {index}")
    return index + (len(dimensions) if of_metrics else 0), item.get("order") == "desc"
