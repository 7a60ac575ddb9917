"""The web application, built by one function from its parts and the guard before it."""

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fasthtml.common import FastHTML
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.staticfiles import StaticFiles

from server.adapters.connection import Connection
from server.web import about, bundle, calls, diagnostics, guide, home, layout, notices, pages, preview, urls
from server.web.crud import CrudRoutes
from server.web.errors import NoExit, NotThere, handlers
from server.web.exports import ExportRoutes
from server.web.file_routes import FileRoutes
from server.web.guard import Application, Guard
from server.web.parts import Parts
from server.web.pipelines import PipelineRoutes
from server.web.settings import SettingsRoutes
from server.web.shelf_routes import ShelfRoutes
from server.web.site import Site
from server.web.window import WindowRoutes
from server.web.work_routes import WorkRoutes

if TYPE_CHECKING:
    from server.web.dev import Development


def create(parts: Parts, guard: Guard, development: "Development | None" = None) -> Application:
    """An ASGI application. The library's own session, headers and file routes stay off: each is a hole."""
    site = Site(parts, guard, (lambda: development.version) if development else None)
    web = FastHTML(
        default_hdrs=False,
        canonical=False,
        sess_cls=None,
        secret_key=secrets.token_urlsafe(32),
        middleware=[Middleware(NoExit)],
        exception_handlers=handlers(site.frame, lambda: parts.program.replaced),
    )
    assets = parts.folders.resources / "assets"
    bundle.add_routes(web, assets)  # before the folder, which has no such place
    web.mount(urls.ASSETS, StaticFiles(directory=assets), name="assets")
    _add_routes(web, site)
    PipelineRoutes(site).add(web)
    preview.add_routes(web, site)
    pages.add_routes(web, site)
    CrudRoutes(site).add(web)
    calls.add_routes(web, site)
    guide.add_routes(web, site)
    ExportRoutes(site).add(web)
    FileRoutes(site).add(web)
    ShelfRoutes(site).add(web)
    WorkRoutes(site).add(web)
    SettingsRoutes(site).add(web)
    parts.attention.add(web)
    diagnostics.add_routes(web, site)
    notices.add_routes(web, parts)
    WindowRoutes(site).add(web)
    about.add_routes(web, site)
    if development is None:
        return guard.wrap(web)
    development.join(web, site)
    return guard.wrap(development.wrap(web))


def _add_routes(web: FastHTML, site: Site) -> None:
    parts = site.parts
    connection: Connection = parts.connection

    def first() -> HTMLResponse:
        recent = site.recent(home.RECENT)
        broken = [] if site.developing else parts.plugins.broken  # every page tells them then
        content = home.content(site.apps, broken, recent, connection.probably_connected, connection.demo)
        return site.page("Home", *notices.content(parts), *content)

    def demo(form: dict) -> HTMLResponse:
        on = bool(form.get("on"))
        connection.use_demo(on)
        if form.get("app") and form.get("key"):
            return layout.to(urls.pipeline(str(form["app"]), str(form["key"])))
        return layout.to(urls.app(home.EXPORT_APP) if on else urls.HOME)

    def folder(name: str) -> HTMLResponse:
        known = {"downloads": parts.downloads.folder, "logs": parts.folders.logs, "plugins": parts.folders.plugins}
        if name not in known:
            raise NotThere("There is no such folder.")
        parts.desk.open(known[name])
        return layout.fragment(layout.notice(f"The folder {known[name]} is being opened."))

    web.route(urls.HOME, methods=["GET"])(first)
    web.route(urls.DEMO, methods=["POST"])(demo)
    web.route(urls.FOLDER, methods=["POST"])(folder)

    def external(form: dict) -> HTMLResponse:
        address = str(form.get("address", ""))
        if urlsplit(address).scheme != "https":
            raise NotThere(f"“{address[:80]}” is not opened: only https addresses lead out of the app.")
        parts.desk.browse(address)
        return layout.fragment(layout.notice(f"{address} is being opened in your browser."))

    web.route(urls.EXTERNAL, methods=["POST"])(external)
    web.route(urls.HEALTH, methods=["GET"])(lambda: PlainTextResponse("ok"))
