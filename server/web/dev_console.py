"""What `--dev` prints: each request, and what the open pipeline's record holds after it."""

import asyncio
import json
import re
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs

from server.domain.pipeline import Pipeline
from server.web import urls
from server.web.guard import Application, Message, Receive, Send
from server.web.words import shortened

Say = Callable[[str], object]
Find = Callable[[str, str], Pipeline | None]

QUIET = re.compile(rf"{urls.ASSETS}/.*|{urls.DEV_VERSION}|{urls.LIVE}|{urls.FRONT}|/work/[^/]*|.*/progress")
"""What pages ask by themselves, again and again."""

WIDTH = 100
"""Characters of a result."""


def printing(app: Application, say: Say, find: Find) -> Application:
    """The application, each of whose requests is printed."""
    last: dict[tuple[str, str], str] = {}

    async def printed(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or QUIET.fullmatch(scope["path"]):
            await app(scope, receive, send)
            return
        began, status = time.monotonic(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, sending)
        finally:
            row = [scope["method"], scope["path"], f"{1000 * (time.monotonic() - began):.0f}", str(status)]
            say(table(["method", "path", "ms", "status"], [row]))
            place = place_of(scope["path"], scope["query_string"].decode("latin-1"))
            pipeline = await asyncio.to_thread(find, *place) if place else None
            if place and pipeline:
                told = record(pipeline)
                if last.get(place) != told or scope["method"] == "POST":
                    say(f"{place[0]} · {place[1]}\n{told}")
                last[place] = told

    return printed


def place_of(path: str, query: str) -> tuple[str, str] | None:
    """(app, key) of the pipeline that a request is about."""
    app, key = re.match(r"/(?:apps|calls)/([^/]+)", path), parse_qs(query).get("key")
    return (app[1], key[-1]) if app and key else None


def record(pipeline: Pipeline) -> str:
    """A record's results as a table."""
    rows = [[step, _shown(result)] for step, result in pipeline.results.items()]
    rows += [[step, f"so far: {_shown(result)}"] for step, result in pipeline.so_far.items() if result]
    rows += [
        [step, f"waits for exports {_shown(ids)}"]
        for step, ids in pipeline.exports.items()
        if step not in pipeline.results
    ]
    return table(["step", "result"], rows) if rows else "no results yet"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Text in columns as wide as their longest cell."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _shown(value: Any) -> str:
    return shortened(json.dumps(value, ensure_ascii=False, default=str), WIDTH)
