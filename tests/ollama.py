"""A stand-in for Ollama: its HTTP API on a socket of this machine, as its documentation describes it.

Source: https://github.com/ollama/ollama/blob/main/docs/api.md, `GET /api/tags` and `POST /api/generate`.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Ollama:
    """`models` as they are listed, of which the `embedding` ones cannot write. `refusal`: what every prompt is told."""

    models: Sequence[str] = ("llama3.2:latest",)
    embedding: Sequence[str] = ()
    refusal: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    address: str = ""

    def reply(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path == "/api/tags":
            return 200, {"models": [_listed(name) for name in self.models]}
        self.asked.append(body)
        if self.refusal:
            return 500, {"error": self.refusal}
        if body["model"] in self.embedding:
            return 400, {"error": f'"{body["model"]}" does not support generate'}
        done = {"done": True, "done_reason": "stop", "total_duration": 5043500667, "eval_count": 290}
        said = f" About {body['prompt']!r}.\n"
        return 200, {"model": body["model"], "created_at": "2026-08-04T19:22:45.499127Z", "response": said, **done}


def _listed(name: str) -> dict[str, Any]:
    details = {"format": "gguf", "family": "llama", "parameter_size": "3.2B", "quantization_level": "Q4_K_M"}
    known = {"modified_at": "2026-05-04T17:37:44.706015396-07:00", "size": 2019393189, "digest": "a80c4f17acd5"}
    return {"name": name, "model": name, **known, "details": details}


@contextmanager
def ollama(**said: Any) -> Iterator[Ollama]:
    """It listens while a `with` lasts; its `address` is for OLLAMA_HOST."""
    it = Ollama(**said)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))

        def _answer(self, body: dict[str, Any]) -> None:
            status, told = it.reply(self.path, body)
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is written."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    it.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
