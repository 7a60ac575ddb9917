"""What is answered when something is not there or fails: a page with a sentence, or a message on the open one."""

import logging
import traceback
from collections.abc import Callable
from typing import Any

from fasthtml import common as h
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.adapters.installed import REPLACED
from server.adapters.redaction import redacted
from server.domain.problem import Problem
from server.web import layout, urls

log = logging.getLogger(__name__)


class NotThere(Problem):
    """An address that means nothing (any more)."""


class NoExit:
    """Before the app: a request that would end the program fails instead, and is told as any failure.

    So ends what PyInstaller's loader looks for in a file that is gone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except SystemExit as error:
            raise RuntimeError(f"a request would have ended the app: {error}") from error


def handlers(
    whole_frame: Callable[[], layout.Frame], replaced: Callable[[], bool] = lambda: False
) -> dict[Any, Callable[[Request, Any], Response]]:
    """Starlette's table of who answers which error. `replaced`: whether the program's file is another by now."""

    def frame() -> layout.Frame:
        """What is around every page, or a bare one where the database cannot tell even that."""
        try:
            return whole_frame()
        except Problem:
            return layout.Frame("", "", ())

    def told(request: Request, sentence: str, status: int) -> HTMLResponse:
        if request.headers.get("hx-request"):
            # HTMX swaps nothing on an error status: the message goes to its place on the page as a good answer.
            return layout.fragment(
                layout.notice(sentence, problem=True), headers={"HX-Retarget": "#told", "HX-Reswap": "innerHTML"}
            )
        back = h.P(h.A("To the first page", href=urls.HOME, role="button"))
        said = layout.notice(sentence) if "\n" in sentence else h.P(sentence)
        return layout.page(frame(), "Not possible", h.H1("That did not work"), said, back, status=status)

    def problem(request: Request, error: Problem) -> HTMLResponse:
        return told(request, str(error), 404 if isinstance(error, NotThere) else 409)

    def not_found(request: Request, error: Exception) -> HTMLResponse:
        return told(request, "There is no such page. It may belong to a plug-in that was removed.", 404)

    def broken(request: Request, error: Exception) -> HTMLResponse:
        log.error("request failed: %s", request.url.path, exc_info=error)
        return told(request, REPLACED if replaced() else _failed(error, bool(frame().dev)), 500)

    return {Problem: problem, 404: not_found, 405: not_found, 500: broken}


def _failed(error: Exception, dev: bool) -> str:
    where = "\n" + redacted("".join(traceback.format_exception(error))) if dev else ""
    return (
        "Something in the app failed, and the log says what. Nothing you saved is lost. "
        f"Reload the page; if it fails again, send the log file (Help ▸ Open logs folder).{where}"
    )
