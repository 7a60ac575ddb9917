"""Botify's query language: the bodies of queries and export jobs. The only module that knows their form.

Source: Botify's public API documentation (query reference, export job reference, formatters).
"""

from collections.abc import Mapping
from typing import Any

from server.domain.export import ExportRequest

_LINKS = "outlinks_internal.graph.url"


def collections(request: ExportRequest) -> list[str]:
    return list(request.collections) or [f"crawl.{request.analysis}"]


def query(request: ExportRequest) -> dict[str, Any]:
    """The request as a query. `dimensions` and `metrics` are both mandatory, even when empty."""
    inner: dict[str, Any] = {"dimensions": list(request.dimensions), "metrics": list(request.metrics)}
    if request.filters:
        inner["filters"] = dict(request.filters)
    whole: dict[str, Any] = {"collections": collections(request), "query": inner}
    if request.periods:
        whole["periods"] = [list(period) for period in request.periods]
    return whole


def job(request: ExportRequest, marker: str, limit: int) -> dict[str, Any]:
    """The body of POST /v1/jobs. `marker` names the job, so that it can be found again when the answer was lost.

    All formatter keys are said: the documented defaults and the witnessed ones differ (no header row comes unasked).
    """
    common: dict[str, Any] = {
        "username": request.org,
        "project": request.slug,
        "connector": "direct_download",
        "formatter": "csv",
        "formatter_config": {
            "delimiter": ",",
            "print_delimiter": False,
            "print_header": True,
            "header_format": "collection_slug",
        },
        "extra_config": {"compression": "gzip"},
        "export_job_name": marker,
    }
    if request.payload is not None:
        payload = {**common, **request.payload}
    else:
        payload = {**common, "export_size": limit, "sort_url_id": False, "query": query(request)}
    return {"job_type": request.job_type, "payload": payload, "metadata": {"marker": marker}}


def count(request: ExportRequest) -> dict[str, Any] | None:
    """A query for the number of rows the export will have: one row, one number. None where Botify cannot tell.

    Known for lists of a crawl's URLs: one row a URL. No query tells exactly how many links or other rows there are.
    """
    crawl = f"crawl.{request.analysis}"
    if request.payload is not None or request.metrics or collections(request) != [crawl]:
        return None
    names = [field_name(item) for item in request.dimensions]
    if "url" not in names or any(name.endswith(_LINKS) for name in names):
        return None
    inner: dict[str, Any] = {"dimensions": [], "metrics": [f"{crawl}.count_urls_crawl"]}
    if request.filters:
        inner["filters"] = dict(request.filters)
    return {"collections": [crawl], "query": inner}


def columns(request: ExportRequest) -> list[str]:
    """The header of the file: the names asked for, or the fields' own without their collection; [] if unknown."""
    if request.columns:
        return list(request.columns)
    return [
        without_collection(field_name(item), collections(request)) for item in (*request.dimensions, *request.metrics)
    ]


def header_forms(request: ExportRequest) -> list[list[str]]:
    """The header rows Botify may send for the request, in the forms that can be foretold (collection_slug, slug)."""
    names = [field_name(item) for item in (*request.dimensions, *request.metrics)]
    return [names, [without_collection(name, collections(request)) for name in names]]


def first_is_url(request: ExportRequest) -> bool:
    """Whether each row begins with a URL: a first row that does not is then a header, whatever its words."""
    return bool(request.dimensions) and field_name(request.dimensions[0]).rpartition(".")[2] == "url"


def field_name(item: Any) -> str:
    """A dimension's or metric's name, in any form the query language has: text, {'field': …}, {'function': …}."""
    if isinstance(item, Mapping):
        if "name" in item or "field" in item:
            return str(item.get("name") or item["field"])
        if "function" in item:
            return f"{item['function']}({', '.join(field_name(part) for part in item.get('args', []))})"
        return ", ".join(f"{function}({field_name(part)})" for function, part in item.items())
    return str(item)


def without_collection(name: str, of: list[str]) -> str:
    for collection in of:
        if name.startswith(f"{collection}."):
            return name.removeprefix(f"{collection}.")
    return name
