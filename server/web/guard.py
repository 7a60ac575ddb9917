"""The one gate before every page, asset and error: nobody but our own window or tab gets an answer.

Cookies ignore ports and `SameSite` treats all loopback ports as one site, so the cookie alone proves nothing: every
write also needs the exact Origin and a header that only our own pages know.
"""

import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, quote

from server.web import urls

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

BODY_LIMIT = 10_000_000
"""Bytes of a request's body: far more than any form of ours has."""

UPLOAD_LIMIT = 2_000_000_000
"""Bytes of a file that is chosen in a browser: it goes to the disk as it comes."""

KEY_LIFETIME = 30.0
"""Seconds in which a one-time address must be used."""

_SAFE = "/?&=%+:@!$'()*,;~-._"
"""What a path of ours with its query may hold as it is."""

_FORMS = (b"application/x-www-form-urlencoded", b"multipart/form-data", b"application/json")
_CLOSED = (
    b"This address lets in the first who opens it, once, while its Pipulate Desktop runs. "
    b"Start Pipulate Desktop again to get a new one."
)

_HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), display-capture=()"),
    (b"x-frame-options", b"DENY"),
]


class Guard:
    """Keys, cookie and CSRF token of one run on one port."""

    def __init__(self, port: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.csrf = secrets.token_urlsafe(32)
        self._host = f"127.0.0.1:{port}".encode()
        self._cookie = f"pipulate-{port}"
        self._session = secrets.token_urlsafe(32)
        self._clock = clock
        self._keys: dict[str, tuple[float, str]] = {}

    def boot_path(self, lifetime: float = KEY_LIFETIME, to: str = "/") -> str:
        """A path that lets in whoever opens it first, once, and leads to the page `to`."""
        key = secrets.token_urlsafe(32)
        self._keys[key] = (self._clock() + lifetime, to)
        return f"/boot?k={key}"

    def wrap(self, app: Application) -> Application:
        async def guarded(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] == "lifespan":
                await app(scope, receive, send)
            elif scope["type"] != "http":
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self._http(app, scope, receive, send)

        return guarded

    async def _http(self, app: Application, scope: Message, receive: Receive, send: Send) -> None:
        send = _with_headers(scope, send)
        headers = _Headers(scope)
        refusal = self._refusal(scope, headers)
        if refusal:
            await _answer(send, *refusal)
        elif scope["path"] == "/boot":
            await self._boot(scope, send)
        elif not self._knows(headers):
            await _answer(send, 403, _CLOSED)
        elif too_much := _too_much(scope, headers):
            await _answer(send, too_much, b"")
        else:
            # The cookies of all ports come together, and the web framework reads parameters out of them.
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
            await app(scope, receive, send)

    def _refusal(self, scope: Message, headers: "_Headers") -> tuple[int, bytes] | None:
        """(status, body) of what is wrong about a request, in the order of how little may be said about it."""
        if headers.all(b"host") != [self._host] or not scope["raw_path"].startswith(b"/"):
            return 421, b""
        reading = scope["method"] in ("GET", "HEAD")
        site = headers.one(b"sec-fetch-site")
        if site is not None and site != b"same-origin" and not (site == b"none" and reading):
            return 403, b""
        if reading:
            return None
        if scope["method"] != "POST" or headers.all(b"origin") != [self.origin.encode()]:
            return 403, b""
        if not hmac.compare_digest(headers.one(b"x-csrf") or b"", self.csrf.encode()):
            return 403, b""
        if not (headers.one(b"content-type") or b"").startswith(_FORMS):
            return 415, b""
        return None

    def _knows(self, headers: "_Headers") -> bool:
        wanted = f"{self._cookie}={self._session}".encode()
        pairs = (pair.strip() for line in headers.all(b"cookie") for pair in line.split(b";"))
        return any(hmac.compare_digest(pair, wanted) for pair in pairs)

    async def _boot(self, scope: Message, send: Send) -> None:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("k", [""])[0]
        found = [key for key in self._keys if hmac.compare_digest(key.encode(), given.encode())]
        lives_until, to = self._keys.pop(found[0]) if found and scope["method"] == "GET" else (None, "/")
        if lives_until is None or self._clock() > lives_until:
            await _answer(send, 403, _CLOSED)
            return
        cookie = f"{self._cookie}={self._session}; Path=/; HttpOnly; SameSite=Strict"
        await _answer(send, 303, b"", [(b"location", quote(to, safe=_SAFE).encode()), (b"set-cookie", cookie.encode())])


class _Headers:
    def __init__(self, scope: Message) -> None:
        self._pairs: list[tuple[bytes, bytes]] = scope["headers"]

    def all(self, name: bytes) -> list[bytes]:
        return [value for key, value in self._pairs if key == name]

    def one(self, name: bytes) -> bytes | None:
        return next(iter(self.all(name)), None)


def _with_headers(scope: Message, send: Send) -> Send:
    """Our headers on every response. Assets carry their version in the address and may be kept; nothing else may."""
    kept = scope["path"].startswith("/assets/")

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            caching = b"private, max-age=31536000, immutable" if kept and message["status"] == 200 else b"no-store"
            own = [pair for pair in message.get("headers", []) if pair[0].lower() != b"cache-control"]
            message["headers"] = [*own, *_HEADERS, (b"cache-control", caching)]
        await send(message)

    return sending


async def _answer(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    told = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*told, *(headers or [])]})
    await send({"type": "http.response.body", "body": body})


def _too_much(scope: Message, headers: "_Headers") -> int | None:
    """The status for a body that is too long, or does not state its length. Browsers always state it."""
    stated = headers.one(b"content-length") or (b"0" if scope["method"] in ("GET", "HEAD") else b"")
    if not stated.isdigit() or headers.all(b"transfer-encoding"):
        return 411
    return 413 if int(stated) > (UPLOAD_LIMIT if urls.takes_files(scope["path"]) else BODY_LIMIT) else None
