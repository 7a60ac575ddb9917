"""A file host for one file, on a real socket: it can be cut anywhere, and honours ranges or not."""

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Host:
    """What it gives, and how. `cuts` are byte positions of the file at which the next answers break off."""

    content: bytes
    ranges: bool = True
    etag: str | None = '"1"'
    length: bool = True
    cuts: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    encoding: str | None = None
    shift: int = 0
    """How many bytes later than asked for the rest begins that it gives."""
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


class Server(http.server.ThreadingHTTPServer):
    def __init__(self, host: Host) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.host = host


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        host = self.server.host
        host.asked.append({name.lower(): value for name, value in self.headers.items()})
        status = host.statuses.pop(0) if host.statuses else 200
        start, size = self.start(host), len(host.content)
        if status != 200:
            self.send_error(status)
        elif start is not None and start >= size:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.answer(host, start, size)

    def answer(self, host: Host, start: int | None, size: int) -> None:
        self.send_response(200 if start is None else 206)
        told = {"ETag": host.etag, "Content-Encoding": host.encoding}
        told["Content-Length"] = str(size - (start or 0)) if host.length else None
        told["Content-Range"] = None if start is None else f"bytes {start}-{size - 1}/{size}"
        for name, value in told.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        end = min(host.cuts.pop(0), size) if host.cuts else size
        self.wfile.write(host.content[start or 0 : max(end, start or 0)])
        self.close_connection = True

    def start(self, host: Host) -> int | None:
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        fits = host.etag is not None and self.headers.get("If-Range") == host.etag
        return int(found[1]) + host.shift if found and host.ranges and fits else None

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving(host: Host) -> Iterator[Host]:
    with Server(host) as server:
        running = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
        running.start()
        host.url = f"http://127.0.0.1:{server.server_port}/file"
        try:
            yield host
        finally:
            server.shutdown()
            running.join()
