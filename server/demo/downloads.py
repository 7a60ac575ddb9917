"""The file host: finished exports by signed address, with ranges, from disk. It refuses a request with a token."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from itertools import count
from pathlib import Path

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from server.demo.door import gateway
from server.demo.faults import Faults
from server.demo.jobs import Job, Jobs
from server.demo.lives import signature
from server.demo.refusal import Refusal
from server.demo.wire import Log, Transports, cut, entry, header

CHUNK = 256 * 1024
_ADDRESS = re.compile(r"/exports/(\d+)/((\d+)-[0-9a-f]+)/[^/]+")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>'
_SPAN = re.compile(r"bytes=(\d*)-(\d*)")


def _xml(status: int, code: str, message: str) -> Response:
    return Response(_XML.format(code, message), status, media_type="application/xml")


_DENIED = (403, "AccessDenied", "Request has expired")
_GONE = {
    404: (404, "NoSuchKey", "The specified key does not exist."),
    410: (410, "Gone", "The file is no longer here."),
}


@dataclass
class Downloads:
    """The file host's application. Its files are those of `jobs`."""

    jobs: Jobs
    faults: Faults
    log: Log
    transports: Transports = field(default_factory=dict)
    counter: count[int] = field(default_factory=count)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        noted = entry(scope, "files", time.time())
        self.log.add(noted)
        await self.faults.wait("download_latency", scope["path"])
        refused = self._refused(scope)
        if refused is not None:
            noted["status"] = refused.status_code
            await refused(scope, receive, send)
            return
        job = self._job(scope)
        if isinstance(job, Response):
            noted["status"] = job.status_code
            await job(scope, receive, send)
            return
        await self._file(scope, receive, send, self.jobs.path(job), noted)

    def _refused(self, scope: Scope) -> Response | None:
        path = scope["path"]
        if scope["method"] not in ("GET", "HEAD"):
            return _xml(405, "MethodNotAllowed", "The specified method is not allowed.")
        if header(scope, "authorization") is not None:
            return _xml(400, "InvalidArgument", "Only one auth mechanism allowed")
        if (old := self.faults.take("expired", path)) is not None:
            return _xml(*_GONE.get(old.get("status", 403), _DENIED))
        if (error := self.faults.take("download_error", path)) is not None:
            return gateway(error.get("status", 503), None)
        if self.faults.happens("download_html", path):
            return HTMLResponse("<!doctype html><title>Sorry</title><p>Please try again.</p>")
        if (elsewhere := self.faults.take("foreign_redirect", path)) is not None:
            return RedirectResponse(elsewhere.get("to", "https://files.botify.invalid" + path), 302)
        return None

    def _job(self, scope: Scope) -> Job | Response:
        """The job whose file is asked for, or why not."""
        found = _ADDRESS.fullmatch(scope["path"])
        if found is None:
            return _xml(*_GONE[404])
        try:
            job = self.jobs.find(int(found[1]))
        except Refusal:
            return _xml(*_GONE[404])
        look = int(found[3])
        only_newest = self.faults.active.get("url_changes", {}).get("only_newest")
        if found[2] != signature(job, look) or (only_newest and look != job.looks):
            return _xml(*_DENIED)
        return job if job.rows is not None else _xml(*_GONE[404])

    async def _file(self, scope: Scope, receive: Receive, send: Send, path: Path, noted: dict[str, object]) -> None:
        size, changed = path.stat().st_size, path.stat().st_mtime
        tag = f'"{path.stem}-{size:x}"'
        if self.faults.happens("changed_file", scope["path"]):
            tag = f'"{path.stem}-{size:x}-{next(self.counter)}"'
        part = self._range(scope, size, tag)
        start, stop = part or (0, size)
        status = 200 if part is None else 206 if start < stop else 416
        headers = {"content-type": "application/octet-stream", "accept-ranges": "bytes"}
        if not self.faults.happens("no_etag", scope["path"]):
            headers |= {"etag": tag, "last-modified": formatdate(changed, usegmt=True)}
        if status == 416:
            headers["content-range"], start, stop = f"bytes */{size}", 0, 0
        elif status == 206:
            headers["content-range"] = f"bytes {start}-{stop - 1}/{size}"
        if not self.faults.happens("no_length", scope["path"]):
            headers["content-length"] = str(stop - start)
        noted["status"] = status
        raw = [(key.encode(), value.encode()) for key, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        if scope["method"] == "HEAD" or start >= stop:
            await send({"type": "http.response.body", "body": b""})
            return
        await self._bytes(scope, receive, send, path, start, stop)

    def _range(self, scope: Scope, size: int, tag: str) -> tuple[int, int] | None:
        """The part asked for, from and to (excluded); None for the whole file."""
        found = _SPAN.fullmatch(header(scope, "range") or "")
        if found is None or found[0] == "bytes=-" or header(scope, "if-range") not in (None, tag):
            return None
        if self.faults.happens("range_ignored", scope["path"]):
            return None
        if not found[1]:
            return max(0, size - int(found[2])), size
        return int(found[1]), min(size, int(found[2]) + 1) if found[2] else size

    async def _bytes(self, scope: Scope, receive: Receive, send: Send, path: Path, start: int, stop: int) -> None:
        ended = self.faults.take("cut_download", scope["path"])
        slow = self.faults.take("slow_download", scope["path"])
        end = stop if ended is None else min(stop, start + ended.get("bytes", 10_000))
        little = max(1, int((slow or {}).get("bytes_per_second", 100_000)) // 10)
        with path.open("rb") as file:
            file.seek(start)
            left = end - start
            while left > 0:
                slowly = slow is not None and self.faults.on("slow_download")
                data = file.read(min(little if slowly else CHUNK, left))
                left -= len(data)
                last = left <= 0 and ended is None
                await send({"type": "http.response.body", "body": data, "more_body": not last})
                if slowly:
                    await asyncio.sleep(0.1)
                    left = left if tuple(scope["client"]) in self.transports else 0
        if ended is not None:
            await cut(scope, receive, self.transports, at_once=False)
