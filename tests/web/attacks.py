"""Bytes on a socket: what no well-behaved client would send, and what came back."""

import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from tests.web.site import RunningSite
from tests.web.visitor import FORM, Visitor

Header = tuple[str, str]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: list[Header]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name]


def sent(port: int, data: bytes) -> Reply:
    """Send bytes, read until the other side closes. Status 0: it closed without an answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        got = b""
        # It may answer, and close, before it has heard everything.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(data)
        with suppress(ConnectionResetError):
            while part := connection.recv(65536):
                got += part
    if not got:
        return Reply(0, [], b"")
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = [(key.strip(), value.strip()) for key, _, value in (line.partition(":") for line in lines)]
    return Reply(int(first.split(" ")[1]), headers, body)


def request(port: int, method: str, target: str, headers: Iterable[Header], body: bytes = b"") -> Reply:
    """Exactly these headers, Host included or not."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{key}: {value}" for key, value in headers), "Connection: close"]
    return sent(port, "\r\n".join([*lines, "", ""]).encode("latin-1") + body)


class Attacker:
    """Begins from what our own page would send; each attack changes one thing."""

    def __init__(self, site: RunningSite) -> None:
        self.site, self.port = site, site.port
        self.visitor: Visitor = site.visitor()

    @property
    def own(self) -> dict[str, str]:
        return {"Host": f"127.0.0.1:{self.port}", "Cookie": self.visitor.cookie, "Sec-Fetch-Site": "same-origin"}

    @property
    def writing(self) -> dict[str, str]:
        return {
            **self.own,
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-CSRF": self.visitor.csrf,
            "Content-Type": FORM,
        }

    def get(self, target: str = "/", changes: Mapping[str, str | None] | None = None, method: str = "GET") -> Reply:
        return request(self.port, method, target, _changed(self.own, changes))

    def post(
        self,
        target: str = "/apps/hello/start",
        changes: Mapping[str, str | None] | None = None,
        body: bytes = b"key=attack",
        method: str = "POST",
    ) -> Reply:
        headers = {**self.writing, "Content-Length": str(len(body))}
        return request(self.port, method, target, _changed(headers, changes), body)

    @property
    def wrote(self) -> bool:
        """Whether an attack got through to the record."""
        return self.site.parts.pipelines.keys("hello") != []


def _changed(headers: Mapping[str, str], changes: Mapping[str, str | None] | None) -> list[Header]:
    return [(key, value) for key, value in {**headers, **(changes or {})}.items() if value is not None]


def is_refused(reply: Reply, *statuses: int) -> None:
    assert reply.status in (statuses or (403, 421)), (reply.status, reply.body[:200])
    assert not [key for key, _ in reply.headers if key.lower().startswith("access-control-")]
    assert b"X-CSRF" not in reply.body
    assert b"use strict" not in reply.body
    assert not reply.all("set-cookie")
