"""The frame of every page: head, top bar, demo banner, messages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fasthtml import common as h
from starlette.responses import HTMLResponse

from server.adapters.connection import DemoSite
from server.domain.profile import Client, Clients
from server.web import urls

_HTMX = (
    '{"allowEval":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0,'
    '"allowScriptTags":false,"defaultSwapStyle":"outerHTML","scrollIntoViewOnBoost":false}'
)


ZOOMS = (50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200)
"""Percent, as browsers step; app.css knows each."""

_PLACES = {
    "“Connect Botify”": urls.app("connect-botify"),
    "“Try it with demo data” on the first page": urls.HOME,
}

HELD = "dialog"
"""The method of our forms: pressed before the script is there, such a form does nothing and keeps what was typed."""


@dataclass(frozen=True)
class Frame:
    """What the frame shows beside the page's own content."""

    csrf: str
    version: str
    """In the addresses of assets; another as soon as they are."""
    apps: Sequence[tuple[str, str]]
    """(name, title) in menu order."""
    demo_sites: Sequence[DemoSite] | None = None
    """The demo's sites while the demo is used, else None."""
    profiles: Clients | None = None
    """Whom one works for; None where no plug-in keeps profiles."""
    theme: str = ""
    """'light', 'dark', or '' as the system has it."""
    zoom: int = 100
    """Percent, one of ZOOMS. A browser has its own."""
    window: bool = False
    """Whether the page is shown in the app's own window."""
    dev: str = ""
    """The version of the plug-ins, where they are being developed."""


def page(frame: Frame, title: str, *content: Any, pane: Any = None, status: int = 200) -> HTMLResponse:
    body = h.Body(
        h.A("Skip to the content", href="#content", cls="skip"),
        _top(frame),
        _demo_banner(frame.demo_sites) if frame.demo_sites is not None else None,
        h.Div(
            h.Main(h.Div(id="told", aria_live="polite"), *content, id="content"),
            pane,
            cls="frame with-pane" if pane is not None else "frame",
        ),
        _question(),
        hx_headers=f'{{"X-CSRF": "{frame.csrf}"}}',
        cls="demo" if frame.demo_sites is not None else None,
    )
    document = h.Html(
        _head(frame, title),
        body,
        lang="en",
        data_theme=frame.theme or None,
        data_window="" if frame.window else None,
        data_zoom=str(frame.zoom) if frame.window and frame.zoom != 100 else None,
    )
    return HTMLResponse(_sent("<!doctype html>\n" + h.to_xml(document, indent=False)), status)


def fragment(*parts: Any, headers: dict[str, str] | None = None) -> HTMLResponse:
    """A part of a page, as HTMX swaps it in."""
    shown = "".join(h.to_xml(part, indent=False) for part in parts if part is not None)
    return HTMLResponse(_sent(shown), headers=headers)


def _sent(html: str) -> bytes:
    """Names of files and folders may hold bytes that are no text: each is a question mark."""
    return html.encode("utf-8", "replace")


def to(address: str) -> HTMLResponse:
    """Answer a press by going to another page."""
    return HTMLResponse("", headers={"HX-Redirect": address})


def notice(text: str, problem: bool = False) -> Any:
    """A sentence. What stands in lines below it is a traceback, for one who develops a plug-in."""
    sentence, begin, lines = text.partition("\nTraceback (")
    told = h.P(*_linked(sentence), cls="notice problem" if problem else "notice", role="alert" if problem else "status")
    return h.Div(told, h.Pre(h.Code((begin + lines).strip()), tabindex="0", cls="traceback")) if begin else told


def _linked(sentence: str) -> list[Any]:
    """What a sentence names as the place to go to leads there."""
    parts = re.split(f"({'|'.join(map(re.escape, _PLACES))})", sentence)
    return [h.A(part, href=_PLACES[part]) if part in _PLACES else part for part in parts if part]


def _head(frame: Frame, title: str) -> Any:
    def asset(name: str) -> str:
        return urls.asset(name, frame.version)

    return h.Head(
        h.Meta(charset="utf-8"),
        h.Meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.Meta(name="color-scheme", content="light dark"),
        h.Meta(name="htmx-config", content=_HTMX),
        h.Title(f"{title} · Pipulate Desktop"),
        h.Link(rel="icon", href=asset("icon.svg"), type="image/svg+xml"),
        h.Link(rel="stylesheet", href=asset("vendor/pico.min.css")),
        h.Link(rel="stylesheet", href=asset("own/app.css")),
        h.Script(src=asset("vendor/htmx.min.js"), defer=True),
        h.Script(
            src=asset("own/app.js"),
            defer=True,
            data_chart_script=asset("vendor/uPlot.iife.min.js"),
            data_chart_style=asset("vendor/uPlot.min.css"),
        ),
        h.Script(src=asset("dev.js"), defer=True, data_version=frame.dev, data_address=urls.DEV_VERSION)
        if frame.dev
        else None,
    )


def _top(frame: Frame) -> Any:
    apps = [h.Li(h.A(title, href=urls.app(name))) for name, title in frame.apps]
    return h.Header(
        h.A(
            h.Img(src=urls.asset("icon.svg", frame.version), alt="", width="24", height="24"),
            "Pipulate",
            href=urls.HOME,
            cls="brand",
        ),
        h.Nav(h.Details(h.Summary("Apps"), h.Ul(*apps), cls="dropdown"), aria_label="Apps"),
        h.A("Pipelines", href=urls.PIPELINES, cls="plain"),
        h.A("Guide", href=urls.GUIDE, cls="plain"),
        h.A("Settings", href=urls.SETTINGS, cls="plain"),
        profile_menu(frame),
        h.Span("demo", cls="badge", title="Everything here is made up") if frame.demo_sites is not None else None,
        h.A("dev", href=urls.DEV, cls="badge", title="Nothing here touches your own work") if frame.dev else None,
        None if frame.window else h.Button("Quit", type="button", cls="plain", data_say="quit", title="End the app"),
        cls="top",
    )


def profile_menu(frame: Frame, swap: bool = False) -> Any:
    """Whom one works for, and whom else one could. `swap`: replace the menu of a page already drawn."""
    known = frame.profiles
    if known is None:
        return None
    name = f"{known.chosen.name} 🔒" if known.locked else known.chosen.name
    items = [h.Li(_profile(one, one == known.chosen)) for one in known.offered]
    return h.Nav(
        h.Details(h.Summary(name, title="Profile"), h.Ul(*items), cls="dropdown"),
        id="profile-menu",
        aria_label="Profile",
        **({"hx_swap_oob": "true"} if swap else {}),
    )


def _profile(it: Client, chosen: bool) -> Any:
    return h.Button(
        it.name,
        type="button",
        hx_post=urls.PROFILE,
        hx_vals={"id": str(it.id)},
        hx_swap="none",
        aria_current="true" if chosen else None,
    )


def _demo_banner(sites: Sequence[DemoSite]) -> Any:
    rows = [
        h.Li(
            h.Code(site.address),
            h.Button("Copy", type="button", cls="outline small", data_copy=site.address),
            h.Small(f"{site.title}, {site.urls:,} URLs"),
        )
        for site in sites
    ]
    return h.Section(
        h.Details(
            h.Summary(h.Strong("Demo: "), "these sites and their numbers are made up. Addresses to try"),
            h.Ul(*rows),
        ),
        h.Button(
            "Leave the demo", type="button", cls="outline small", hx_post=urls.DEMO, hx_vals={"on": ""}, hx_swap="none"
        ),
        cls="demo-banner",
        aria_label="Demo",
    )


def _question() -> Any:
    """The dialog in which app.js asks before a button with `hx-confirm` is obeyed."""
    return h.Dialog(
        h.Article(
            h.P(id="question-text"),
            h.Footer(
                h.Button("Not now", type="button", cls="secondary", value="no"),
                h.Button("Yes", type="button", value="yes"),
            ),
        ),
        id="question",
        aria_labelledby="question-text",
    )
