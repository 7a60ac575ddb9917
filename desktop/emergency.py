"""The page that is shown when the app's own server is not there: the reason, and buttons that still work.

Without the server and without js_api a page has only one way to call Python: HTTP. So this is a server of its own, out
of the standard library alone, on a loopback port of its own, under an address nobody can guess. It works in every
engine; links with a scheme of our own would be an unknown protocol to WebKit and WebView2, and Qt wants a scheme
registered before it starts, which pywebview does not offer.
"""

from __future__ import annotations

import html
import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qs

from desktop.failure import failure_of, sentence
from server.adapters.redaction import redacted
from server.domain.problem import Problem

log = logging.getLogger(__name__)

PAGE = Path(__file__).with_name("emergency.html")
Action = Callable[[], str]  # does something, returns a sentence about it


class Emergency:
    """What the page says. It may change while it is shown: the next answer has it."""

    def __init__(self, reason: str, actions: Mapping[str, Action], details: Callable[[], str], theme: str) -> None:
        self.reason = reason
        self.actions = actions
        self.details = details
        self.theme = theme
        self.key = secrets.token_urlsafe(32)
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.key}"

    def page(self, told: str, nonce: str) -> bytes:
        """The HTML, with the reason and what came of the last button."""
        words = {
            "reason": redacted(self.reason),
            "told": told,
            "details": self._details(),
            "address": f"/{self.key}",
            "nonce": nonce,
            "theme": self.theme,
        }
        escaped = {name: html.escape(word) for name, word in words.items()}
        return Template(PAGE.read_text("utf-8")).substitute(escaped).encode("utf-8", "replace")

    def _details(self) -> str:
        """The page is there whatever they say."""
        told: list[str] = []
        error = failure_of(lambda: told.append(self.details()))
        return sentence(error) if error else told[0]

    def act(self, name: str) -> str:
        """Does what a button says, and returns the sentence to show."""
        if name not in self.actions:
            return ""
        try:
            return self.actions[name]()
        except Problem as problem:
            return str(problem)


@contextmanager
def emergency(
    reason: str, actions: Mapping[str, Action], details: Callable[[], str] = str, theme: str = ""
) -> Iterator[Emergency]:
    """Serves the page while the `with` lasts. `actions` are those of the buttons: retry, logs, browser.

    `details` makes what a helper would ask, anew for each page. `theme`: "light", "dark" or "" for the system's.

    Raises `OSError` if the system has no port left.
    """
    state = Emergency(reason, actions, details, theme)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, state)) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="emergency")
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    timeout = 5

    def __init__(self, state: Emergency, *connection: Any) -> None:
        self.state = state
        super().__init__(*connection)  # which answers the request at once

    def do_GET(self) -> None:
        if self._allowed():
            self._answer("")

    def do_POST(self) -> None:
        if self._allowed() and self.headers.get("Origin") == f"http://127.0.0.1:{self.state.port}":
            stated = self.headers.get("Content-Length", "")
            size = min(int(stated), 1000) if stated.isdecimal() and len(stated) < 10 else 0
            fields = parse_qs(self.rfile.read(size).decode("ascii", "replace"))
            self._answer(self.state.act(fields.get("do", [""])[0]))

    def _allowed(self) -> bool:
        ours = f"127.0.0.1:{self.state.port}", f"/{self.state.key}"
        allowed = (self.headers.get("Host"), self.path) == ours
        if not allowed:
            self.send_error(403)
        return allowed

    def _answer(self, told: str) -> None:
        nonce = secrets.token_urlsafe(16)
        body = self.state.page(told, nonce)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "same-origin")
        policy = f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; frame-ancestors 'none'"
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The address holds the key: it is not logged."""
