"""The first page: begin, go on, and what could not be loaded."""

from collections.abc import Mapping, Sequence
from typing import Any

from fasthtml import common as h

from server.domain.app import App
from server.domain.key import LONGEST
from server.plugin.loader import Broken
from server.web import layout, shelf_page, urls, words

EXPORT_APP = "botify-export"
CONNECT_APP = "connect-botify"
RECENT = 8
"""Pipelines on the first page."""

LISTED = 100
"""Pipelines on a workflow's own page; the page of all pipelines has the others."""


def content(
    apps: Sequence[App], broken: Sequence[Broken], recent: Sequence[tuple[str, str, str]], connected: bool, demo: bool
) -> list[Any]:
    """`recent`: (app, key, ISO time) of the pipelines used last."""
    titles = {app.name: app.title for app in apps}
    return [
        _hero(connected, demo),
        *(broken_card(one) for one in broken),
        h.Section(
            h.H2("Apps"),
            h.Div(*(_app(app) for app in apps), cls="tiles"),
        ),
        h.Div(go_on(recent, titles), id="recent"),
    ]


def _hero(connected: bool, demo: bool) -> Any:
    start = h.Button("Export a crawl", type="button", hx_post=urls.start(EXPORT_APP), hx_vals={"key": ""})
    if connected or demo:
        lead, presses = "Paste a Botify project address, get the crawl as a clean CSV file.", [start]
    else:
        lead = (
            "Paste a Botify project address, get the crawl as a clean CSV file. "
            "First connect your Botify account, or look around with made-up sites."
        )
        presses = [
            h.A("Connect Botify", href=urls.app(CONNECT_APP), role="button"),
            h.Button("Try it with demo data", type="button", cls="secondary", hx_post=urls.DEMO, hx_vals={"on": "on"}),
        ]
    return h.Section(
        h.H1("What do you want to do?"),
        h.P(lead),
        h.Div(*presses, cls="actions"),
        cls="hero",
    )


def _app(app: App) -> Any:
    return h.A(h.Strong(app.title), h.Small(app.about), href=urls.app(app.name), cls="tile")


def broken_card(it: Broken, dev: bool = False) -> Any:
    """What is wrong with a plug-in. `dev`: it is loaded again when its file is changed."""
    line = f", line {it.line}" if it.line else ""
    used = f" Until then its former version, “{it.former}”, is in use." if it.former else ""
    mend = "Correct the file and start the app again."
    if dev:
        mend = f"Correct the file: it is loaded again at once.{used}"
    return h.Article(
        h.Header(h.H2("A plug-in could not be loaded")),
        h.P(h.Code(f"{it.file}{line}")),
        h.P(it.reason),
        h.Small(f"Everything else works. {mend}"),
        cls="card broken",
    )


def go_on(recent: Sequence[tuple[str, str, str]], titles: Mapping[str, str]) -> Any:
    """The pipelines used last, without those whose app is not here."""
    rows = [
        h.Li(
            h.A(key, href=urls.pipeline(app, key)),
            h.Div(
                h.Small(f"{titles[app]} · {words.moment(at)}"),
                shelf_page.delete_button(app, key, where="home"),
                cls="actions",
            ),
        )
        for app, key, at in recent
        if app in titles
    ]
    if not rows:
        return None
    return h.Section(
        h.H2("Go on where you left off"), h.Ul(*rows, cls="keys"), h.P(h.A("All pipelines", href=urls.PIPELINES))
    )


def landing(app: Any, proposed: str, keys: Sequence[tuple[str, str]]) -> list[Any]:
    """A workflow's own page: begin a pipeline or go on with one. `keys`: (key, ISO time), the latest first."""
    return [
        h.H1(app.title),
        h.P(app.about),
        h.Form(
            h.Label(
                "Name of the pipeline",
                h.Input(
                    name="key",
                    placeholder=proposed,
                    list="keys",
                    autofocus=True,
                    autocomplete="off",
                    maxlength=LONGEST,
                ),
                h.Small("Press Enter for a new one, or type a name to begin it or to go on with it."),
            ),
            h.Datalist(*(h.Option(value=key) for key, _ in keys[:LISTED]), id="keys"),
            h.Button("Open", type="submit"),
            method=layout.HELD,
            hx_post=urls.start(app.name),
            hx_disabled_elt="find button",
            cls="card",
        ),
        h.Section(
            h.H2("Pipelines"),
            h.Ul(
                *(
                    h.Li(h.A(key, href=urls.pipeline(app.name, key)), h.Small(words.moment(at)))
                    for key, at in keys[:LISTED]
                ),
                cls="keys",
            ),
            h.P(h.A(f"All {len(keys):,}", href=urls.pipelines(app.title))) if len(keys) > LISTED else None,
        )
        if keys
        else None,
    ]
