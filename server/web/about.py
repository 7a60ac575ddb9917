"""What the app is, and what changed in it: two pages under Help."""

import platform
from typing import Any

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.domain.display import Markdown
from server.web import urls
from server.web.site import Site


def add_routes(web: FastHTML, site: Site) -> None:
    parts = site.parts

    def about() -> HTMLResponse:
        facts = [
            ("Version", parts.version),
            ("Shown in", "your browser" if parts.desk.browser else "a window of its own"),
            ("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
            ("Files", _folder("downloads", str(parts.downloads.folder))),
            ("Data", str(parts.folders.data)),
            ("Logs", _folder("logs", str(parts.folders.logs))),
            ("Your plug-ins", _folder("plugins", str(parts.folders.plugins))),
        ]
        return site.page(
            "About",
            h.H1("Pipulate Desktop"),
            h.P("Big CSV exports out of Botify, whole and never twice. What you do here stays on this computer."),
            h.Table(*(h.Tr(h.Th(name, scope="row"), h.Td(value)) for name, value in facts), cls="facts"),
            h.P(h.A("What's new", href=urls.NEWS), " · ", h.A("Guide", href=urls.GUIDE)),
            h.P(h.Small("Free software under the MIT licence, without any warranty.")),
        )

    def news() -> HTMLResponse:
        text = (parts.folders.resources / "assets" / "changes.md").read_text("utf-8")
        return site.page("What's new", h.H1("What's new"), site.draw("", "")(Markdown(text)))

    web.route(urls.ABOUT, methods=["GET"])(about)
    web.route(urls.NEWS, methods=["GET"])(news)


def _folder(name: str, path: str) -> Any:
    open_it = h.Button(
        "Open",
        type="button",
        cls="outline small",
        hx_post=urls.folder(name),
        hx_target="#told",
        hx_swap="innerHTML",
        aria_label=f"Open {path}",
    )
    return h.Div(h.Span(path), open_it, cls="actions")
