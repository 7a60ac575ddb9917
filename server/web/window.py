"""Routes of what belongs to the window around the pages: zoom, quitting, finding an app, what is dropped on it."""

from typing import Any

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse

from server.adapters.refused import go_on
from server.adapters.token import BROUGHT, text_of, token_in
from server.domain.problem import WrongInput
from server.domain.workflow import Workflow
from server.web import layout, urls
from server.web.pipelines import begun_with
from server.web.site import Site

FOUND = 200
"""Pipelines among which the palette looks."""
_WINDOW = (
    "It can go on without the window, and the app ends when it is done; starting the app again brings the window back."
)
_TAB = "Closing the tab leaves the app running, and the export goes on."


class WindowRoutes:
    def __init__(self, site: Site) -> None:
        self._site, self._parts = site, site.parts

    def add(self, web: FastHTML) -> None:
        web.route(urls.ZOOM, methods=["POST"])(self.zoom)
        web.route(urls.WINDOW, methods=["POST"])(self.window)
        web.route(urls.QUIT, methods=["GET"])(self.quit)
        web.route(urls.PALETTE, methods=["GET"])(self.palette)
        web.route(urls.DROPPED, methods=["POST"])(self.dropped)
        web.route(urls.DROPPED_FILE, methods=["POST"])(self.dropped_file)
        web.route(urls.TOKEN, methods=["POST"])(self.token)

    def zoom(self, form: dict) -> PlainTextResponse:
        """Keeps the zoom that the page has now."""
        wanted = str(form.get("percent", ""))
        if not (wanted.isascii() and wanted.isdecimal()) or int(wanted) not in layout.ZOOMS:
            raise WrongInput(f"There is no zoom of “{wanted[:20]}” percent.")
        self._parts.settings.put("zoom", wanted)
        return PlainTextResponse("")

    def window(self, what: str) -> PlainTextResponse:
        """“yes” where the window does it, “no” where it is left to the page."""
        if what == "quit-later":
            self._parts.attention.looked(False)  # from now on there is no window to look at
        return PlainTextResponse("yes" if self._parts.desk.ask_window(what) else "no")

    def quit(self) -> HTMLResponse:
        """What is asked before the end; that it is fetched tells the window that the page asks."""
        self._parts.desk.ask_window("quit-asked")
        names = [f"{export.name}.csv" for export in self._parts.exports.open_rows()]
        browser = self._parts.desk.browser
        under_way = "An export is under way" if len(names) == 1 else f"{len(names)} exports are under way"
        return layout.fragment(
            h.H2(f"{under_way}: {', '.join(names[:3])}{' …' if len(names) > 3 else ''}" if names else "Quit?"),
            h.P(f"{_TAB if browser else _WINDOW} If you quit now, it goes on where it was when you next open the app.")
            if names
            else h.P("This ends the app for every tab. Closing a tab alone leaves it running.")
            if browser
            else None,
            h.Footer(
                h.Button("Stay", type="button", cls="secondary", value=""),
                h.Button("Quit now", type="button", cls="secondary" if names else None, value="quit-now"),
                h.Button("Go on in the background", type="button", value="quit-later", autofocus=True)
                if names and not browser
                else None,
            ),
        )

    def palette(self, new: str = "") -> HTMLResponse:
        """Where one can go; with `new`, the apps in which one can begin a pipeline."""
        workflows = [app for app in self._site.apps if isinstance(app, Workflow)]
        if new:
            return layout.fragment(*(_start(app) for app in workflows))
        places = [("Home", urls.HOME), ("Pipelines", urls.PIPELINES), ("Guide", urls.GUIDE)]
        places += [("Settings", urls.SETTINGS), ("What's new", urls.NEWS), ("About", urls.ABOUT)]
        titles = {app.name: app.title for app in self._site.apps}
        recent = self._site.recent(FOUND)
        return layout.fragment(
            *(_place(app.title, "app", urls.app(app.name)) for app in self._site.apps),
            *(_place(title, "page", path) for title, path in places),
            *(_place(key, titles[app], urls.pipeline(app, key)) for app, key, _ in recent if app in titles),
        )

    def dropped(self, form: dict) -> PlainTextResponse:
        """The page to go to for what was dropped: the address of a Botify project begins an export of it."""
        begun = begun_with(self._site, str(form.get("text", "")))
        if begun is None:
            raise WrongInput(
                "What was dropped is no address of a Botify project. Drop one such as "
                "https://app.botify.com/organisation/project/ to export its crawl."
            )
        return PlainTextResponse(begun)

    def dropped_file(self) -> JSONResponse:
        """The name of a file that the window's engine kept from the page, and what is in it if it may hold a token."""
        file = self._parts.desk.dropped_file()
        text = text_of(file) if file and file.name == BROUGHT else None
        return JSONResponse({"name": file.name if file else "What was dropped", "text": text})

    def token(self, form: dict) -> HTMLResponse:
        """A `botify_token.txt` dropped on the window, after the page asked whether to connect it."""
        found = token_in(str(form.get("text", "")))
        if found is None:
            raise WrongInput("The file holds no Botify token: its first line must be the token alone.")
        name = self._parts.connection.connect(found[0])
        told = f"Connected to Botify{f' as {name}' if name else ''}. The token is kept."
        if went := go_on(self._parts.exports, self._parts.connection.real):
            told += f" Exports that failed for want of a good token go on: {len(went)}."
        return layout.fragment(layout.notice(told))


def _place(title: str, kind: str, address: str) -> Any:
    return h.Li(h.A(h.Span(title), h.Small(kind), href=address, tabindex="-1"), role="option")


def _start(app: Workflow) -> Any:
    button = h.Button(
        h.Span(app.title),
        h.Small(app.about),
        type="button",
        tabindex="-1",
        hx_post=urls.start(app.name),
        hx_vals={"key": ""},
    )
    return h.Li(button, role="option")
