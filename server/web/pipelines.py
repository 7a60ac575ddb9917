"""Routes of workflows: begin or go on, and one address for each press on a card. Each press answers with the column."""

from collections.abc import Callable
from typing import Any

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.domain.fields import Choices
from server.domain.key import checked_key
from server.domain.problem import WrongInput
from server.domain.project import botify_project
from server.web import home, inputs, layout, urls
from server.web.column import Column
from server.web.errors import NotThere
from server.web.export_news import moving_part
from server.web.site import Site


class PipelineRoutes:
    def __init__(self, site: Site) -> None:
        self._site, self._walks = site, site.walks

    def add(self, web: FastHTML) -> None:
        web.route(urls.START, methods=["POST"])(self.start)
        web.route(urls.PIPELINE, methods=["GET"])(self.pipeline)
        web.route(urls.STEP, methods=["POST"])(self.press)
        web.route(urls.PROGRESS, methods=["GET"])(self.progress)
        web.route(urls.OPTIONS, methods=["POST"])(self.options)

    def start(self, app: str, form: dict) -> HTMLResponse:
        """Begin or go on with the pipeline of a key; with none, begin one with the next free key."""
        workflow, pipelines = self._site.workflow(app), self._site.parts.pipelines
        key = str(form.get("key", "")).strip()
        demo = self._site.parts.connection.demo
        if app == home.EXPORT_APP and (begun := begun_with(self._site, key)):  # the first field one comes to took it
            return layout.to(begun)
        if key:
            began = pipelines.start(app, checked_key(key), demo)
        else:
            began = pipelines.start_next(app, self._site.profile, demo)
        return layout.to(urls.pipeline(workflow.name, began.key))

    def pipeline(self, app: str, key: str = "") -> HTMLResponse:
        workflow = self._site.workflow(app)
        if not key:
            raise NotThere(f"Which pipeline of “{workflow.title}”? Choose one on its page.")
        self._site.parts.jobs.renew(app, key, workflow.showing)
        found = self._site.parts.pipelines.find(app, key)
        if found and workflow.asks_botify and found.demo != self._site.parts.connection.demo:
            return self._site.page(key, _heading(workflow.title, app, key), _other_world(app, key, found.demo))
        drawing = self._site.drawing(self._walks.column(workflow, key))
        asked = workflow.asks_botify or self._site.parts.calls.of(app, key)  # a button may ask as well
        calls = h.P(h.A("Botify calls", href=urls.calls(app, key))) if asked else None
        pane = h.Aside(h.H2("Said so far"), drawing.said(), calls, cls="pane", aria_label="What was said")
        return self._site.page(
            f"{key} · {workflow.title}", _heading(workflow.title, app, key), drawing.column(), pane=pane
        )

    def press(self, app: str, verb: str, form: dict, key: str = "", step: str = "", seen: str = "") -> HTMLResponse:
        workflow, walks = self._site.workflow(app), self._walks
        version = int(seen) if seen.isdecimal() else None
        if verb == "show":
            return layout.fragment(*self._site.drawing(walks.show(workflow, key, step)).cards())
        verbs: dict[str, Callable[[], Column]] = {
            "open": lambda: walks.open(workflow, key, step),
            "answer": lambda: walks.answer(workflow, key, step, inputs.posted(form), version),
            "back": lambda: walks.back(workflow, key, step, version),
            "start": lambda: walks.start(workflow, key, step, seen=version),
            "again": lambda: walks.start(workflow, key, step, again=True, seen=version),
            "finalize": lambda: walks.finalize(workflow, key, locked=True),
            "unlock": lambda: walks.finalize(workflow, key, locked=False),
        }
        if verb not in verbs:
            raise NotThere(f"A card cannot be asked to “{verb}”.")
        return self._site.column(verbs[verb]())

    def progress(self, app: str, key: str = "", step: str = "") -> HTMLResponse:
        """The moving part of an export's card; what takes its place when nothing moves draws the column anew."""
        return layout.fragment(moving_part(self._site, app, key, step))

    def options(self, app: str, form: dict, key: str = "", step: str = "", field: str = "") -> HTMLResponse:
        """The options of a field that hold the words sought. The form has what is chosen already."""
        asked = self._walks.question(self._site.workflow(app), key, step).fields.get(field)
        if not isinstance(asked, Choices):
            raise NotThere("There is nothing to search in this card.")
        chosen = inputs.posted(form).get(field, [])
        return layout.fragment(inputs.found(field, asked, chosen, str(form.get("find", ""))))


def begun_with(site: Site, text: str) -> str | None:
    """The page of a new export whose first card has this address of a Botify project; None for any other text."""
    try:
        address = botify_project(text)["address"]
    except WrongInput:
        return None
    began = site.parts.pipelines.start_next(home.EXPORT_APP, site.profile, site.parts.connection.demo)
    return f"{urls.pipeline(home.EXPORT_APP, began.key)}#fill={address}"


def landing(site: Site, app: Any) -> HTMLResponse:
    pipelines = site.parts.pipelines
    hides = site.parts.profiles.clients().hides
    keys = [one for one in pipelines.keys(app.name) if not hides(one[0])]
    content = home.landing(app, pipelines.proposed_key(app.name, site.profile), keys)
    return site.page(app.title, *content)


def _heading(title: str, app: str, key: str) -> Any:
    return h.Hgroup(h.P(h.A(title, href=urls.app(app))), h.H1(key))


def _other_world(app: str, key: str, demo: bool) -> Any:
    """Made-up numbers never stand where real ones are expected, nor the reverse."""
    if demo:
        told, press = "This pipeline was made with demo data: its sites and numbers are made up.", "Go on in the demo"
    else:
        told, press = "This pipeline belongs to your Botify account, and the demo is on.", "Leave the demo and go on"
    values = {"on": "on" if demo else "", "app": app, "key": key}
    return h.Article(h.P(told), h.Button(press, type="button", hx_post=urls.DEMO, hx_vals=values), cls="card")
