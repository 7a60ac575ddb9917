"""Routes of work under way: the stream that tells of news, what is new of a job, *Stop*, and closing what is over."""

import asyncio
import json
from collections.abc import AsyncIterator

from fasthtml.common import FastHTML
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response, StreamingResponse

from server.web import layout, urls, work_card
from server.web.errors import NotThere
from server.web.export_news import Moving, moving_steps
from server.web.news import Place
from server.web.site import Site

PACE = 0.1
"""Seconds between two events of a stream: what is told faster than one reads is told together."""

EACH_SECOND = 1.0
"""Between two looks at an export, of which nobody tells how many bytes came."""

STILL_HERE = 15.0
"""Seconds after which a stream says so, for whoever listens may be gone."""


class WorkRoutes:
    def __init__(self, site: Site) -> None:
        self._site, self._jobs = site, site.parts.jobs

    def add(self, web: FastHTML) -> None:
        web.route(urls.LIVE, methods=["GET"])(self.live)
        web.route(urls.WORK, methods=["GET"])(self.news)
        web.route(urls.WORK_PRESS, methods=["POST"])(self.press)

    async def live(self, app: str, key: str = "") -> Response:
        """Server-sent events while work or an export goes on. Where none does, 204: the browser does not come again."""
        place = (app, key)
        exporting = await run_in_threadpool(moving_steps, self._site, app, key)
        if self._jobs.closing or not (exporting or self._jobs.versions(place)[1]):
            return Response(status_code=204)
        if self._jobs.news.full:
            return Response("Too many pages listen.", 503)
        return StreamingResponse(self._told(place), media_type="text/event-stream")

    async def _told(self, place: Place) -> AsyncIterator[str]:
        """'work' with a job and its version for each that has news, 'gone' for one that was dropped; 'export' with a
        step and the HTML of its moving part; 'over' at last.
        """
        known: dict[str, int] = {}
        exports = Moving(self._site, *place)
        with self._jobs.news.heard(place) as heard:
            yield "retry: 1000\n\n"
            while not self._jobs.closing:
                heard.clear()
                versions, goes_on = self._jobs.versions(place)
                news = [f"{id} {version}" for id, version in versions.items() if known.get(id) != version]
                news += [f"{id} gone" for id in known if id not in versions]
                yield "".join(f"event: work\ndata: {one}\n\n" for one in news)
                for step, html in (await run_in_threadpool(exports.news)).items():
                    yield f"event: export\ndata: {json.dumps({'step': step, 'html': html})}\n\n"
                if not goes_on and not exports.goes_on:
                    yield "event: over\ndata: \n\n"
                    return
                known = versions
                try:
                    await asyncio.wait_for(heard.wait(), EACH_SECOND if exports.goes_on else STILL_HERE)
                    await asyncio.sleep(PACE)
                except TimeoutError:
                    yield ": still here\n\n"

    def news(self, id: str, after: int = 0, shows: int = 0) -> HTMLResponse:
        """What is new of a job. A page that shows one of an earlier run of the app is loaded anew."""
        job = self._jobs.get(id)
        if job is None:
            return HTMLResponse("", headers={"HX-Refresh": "true"})
        if job.over:
            return layout.fragment(work_card.look_again(job))
        return layout.fragment(*work_card.news(job, self._site.draw(*job.place[:2]), after, shows))

    def press(self, id: str, verb: str) -> HTMLResponse:
        job = self._jobs.get(id)
        if verb not in ("stop", "close"):
            raise NotThere(f"Work cannot be asked to “{verb}”.")
        if job and verb == "stop":
            job.stop()
        elif job:
            self._jobs.forget(job)
        return layout.fragment()
