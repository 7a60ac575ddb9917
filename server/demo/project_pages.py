"""The API's addresses about projects: who one is, projects, crawls, collections, queries."""

from __future__ import annotations

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.demo import catalogue, rows
from server.demo import query as queries
from server.demo.lists import links, paged, whole_number
from server.demo.parts import Parts, parts
from server.demo.payloads import site
from server.demo.refusal import BAD_REQUEST, NO_ANALYSIS, NO_USER, UNKNOWN, Refusal, bad_query
from server.demo.sites import OWNER, SITES, USER, Analysis, Site

DEFAULT_ROWS, MOST_ROWS = 500, 2_000


async def body(request: Request) -> Any:
    """The JSON of a request; Refusal 400 if it is none."""
    try:
        return json.loads(await request.body())
    except ValueError as error:
        raise bad_query("Badly formatted request", BAD_REQUEST) from error


def profile(request: Request) -> Response:
    if parts(request).faults.happens("profile_missing", request.url.path):
        raise Refusal(404, UNKNOWN, "Not found")
    return JSONResponse({"data": {"username": USER, "email": "demo.user@example.com", "first_name": "Demo"}})


def _site(request: Request) -> Site:
    return site(request.path_params["owner"], request.path_params["project"])


def _project(found: Site) -> dict[str, Any]:
    return {
        "pk": sorted(SITES).index(found.slug) + 1,
        "name": found.name,
        "slug": found.slug,
        "organization": {"name": "Demo", "slug": OWNER, "is_organization": True, "owner": {"username": USER}},
        "user": {"login": OWNER, "is_organization": True},
        "date_created": "2026-01-05T09:00:00.000000Z",
        "url": f"https://app.botify.com/{OWNER}/{found.slug}/",
        "has_crawl": True,
        "has_logs": True,
        "active": True,
    }


def projects_of_user(request: Request) -> Response:
    """A bare array, not a list in an envelope."""
    if request.path_params["owner"] not in (OWNER, USER):
        raise Refusal(404, NO_USER, "User was not found")
    return JSONResponse([_project(found) for found in SITES.values()])


def projects(request: Request) -> Response:
    if request.path_params["owner"] not in (OWNER, USER):
        raise Refusal(404, NO_USER, "User was not found")
    wanted = request.query_params.get("name", "").lower()
    found = [_project(one) for one in SITES.values() if wanted in one.name.lower() or wanted in one.slug]
    return JSONResponse(paged(request, parts(request).faults, found))


def _light(owner: Site, found: Analysis) -> dict[str, Any]:
    done = found.status == "success"
    return {
        "pk": int(found.slug.replace("-", "")),
        "slug": found.slug,
        "name": f"Crawl of {found.day}",
        "friendly_name": "",
        "url": f"https://app.botify.com/{OWNER}/{owner.slug}/{found.slug}/",
        "status": found.status,
        "urls_done": found.total,
        "urls_in_queue": found.total // 5 if done else None,
        "date_launched": f"{found.day}T02:00:00.123456Z",
        "date_created": f"{found.day}T01:59:58.654321Z",
        "date_finished": f"{found.day}T11:30:00.000000Z" if done else None,
        "date_last_modified": f"{found.day}T11:45:00.000000Z",
        "to_be_deleted_at": None,
        "comparable": done,
        "excluded_from_trends": False,
        "has_raw_pages": True,
    }


def analyses(request: Request) -> Response:
    """Newest first; what still runs only with `only_success=false`."""
    owner, every = _site(request), request.query_params.get("only_success", "true").lower() == "false"
    found = [_light(owner, one) for one in owner.analyses if every or one.status == "success"]
    return JSONResponse(paged(request, parts(request).faults, found))


def _analysis(request: Request) -> Analysis:
    for found in _site(request).analyses:
        if found.slug == request.path_params["slug"]:
            return found
    raise Refusal(404, NO_ANALYSIS, "Analysis was not found")


def analysis(request: Request) -> Response:
    owner, found = _site(request), _analysis(request)
    config: dict[str, Any] = {
        "max_urls": 5_000_000,
        "max_urls_per_sec": 10,
        "max_depth": None,
        "export_limit": 1_000_000,
    }
    config["allowed_domains"] = [{"domain": owner.host, "mobile": False, "protocol": "https"}]
    features = {"main": {}, "links": {"page_rank": True, "links_graph": True}, "search_console": {}, "js": None}
    more = {"user": {"login": OWNER}, "config": config, "features": features, "failures": []}
    return JSONResponse(_light(owner, found) | more)


def crawl_statistics(request: Request) -> Response:
    found = _analysis(request)
    known, deepest = found.total + found.total // 5, len(found.depths) - 1
    return JSONResponse({"pages_dones": found.total, "pages_known": known, "depth_current": deepest})


def collections(request: Request) -> Response:
    """A bare array."""
    return JSONResponse(catalogue.collections(_site(request)))


def collection(request: Request) -> Response:
    wanted = request.path_params["collection"]
    if wanted not in {found["id"] for found in catalogue.collections(_site(request))}:
        raise Refusal(404, "1009", f'Unknown collection "{wanted}".')
    return JSONResponse(catalogue.described(wanted))


async def query(request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(_answer, request, parts(request), await body(request)))


def _answer(request: Request, shared: Parts, asked: Any) -> dict[str, Any]:
    read = queries.read(_site(request), asked)
    page = whole_number(request.query_params, "page", 1)
    size = min(whole_number(request.query_params, "size", DEFAULT_ROWS), MOST_ROWS)
    found = list(rows.rows(read, page * size + 1))[(page - 1) * size :]
    wide = len(read.dimensions)
    results = [{"dimensions": list(row[:wide]), "metrics": list(row[wide:])} for row in found[:size]]
    counted = {"count": rows.counted(read)} if "count" in request.query_params else {}
    return {"results": results, **counted, **links(request, shared.faults, page, size, len(found) > size)}
