"""Routes of work under way: how it goes, *Stop*, and closing what is over."""

from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.web import layout, urls, work_card
from server.web.errors import NotThere
from server.web.site import Site


class WorkRoutes:
    def __init__(self, site: Site) -> None:
        self._site, self._jobs = site, site.parts.jobs

    def add(self, web: FastHTML) -> None:
        web.route(urls.WORK, methods=["GET"])(self.live)
        web.route(urls.WORK_PRESS, methods=["POST"])(self.press)

    def live(self, id: str) -> HTMLResponse:
        """The moving part of a job. A page that shows one of an earlier run of the app is loaded anew."""
        job = self._jobs.get(id)
        if job is None:
            return HTMLResponse("", headers={"HX-Refresh": "true"})
        if job.over:
            return layout.fragment(work_card.look_again(job))
        return layout.fragment(work_card.live(job, self._site.draw(*job.place[:2])))

    def press(self, id: str, verb: str) -> HTMLResponse:
        job = self._jobs.get(id)
        if verb not in ("stop", "close"):
            raise NotThere(f"Work cannot be asked to “{verb}”.")
        if job and verb == "stop":
            job.stop()
        elif job:
            self._jobs.forget(job)
        return layout.fragment()
