"""The API's addresses about jobs: create, list, look."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.demo import lives
from server.demo.door import gateway
from server.demo.jobs import Job
from server.demo.lists import paged
from server.demo.parts import Parts, parts
from server.demo.payloads import DEFAULTS
from server.demo.project_pages import body
from server.demo.refusal import BAD_REQUEST, NO_EXPORT, Refusal, bad_query, envelope


async def jobs(request: Request) -> Response:
    """POST creates a job, GET lists them, newest first."""
    shared = parts(request)
    if request.method == "POST":
        return await run_in_threadpool(_create, shared, await body(request))
    return await run_in_threadpool(_list, request, shared)


def _create(shared: Parts, asked: Any) -> Response:
    if (broke := shared.faults.take("credits_exhausted", "/v1/jobs")) is not None:
        status = broke.get("status", 402)
        return (
            JSONResponse(envelope("1002", "Not enough export credits"), status)
            if status < 500
            else gateway(status, None)
        )
    payload = asked.get("payload") if isinstance(asked, dict) else None
    size = payload.get("export_size") if isinstance(payload, dict) else None
    if isinstance(size, int) and size > DEFAULTS["export_size"] and shared.faults.happens("size_refused", "/v1/jobs"):
        raise bad_query("Export size is above the limit of 1000000.", BAD_REQUEST)
    job = shared.jobs.create(asked, shared.faults.shape())
    return JSONResponse(lives.disguised(job.shown("CREATED", None), shared.faults, f"/v1/jobs/{job.id}"), 201)


def _list(request: Request, shared: Parts) -> Response:
    found = [job for job in shared.jobs.all() if _wanted(job, request)]
    shown = [lives.listed(shared.jobs, job, shared.files) for job in found]
    return JSONResponse(paged(request, shared.faults, shown))


def _wanted(job: Job, request: Request) -> bool:
    asked, query = request.query_params, job.payload.get("query")
    crawls = query.get("collections", []) if isinstance(query, dict) else []
    return (
        asked.get("job_type", job.type) == job.type
        and asked.get("project", job.payload["project"]) == job.payload["project"]
        and ("analysis" not in asked or f"crawl.{asked['analysis']}" in crawls)
    )


def job(request: Request) -> Response:
    id, shared = request.path_params["id"], parts(request)
    if not id.isdecimal():
        raise Refusal(404, NO_EXPORT, "Advanced export was not found")
    return JSONResponse(lives.seen(shared.jobs, shared.faults, int(id), shared.files))
