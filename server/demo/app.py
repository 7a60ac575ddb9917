"""The simulator's two applications: the API with its addresses, and the file host. Plain Starlette."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from server.demo import control, job_pages, project_pages
from server.demo.door import Bucket, Door
from server.demo.downloads import Downloads
from server.demo.jobs import Jobs, Pace
from server.demo.parts import Parts
from server.demo.refusal import NO_METHOD, UNKNOWN, Refusal, envelope


def create_apps(
    folder: Path, files: str, pace: Pace | None = None, rate: float | None = 5
) -> tuple[ASGIApp, ASGIApp, Parts]:
    """The API, the file host, and what they share; whoever asks closes `parts.jobs`.

    folder: where jobs and files are kept. files: the origin under which the file host is reached.
    rate: requests a second that the API allows, None for any number.
    """
    parts = Parts(Jobs(folder, pace or Pace()), files, Bucket(rate))
    door = Door(_api(parts), parts.faults, parts.log, parts.bucket, parts.transports)
    return door, Downloads(parts.jobs, parts.faults, parts.log, parts.transports), parts


def _api(parts: Parts) -> ASGIApp:
    owned = "/v1/projects/{owner}/{project}"
    crawls = "/v1/analyses/{owner}/{project}"
    app = Starlette(
        routes=[
            Route("/v1/authentication/profile", project_pages.profile),
            Route("/v1/users/{owner}/projects", project_pages.projects_of_user),
            Route("/v1/projects/{owner}", project_pages.projects),
            Route(f"{owned}/collections", project_pages.collections),
            Route(f"{owned}/collections/{{collection}}", project_pages.collection),
            Route(f"{owned}/query", project_pages.query, methods=["POST"]),
            Route(crawls, project_pages.analyses),
            Route(f"{crawls}/light", project_pages.analyses),
            Route(f"{crawls}/{{slug}}", project_pages.analysis),
            Route(f"{crawls}/{{slug}}/crawl_statistics", project_pages.crawl_statistics),
            Route("/v1/jobs", job_pages.jobs, methods=["GET", "POST"]),
            Route("/v1/jobs/{id}", job_pages.job),
            Route("/_simulator/faults", control.faults, methods=["GET", "PUT"]),
            Route("/_simulator/log", control.log, methods=["GET", "DELETE"]),
            Route("/_simulator/jobs", control.jobs, methods=["GET", "DELETE"]),
            Route("/_simulator/pace", control.pace, methods=["GET", "PUT"]),
        ],
        exception_handlers={Refusal: _refused, HTTPException: _no_such_address},
    )
    app.router.redirect_slashes = False
    app.state.parts = parts
    return app


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return JSONResponse(envelope(error.code, error.message), error.status)


def _no_such_address(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, words = (NO_METHOD, "Method not allowed") if error.status_code == 405 else (UNKNOWN, "Not found")
    return JSONResponse(envelope(code, words), error.status_code)
