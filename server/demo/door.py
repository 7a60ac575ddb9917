"""The door of the API: every request is logged, checked for its token, counted (5 a second), and may meet a fault."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.demo.faults import Faults
from server.demo.refusal import FORBIDDEN, TOO_MANY, UNAUTHORIZED, UNKNOWN, envelope
from server.demo.sites import DEMO_TOKEN
from server.demo.wire import Log, Transports, cut, entry, header

GATEWAY = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_NAMES = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
}
_PAGE = "<!doctype html><title>Botify</title><p>We will be back soon.</p>"


@dataclass
class Bucket:
    """So many requests a second (None: any number), as many at once."""

    rate: float | None
    left: float = 0
    filled: float = 0

    def allows(self, now: float) -> bool:
        if self.rate is None:
            return True
        self.left = min(max(1, self.rate), self.left + (now - self.filled) * self.rate)
        self.filled = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


@dataclass
class Door:
    """Stands before `app`. The log is of this host and the other's."""

    app: ASGIApp
    faults: Faults
    log: Log
    bucket: Bucket
    transports: Transports = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_simulator/"):
            await self.app(scope, receive, send)
            return
        noted = entry(scope, "api", time.time())
        self.log.add(noted)
        await self.faults.wait("latency", scope["path"])
        if self.faults.happens("connection_cut", scope["path"]):
            await cut(scope, receive, self.transports, at_once=True)
            return
        answer = self._before(scope) or await self._answered(scope, receive)
        if answer is None:
            await cut(scope, receive, self.transports, at_once=True)
            return
        noted["status"] = answer.status_code
        await answer(scope, receive, send)

    def _before(self, scope: Scope) -> Response | None:
        """An answer that comes before the app is asked."""
        path = scope["path"]
        if (error := self.faults.take("server_error", path)) is not None:
            return gateway(error.get("status", 502), error.get("retry_after"))
        if (many := self.faults.take("too_many_requests", path)) is not None:
            return _too_many(many.get("retry_after"))
        if (form := self.faults.take("token_rejected", path)) is not None:
            return _unauthorized(form.get("form", "envelope"), form.get("status", 401))
        if self.faults.happens("forbidden", path):
            return JSONResponse(envelope(FORBIDDEN, "Permission denied"), 403)
        if (elsewhere := self.faults.take("redirect", path)) is not None:
            return RedirectResponse(elsewhere.get("to", "https://api.botify.invalid" + path), 302)
        if not _token_fits(header(scope, "authorization")):
            return _unauthorized("envelope", 401)
        return None if self.bucket.allows(time.monotonic()) else _too_many(None)

    async def _answered(self, scope: Scope, receive: Receive) -> Response | None:
        """The app's answer, or what a fault makes of it; None if the connection is to be cut."""
        answer = await _collected(self.app, scope, receive)
        path = scope["path"]
        if (scope["method"], path) == ("POST", "/v1/jobs") and answer.status_code == 201:
            if self.faults.happens("create_cut", path):
                return None
            if (error := self.faults.take("create_error", path)) is not None:
                return gateway(error.get("status", 502), None)
            if self.faults.happens("create_200", path):
                answer.status_code = 200
        return self._spoilt(answer, path)

    def _spoilt(self, answer: Response, path: str) -> Response:
        body = bytes(answer.body)
        if self.faults.happens("invalid_json", path):
            return Response(body[: len(body) // 2], media_type="application/json")
        if self.faults.happens("empty_answer", path):
            return Response(b"", media_type="application/json")
        if self.faults.happens("html_page", path):
            return HTMLResponse(_PAGE)
        if self.faults.happens("numbers_as_strings", path):
            return JSONResponse(_texts(json.loads(body)), answer.status_code)
        if self.faults.happens("unknown_keys", path):
            return JSONResponse(_more_keys(json.loads(body)), answer.status_code)
        return answer


async def _collected(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    start: Message = {}
    parts: list[bytes] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, keep)
    answer = Response(b"".join(parts), start["status"])
    answer.raw_headers = list(start["headers"])
    return answer


def gateway(status: int, retry_after: str | None) -> Response:
    """A gateway's own page; without one for a status that no gateway answers."""
    headers = _retry_after(retry_after)
    if status not in _NAMES:
        return JSONResponse(envelope(UNKNOWN, "Unknown error"), status, headers)
    return HTMLResponse(GATEWAY.format(f"{status} {_NAMES[status]}"), status, headers)


def _retry_after(given: str | int | None) -> dict[str, str]:
    if given is None:
        return {}
    later = datetime.now(UTC) + timedelta(seconds=2)
    return {"Retry-After": format_datetime(later, usegmt=True) if given == "date" else str(given)}


def _too_many(retry_after: str | None) -> Response:
    return JSONResponse(envelope(TOO_MANY, "Too many requests"), 429, _retry_after(retry_after))


def _unauthorized(form: str, status: int) -> Response:
    if form == "html":
        return HTMLResponse(GATEWAY.format(f"{status} Unauthorized"), status)
    if form == "drf":
        return JSONResponse({"detail": "Invalid token."}, status)
    return JSONResponse(envelope(UNAUTHORIZED, "Not Authorized"), status)


def _token_fits(given: str | None) -> bool:
    scheme, _, token = (given or "").partition(" ")
    return scheme.lower() == "token" and token.strip() == DEMO_TOKEN


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _texts(found) for key, found in value.items()}
    if isinstance(value, list):
        return [_texts(found) for found in value]
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _more_keys(value: Any) -> Any:
    if isinstance(value, list):
        return [_more_keys(found) for found in value]
    if isinstance(value, dict):
        return {"_new": {"since": 2027}, **{key: _more_keys(found) for key, found in value.items()}}
    return value
