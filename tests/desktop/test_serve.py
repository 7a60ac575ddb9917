"""The server thread, over real sockets."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from typing import Any

import pytest

from desktop.running import Assembled, Session, running
from desktop.serve import IDLE_KEPT, Server, listen, serving
from server.domain.problem import Problem
from tests.display import until

Message = dict[str, Any]


async def hello(scope: Message, receive: Any, send: Any) -> None:
    """A page at /, an endless stream at /stream."""
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while scope["path"] == "/stream":
        await send({"type": "http.response.body", "body": b"tick\n", "more_body": True})
        await receive_or_end(receive)
    await send({"type": "http.response.body", "body": b"hello"})


async def receive_or_end(receive: Any) -> None:
    """Waits for what never comes while the other side listens."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def broken(scope: Message, receive: Any, send: Any) -> None:
    """An app whose start-up fails."""
    assert (await receive())["type"] == "lifespan.startup"
    await send({"type": "lifespan.startup.failed", "message": "no"})


def get(port: int, path: str = "/") -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def test_a_page_is_answered_as_soon_as_the_with_is_entered() -> None:
    with serving(hello) as server:
        assert get(server.port) == b"hello"
        assert server.url == f"http://127.0.0.1:{server.port}"
        assert server.failure is None


def test_the_port_is_free_again_afterwards() -> None:
    with serving(hello) as server:
        port = server.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_it_listens_on_the_loopback_interface_alone() -> None:
    with listen() as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_it_ends_with_a_stream_open() -> None:
    with ExitStack() as stack, serving(hello) as server:
        reader = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
        reader.sendall(f"GET /stream HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        received = b""
        while b"tick" not in received:
            received += reader.recv(1000)
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "server"], what="its end")


def test_connections_that_ask_nothing_take_no_files_away_from_the_app() -> None:
    with ExitStack() as stack, serving(hello) as server:
        own = HTTPConnection("127.0.0.1", server.port, timeout=20)
        stack.callback(own.close)
        own.request("GET", "/")
        assert own.getresponse().read() == b"hello"
        reader = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
        reader.sendall(f"GET /stream HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        assert b"200 OK" in reader.recv(100)
        for number in range(4 * IDLE_KEPT):
            idle = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
            with suppress(OSError):
                idle.sendall(b"GET / HTTP/1.1\r\nHo"[: number % 20])
        assert get(server.port) == b"hello"
        connections = server._uvicorn.server_state.connections
        until(lambda: len(connections) <= IDLE_KEPT + 5, what="the end of those that ask nothing")
        own.request("GET", "/")
        assert own.getresponse().read() == b"hello", "those that asked something are the last to go"
        assert any(one.cycle and not one.cycle.response_complete for one in list(connections))


@pytest.mark.parametrize("platform", ["win32", "linux"])
def test_no_system_gets_a_loop_that_keeps_the_listening_socket(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with listen() as listener:
        config = Server(hello, listener, None)._uvicorn.config
        monkeypatch.setattr(sys, "platform", platform)
        assert config.get_loop_factory() is asyncio.SelectorEventLoop


def test_an_app_that_cannot_start_is_told_as_a_sentence() -> None:
    with pytest.raises(Problem, match="could not start"), serving(broken):
        pass


def test_a_server_that_ends_by_itself_is_told_once() -> None:
    died = threading.Event()
    with serving(hello, on_death=died.set) as server:
        server._uvicorn.should_exit = True
        assert died.wait(20)
        assert server.failure == "it stopped by itself"


def test_nobody_is_told_when_it_is_closed_as_intended() -> None:
    died = threading.Event()
    with serving(hello, on_death=died.set):
        pass
    assert not died.is_set()


class Assembly:
    """Puts a tiny app together; notes its ports and how often it is closed."""

    def __init__(self, problems: list[str]) -> None:
        self.problems, self.ports, self.closed = problems, [], 0
        self.left: Callable[[], None] = lambda: None

    def __call__(self, port: int) -> Any:
        self.ports.append(port)
        if self.problems:
            raise Problem(self.problems.pop())
        return self

    def __enter__(self) -> Assembled:
        return Assembled(hello, lambda lifetime, to="/": f"/boot?k={lifetime:.0f}", parts=self)

    def __exit__(self, *reason: object) -> None:
        self.closed += 1
        self.left()

    def csv_on(self, address: str) -> None:
        """It has no files."""

    def leave(self) -> None:
        """Nothing goes on beside its server."""


def session(assembly: Assembly, on_death: Callable[[], None] = lambda: None) -> Session:
    return Session(assembly, on_death)


def test_the_app_is_put_together_for_the_port_it_is_served_on() -> None:
    assembly = Assembly([])
    with running(assembly) as app:
        assert app.boot_url() == f"http://127.0.0.1:{assembly.ports[0]}/boot?k=30"
        assert get(assembly.ports[0]) == b"hello"
    assert assembly.closed == 1


def test_a_session_starts_again_after_a_failure_and_closes_once() -> None:
    assembly = Assembly(["the disk is full"])
    one = session(assembly)
    with pytest.raises(Problem, match="has not started"):
        _ = one.running
    with pytest.raises(Problem, match="the disk is full"):
        one.start()
    assert get(int(one.start().url.rsplit(":", 1)[1])) == b"hello"
    one.start()
    assert assembly.closed == 1
    one.close()
    one.close()
    assert assembly.closed == 2
    with pytest.raises(Problem, match="being closed"):
        one.start()


def test_a_session_knows_the_addresses_of_its_own_pages() -> None:
    one = session(Assembly([]))
    url = one.start().url
    assert one.serves(f"{url}/pipelines?find=tea")
    assert not one.serves(f"{url}0/pipelines")
    assert not one.serves("")
    one.close()
    assert not one.serves(f"{url}/")


def test_started_again_it_is_at_the_same_port_and_whoever_came_meanwhile_is_answered() -> None:
    assembly = Assembly([])
    one = session(assembly)
    port = int(one.start().url.rsplit(":", 1)[1])
    got: list[bytes] = []
    visitor = threading.Thread(target=lambda: got.append(get(port)))
    assembly.left = visitor.start
    assert one.restart().url.endswith(f":{port}")
    visitor.join(20)
    assert got == [b"hello"]
    assert assembly.ports == [port, port]
    assembly.left = lambda: None
    one.close()
    with pytest.raises(ConnectionRefusedError):
        get(port)
    with pytest.raises(Problem):
        one.restart()
