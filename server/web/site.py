"""What every route needs: the parts, the walks under way, the frame, and how a column or a thing is drawn."""

import itertools
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from starlette.responses import HTMLResponse

from server.adapters.connection import DemoSite
from server.adapters.pipelines import ALL
from server.adapters.settings import theme
from server.domain.app import App
from server.domain.crud import Crud
from server.domain.display import Button
from server.domain.export import Export
from server.domain.problem import Problem
from server.domain.workflow import Page, Workflow
from server.web import home, layout, outputs, urls, work_card
from server.web.bundle import bundle
from server.web.cards import Drawing
from server.web.column import Column
from server.web.errors import NotThere
from server.web.guard import Guard
from server.web.parts import Parts
from server.web.walks import Walks

log = logging.getLogger(__name__)

BUTTONS_KEPT = 2000


class Site:
    """`dev`: the version of the plug-ins, where they are being developed."""

    def __init__(
        self,
        parts: Parts,
        guard: Guard,
        dev: Callable[[], str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.parts, self.walks, self._dev = parts, Walks(parts), dev
        self._guard, self._clock = guard, clock
        self._buttons: OrderedDict[str, tuple[str, str, Button]] = OrderedDict()
        self._lock, self._numbers = threading.Lock(), itertools.count(1)

    @property
    def apps(self) -> list[App]:
        return list(self.parts.plugins.apps.values())

    def app(self, name: str) -> App:
        """Raises NotThere."""
        found = self.parts.plugins.apps.get(name)
        if found is None:
            raise NotThere(f"There is no app called “{name}”. It may belong to a plug-in that was removed.")
        return found

    def workflow(self, name: str) -> Workflow:
        found = self.app(name)
        if not isinstance(found, Workflow):
            raise NotThere(f"“{found.title}” has no pipelines.")
        return found

    def crud(self, name: str) -> Crud:
        found = self.app(name)
        if not isinstance(found, Crud):
            raise NotThere(f"“{found.title}” is no list.")
        return found

    @property
    def profile(self) -> str:
        """What new keys begin with: the menu name of the chosen profile."""
        return self.parts.profiles.clients().chosen.name

    def recent(self, most: int) -> list[tuple[str, str, str]]:
        """(app, key, ISO time) of the pipelines used last, without those that are hidden now."""
        known = self.parts.profiles.clients()
        if not known.locked:
            return self.parts.pipelines.recent(most)
        return [one for one in self.parts.pipelines.recent(ALL) if not known.hides(one[1])][:most]

    @property
    def _demo_sites(self) -> Sequence[DemoSite] | None:
        """None while the demo is not on; none at all where it cannot start: one must still be able to leave it."""
        connection = self.parts.connection
        try:
            return connection.simulator().sites if connection.demo else None
        except Problem as problem:
            log.error("the demo does not start: %s", problem)
            return ()

    def frame(self) -> layout.Frame:
        profiles = self.parts.profiles.clients() if self.parts.profiles.app else None
        apps = [(app.name, app.title) for app in self.apps]
        shown = theme(self.parts.settings)
        zoom = self.parts.settings.get("zoom")
        return layout.Frame(
            self._guard.csrf,
            f"{self.parts.version}-{bundle(self.parts.folders.resources / 'assets').version}",
            apps,
            self._demo_sites,
            profiles,
            shown,
            int(zoom) if zoom.isdecimal() and int(zoom) in layout.ZOOMS else 100,
            not self.parts.desk.browser,
            self._dev() if self._dev else "",
        )

    @property
    def developing(self) -> bool:
        return self._dev is not None

    def page(self, title: str, *content: Any, pane: Any = None) -> HTMLResponse:
        broken = [home.broken_card(one, dev=True) for one in self.parts.plugins.broken] if self.developing else []
        return layout.page(self.frame(), title, *broken, *content, pane=pane)

    def draw(self, app: str, key: str) -> Callable[[Any], Any]:
        """What draws a thing to see on a page, or in a pipeline."""
        return lambda thing: outputs.drawn(thing, lambda it: self.button_address(app, key, it), self.parts.desk.browser)

    def works(self, app: str, key: str) -> list[Any]:
        """The work that buttons of a page or pipeline began."""
        return [work_card.card(job, self.draw(app, key)) for job in self.parts.jobs.of_buttons(app, key)]

    def fragment(self, app: App, *parts: Any) -> HTMLResponse:
        """Parts of an app's page, and the menu anew where that page changes it."""
        menu = isinstance(app, Crud) and app.of_profiles
        return layout.fragment(*parts, layout.profile_menu(self.frame(), swap=True) if menu else None)

    def drawing(self, column: Column) -> Drawing:
        app, key = column.workflow.name, column.pipeline.key
        return Drawing(
            column,
            press=lambda button: self.button_address(app, key, button),
            watch=self.watch,
            browser=self.parts.desk.browser,
            root=self.parts.downloads.root,
            now=self._clock(),
            works=self.works(app, key),
            sites=self._demo_sites or (),
        )

    def column(self, column: Column) -> HTMLResponse:
        """The answer to every press on a card: the column, and what was said beside it."""
        drawing = self.drawing(column)
        return layout.fragment(drawing.column(), drawing.said(swap=True))

    def watch(self, export: Export) -> Any:
        return self.parts.worker.progress(export.id)

    def now(self) -> float:
        return self._clock()

    # Buttons that were drawn, so that only what was offered can be pressed

    def button_address(self, app: str, key: str, button: Button) -> str:
        with self._lock:
            name = f"b{next(self._numbers)}-{time.monotonic_ns():x}"
            self._buttons[name] = (app, key, button)
            while len(self._buttons) > BUTTONS_KEPT:
                self._buttons.popitem(last=False)
        return urls.press(app, name, key)

    def forget(self, app: str) -> None:
        """An app is another one now: its work stops, and what it offered cannot be pressed any more."""
        self.walks.forget(app)
        with self._lock:
            for name in [name for name, (owner, _, _) in self._buttons.items() if owner == app]:
                del self._buttons[name]

    def drawn_button(self, app: str, key: str, name: str) -> Button | None:
        """The button of that address, None when the page is older than the app."""
        with self._lock:
            owner, of, button = self._buttons.get(name, ("", "", None))
        return button if (owner, of) == (app, key) else None


def is_page(app: App) -> bool:
    return isinstance(app, Page)
