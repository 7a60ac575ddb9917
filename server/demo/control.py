"""The simulator's own addresses, for tests: faults, the log, the number of jobs, the pace. No page in a browser may."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.demo.faults import KNOWN
from server.demo.jobs import Pace
from server.demo.parts import Parts, parts
from server.demo.project_pages import body
from server.demo.refusal import FORBIDDEN, Refusal, bad_query


def _own(request: Request) -> Parts:
    """Only programs of this machine: a page in a browser would send one of these headers."""
    browser = "origin" in request.headers or "sec-fetch-site" in request.headers
    if browser or request.client is None or request.client.host != "127.0.0.1":
        raise Refusal(403, FORBIDDEN, "Permission denied")
    return parts(request)


async def faults(request: Request) -> Response:
    """GET: those switched on, and all there are. PUT {name: parameters}: these and no others; {} for none."""
    own = _own(request)
    if request.method == "PUT":
        wanted = await body(request)
        if not isinstance(wanted, dict):
            raise bad_query("Faults should be an object.")
        try:
            own.faults.set(wanted)
        except ValueError as error:
            raise bad_query(str(error)) from error
    return JSONResponse({"active": own.faults.active, "known": KNOWN})


async def log(request: Request) -> Response:
    """GET: the requests of both hosts so far, oldest first. DELETE: forgets them."""
    own = _own(request)
    if request.method == "DELETE":
        own.log.clear()
    return JSONResponse(own.log.all())


async def jobs(request: Request) -> Response:
    """GET: how many jobs were ever created, and which. DELETE: forgets them and their files."""
    own = _own(request)
    if request.method == "DELETE":
        await run_in_threadpool(own.jobs.forget)
    found = own.jobs.all()
    return JSONResponse({"count": len(found), "jobs": [asdict(job) for job in found]})


async def pace(request: Request) -> Response:
    """PUT {"created": looks, "processing": looks or null, "rate": a second or null}: changes what is named."""
    own = _own(request)
    if request.method == "PUT":
        wanted: dict[str, Any] = await body(request)
        if "rate" in wanted:
            own.bucket.rate = wanted.pop("rate")
        try:
            own.jobs.pace = Pace(**{**asdict(own.jobs.pace), **wanted})
        except TypeError as error:
            raise bad_query("A pace has created, processing and rate.") from error
    return JSONResponse({**asdict(own.jobs.pace), "rate": own.bucket.rate})
