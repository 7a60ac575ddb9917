"""The app's own scripts as one file, and its own styles as one: two requests in place of many, comments left out.

The files in `assets/` stay as they are written, to be read. What is made of them is named by its content, so that no
page ever meets what an earlier build was.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fasthtml.common import FastHTML
from starlette.responses import Response

from server.web import urls
from server.web.errors import NotThere

SCRIPTS = ("focus.js", "app.js", "front.js", "shortcuts.js", "find.js", "hand.js")
STYLES = ("app.css", "shortcuts.css", "waiting.css")
SCRIPT, STYLE = "app.js", "app.css"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Bundle:
    """`version`: letters that are others as soon as anything in the files is."""

    script: str
    style: str
    version: str


@cache
def bundle(assets: Path) -> Bundle:
    """What the files in this folder make, read once."""
    script = "\n".join(_lines((assets / name).read_text("utf-8")) for name in SCRIPTS)
    style = "\n".join(_lines(_COMMENT.sub("", (assets / name).read_text("utf-8"))) for name in STYLES)
    return Bundle(script, style, hashlib.sha256(f"{script}\0{style}".encode()).hexdigest()[:10])


def add_routes(web: FastHTML, assets: Path) -> None:
    def own(name: str) -> Response:
        made = bundle(assets)
        known = {SCRIPT: (made.script, "text/javascript"), STYLE: (made.style, "text/css")}
        if name not in known:
            raise NotThere("There is no such file.")
        text, kind = known[name]
        return Response(text, media_type=kind)

    web.route(urls.OWN, methods=["GET"])(own)


def _lines(text: str) -> str:
    """Without lines that say something to readers alone, and without indentation. No text of ours spans lines."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
