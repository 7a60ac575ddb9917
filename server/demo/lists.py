"""The list envelope of the API: count, next, previous, page, size, results; its addresses are absolute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request

from server.demo.faults import Faults
from server.demo.refusal import BAD_REQUEST, bad_query

MOST = 500


def whole_number(params: QueryParams, name: str, default: int) -> int:
    text = params.get(name, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise bad_query(f"{name} should be a number above 0, found : {text}", BAD_REQUEST)
    return int(text)


def paged(request: Request, faults: Faults, found: Sequence[Any], default: int = 20) -> dict[str, Any]:
    """The page of `found` that the request asks for with `page` (from 1) and `size`."""
    page = whole_number(request.query_params, "page", 1)
    size = min(whole_number(request.query_params, "size", default), MOST)
    start = (page - 1) * size
    rows = list(found[start : start + size])
    return {"count": len(found), **links(request, faults, page, size, start + size < len(found)), "results": rows}


def links(request: Request, faults: Faults, page: int, size: int, more: bool) -> dict[str, Any]:
    """next, previous, page and size of a page of a list."""
    path = request.url.path

    def address(number: int) -> str:
        asked = {**request.query_params, "page": str(number), "size": str(size)}
        return f"{str(request.base_url).rstrip('/')}{path}?{urlencode(asked)}"

    following = address(page + 1) if more else None
    if following and faults.happens("repeated_page", path):
        following = address(page)
    foreign = faults.take("foreign_next", path)
    if foreign is not None:
        host = foreign.get("host", "https://api.botify.invalid")
        following = address(page + 1).replace(str(request.base_url).rstrip("/"), host)
    previous = address(page - 1) if page > 1 else None
    return {"next": following, "previous": previous, "page": page, "size": size}
