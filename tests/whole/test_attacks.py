"""What can be tried on the running program from this computer: another user, many connections, reading its traces."""

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.files import files_below
from tests.simulator import SimulatorProcess
from tests.web.visitor import Visitor
from tests.whole.program import Program, served

NOBODY = 65534
CONNECTIONS = 500

ASK = """
import encodings.idna, http.client, json, os, sys
port, user = map(int, sys.argv[1:])
os.setgroups([])
os.setgid(user)
os.setuid(user)
told = []
for method, path in (("GET", "/"), ("GET", "/assets/app.js"), ("GET", "/boot?k=guess"), ("POST", "/apps/hello/start")):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, "key=attack" if method == "POST" else None, {"Origin": f"http://127.0.0.1:{port}"})
    answer = connection.getresponse()
    told.append([answer.status, len(answer.read())])
print(json.dumps(told))
"""


@pytest.fixture
def program(tmp_path: Path, simulator_process: SimulatorProcess) -> Iterator[Program]:
    keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    with served(tmp_path, BOTIFY_API_URL=simulator_process.api, **keyring) as running:
        yield running


def visitor_of(program: Program) -> Visitor:
    address = urlsplit(program.address)
    visitor = Visitor(address.port or 0)
    assert visitor.get(f"{address.path}?{address.query}").status == 303
    return visitor


def family(pid: int) -> list[int]:
    """A process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can become another user")
def test_another_user_of_the_computer_gets_nothing(program: Program) -> None:
    visitor = visitor_of(program)
    asked = subprocess.run(
        [sys.executable, "-I", "-c", ASK, str(visitor.port), str(NOBODY)],
        cwd="/",
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(asked.stdout)
    assert {status for status, _ in told} == {403}
    assert len({length for _, length in told[:3]}) == 1, "the same words, whatever was asked for"
    assert visitor.get("/apps/hello").soup.find(class_="keys") is None


def test_slow_clients_and_hundreds_of_connections_leave_the_app_usable(program: Program) -> None:
    visitor = visitor_of(program)
    own = f"Host: 127.0.0.1:{visitor.port}\r\n"
    beginnings = [
        b"",
        b"GET / HTTP/1.1\r\nHost: 127",
        f"POST /apps/hello/start HTTP/1.1\r\n{own}Content-Length: 1000\r\n\r\nkey=".encode(),
    ]
    with ExitStack() as stack:
        for number in range(CONNECTIONS):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", visitor.port), timeout=20))
            connection.sendall(beginnings[number % len(beginnings)])
        walk = visitor.begin("hello")
        assert walk.page.find("h1")
    assert visitor.get("/").status == 200


def test_the_token_and_the_keys_of_the_window_leave_no_trace(
    program: Program, simulator_process: SimulatorProcess, tmp_path: Path
) -> None:
    visitor = visitor_of(program)
    waiting = visitor.get("/apps/connect-botify").soup.select_one("#column [hx-get]")
    assert waiting is not None
    form = visitor.get(str(waiting["hx-get"])).soup.select_one("form")
    assert form is not None
    connected = visitor.post(str(form["hx-post"]), {"a.token": simulator_process.token})
    assert "Connected as demo.user." in connected.text and simulator_process.token not in connected.text
    walk = visitor.begin("botify-export", "a trace")
    walk.answer("https://app.botify.com/demo/tea-shop/")
    secrets = [
        simulator_process.token,
        urlsplit(program.address).query.partition("=")[2],
        visitor.cookie.partition("=")[2],
        visitor.csrf,
    ]
    assert all(len(secret) > 15 for secret in secrets)
    for pid in family(program.process.pid):
        for told in ("cmdline", "environ"):
            said = Path(f"/proc/{pid}/{told}").read_bytes()
            assert not [secret for secret in secrets if secret.encode() in said], (pid, told)
    written = contents(tmp_path)
    holding = {path.name for path, (held, _) in written.items() for secret in secrets if secret.encode() in held}
    assert holding == {"botify_token.json"}, "without a keychain one private file holds the token"
    for path, (_, mode) in written.items():
        if "data" in path.parts:
            assert mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0, path


def contents(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """What is in the files that the app has now, and who may read them."""
    found = {}
    for path in files_below(folder):
        if "simulator" not in path.parts:
            with suppress(FileNotFoundError):  # the app is at work
                found[path] = path.read_bytes(), stat.S_IMODE(path.stat().st_mode)
    return found
