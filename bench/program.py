"""The program and its references as processes, and how to wait for them without adding to what is measured."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

T = TypeVar("T")
LOOK_EVERY = 0.004


def until(found: Callable[[], T], seconds: float = 60.0) -> T:
    end = time.monotonic() + seconds
    while not (value := found()):
        if time.monotonic() > end:
            raise TimeoutError(f"nothing came in {seconds} s")
        time.sleep(LOOK_EVERY)
    return value


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    root = {"QTWEBENGINE_DISABLE_SANDBOX": "1"} if os.geteuid() == 0 else {}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOTIFY_")}
    return {**kept, **root, "HOME": str(folder), **more}


@contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(15)
        if process.stdout:
            process.stdout.close()


def command(folder: Path, *arguments: str) -> list[str]:
    places = ["--data-dir", str(folder / "data"), "--downloads-dir", str(folder / "downloads")]
    return [sys.executable, "-m", "desktop", *places, *arguments]


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


class Client:
    """A tab without a browser: one connection, the cookie, the header that writes need."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._origin = f"http://{parts.netloc}"
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._headers = {"Cookie": "", "Origin": self._origin}
        self._connection.request("GET", f"{parts.path}?{parts.query}")
        booted = self._connection.getresponse()
        booted.read()
        self._headers["Cookie"] = (booted.getheader("set-cookie") or "").partition(";")[0]

    def get(self, path: str) -> str:
        self._connection.request("GET", path, headers=self._headers)
        text = self._connection.getresponse().read().decode()
        if '"X-CSRF": "' in text or "X-CSRF" in text:
            token = text.partition("X-CSRF")[2]
            self._headers["X-CSRF"] = token.split(":", 1)[1].replace("&quot;", '"').split('"')[1]
        return text

    def post(self, path: str, **form: str) -> tuple[str, dict[str, str]]:
        headers = {**self._headers, "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        self._connection.request("POST", path, urlencode(form), headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, (answer.status, text[:300])
        return text, {name.lower(): value for name, value in answer.getheaders()}

    def close(self) -> None:
        self._connection.close()


def shown_title(port: int) -> str:
    """The title of the page in a window, over its debugging port; '' while there is none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=5) as answer:
            pages = [page for page in json.load(answer) if page["type"] == "page"]
    except OSError:
        return ""
    return str(pages[0]["title"]) if pages else ""
