"""`--dev`: plug-ins follow their files, requests and records are printed. Imported with that option alone."""

import logging
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse, PlainTextResponse

from server.domain.crud import Crud
from server.domain.pipeline import Pipeline
from server.domain.problem import Problem
from server.folders import DEV
from server.plugin.reload import Following
from server.web import dev_page, layout, urls
from server.web.dev_console import Say, printing
from server.web.guard import Application
from server.web.parts import Parts
from server.web.site import Site

log = logging.getLogger(__name__)

LOOK_EVERY = 0.3
"""Seconds between two looks at the files of plug-ins."""


class Development:
    """One run with `--dev`, on folders of its own. `say` prints a text."""

    def __init__(self, parts: Parts, say: Say) -> None:
        self._parts, self._say = parts, say
        folders = [parts.folders.resources / "plugins", parts.folders.plugins]
        self._following = Following(folders, parts.plugins)
        self._run, self._changes, self._told = secrets.token_hex(4), 0, ""
        self._forget: Callable[[str], None] = lambda app: None
        self._ending = threading.Event()

    @property
    def version(self) -> str:
        """Another text after each change of a plug-in: pages that show an older one draw themselves anew."""
        return f"{self._run}-{self._changes}"

    def join(self, web: FastHTML, site: Site) -> None:
        """Add what `--dev` adds to the pages."""
        self._forget = site.forget

        def page() -> HTMLResponse:
            return site.page("Developing", *dev_page.content(self._parts, web.routes))

        def press() -> HTMLResponse:
            self.reset()
            return layout.to(urls.HOME)

        web.route(urls.DEV, methods=["GET"])(page)
        web.route(urls.DEV_VERSION, methods=["GET"])(lambda: PlainTextResponse(f"{self.version}\n{self._told}"))
        web.route(urls.DEV_RESET, methods=["POST"])(press)

    def wrap(self, app: Application) -> Application:
        """The application, whose requests are printed, and what they left in the pipeline that is open."""
        return printing(app, self._say, self._pipeline)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Plug-ins follow their files while this lasts."""
        thread = threading.Thread(target=self._watch, name="plug-ins", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ending.set()
            thread.join(1.0)

    def look(self) -> None:
        """Load what was changed, and stop the work of what is another app now."""
        changed = self._following.follow()
        if changed is None:
            return
        plugins = self._parts.plugins
        self._parts.rows.use([app for app in plugins.apps.values() if isinstance(app, Crud)])
        for name in changed:
            self._forget(name)
        told = ", ".join(sorted(changed)) or "nothing"
        broken = [f"{one.file}, line {one.line}: {one.reason}" for one in plugins.broken]
        self._told = "; ".join([*sorted(f"“{name}” is another one now" for name in changed), *broken])
        self._changes += 1
        self._say(f"plug-ins changed: {told} loaded again")
        for one in broken:
            self._say(f"  {one}")

    def reset(self) -> None:
        """Begin anew: no pipelines, exports, rows, settings and files. Raises Problem for folders that are not ours."""
        parts = self._parts
        downloads = parts.folders.downloads
        if parts.folders.data.name != DEV or not downloads.is_relative_to(parts.folders.data):
            raise Problem("Only the folders of --dev are emptied, and this run has others.")
        for name in parts.plugins.apps:
            self._forget(name)
        for export in parts.exports.open_rows():
            parts.exports.cancel(export.id)
        with parts.exports.database.writing() as connection:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            for (name,) in tables.fetchall():
                connection.execute(f'DELETE FROM "{name}"')
        shutil.rmtree(downloads, ignore_errors=True)
        downloads.mkdir(parents=True, exist_ok=True)
        log.info("what was tried out is gone")

    def _watch(self) -> None:
        while not self._ending.wait(LOOK_EVERY):
            try:
                self.look()
            except (Problem, OSError) as problem:  # a folder of plug-ins that went just now, too
                log.error("plug-ins do not follow their files: %s", problem)
        self._parts.exports.database.leave()

    def _pipeline(self, app: str, key: str) -> Pipeline | None:
        with suppress(Problem):
            return self._parts.pipelines.find(app, key)
        return None
