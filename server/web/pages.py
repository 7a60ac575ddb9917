"""Routes of page apps: sections that show things, and their buttons."""

from collections.abc import Mapping
from typing import Any

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.domain.display import Button, is_nothing
from server.domain.opening import Seen, WrongAnswers, open_step
from server.domain.problem import Problem
from server.domain.workflow import Page, Step, call
from server.web import inputs, layout, outputs, urls
from server.web.failure import Failure, around_plugin
from server.web.pipelines import landing
from server.web.site import Site


def add_routes(web: FastHTML, site: Site) -> None:
    def app(app: str) -> HTMLResponse:
        found = site.app(app)
        if not isinstance(found, Page):
            return landing(site, found)
        return site.page(found.title, h.H1(found.title), h.P(found.about), _column(site, found))

    def section(app: str, section: str = "") -> HTMLResponse:
        found = site.app(app)
        step = next((one for one in getattr(found, "sections", []) if one.name == section), None)
        return layout.fragment(_section(site, app, step) if step else None)

    def press(app: str, form: dict, button: str = "", key: str = "") -> HTMLResponse:
        found = site.app(app)
        told = _pressed(site, app, key, button, inputs.posted(form))
        if isinstance(found, Page):
            return layout.fragment(_column(site, found, told))
        column = site.walks.column(site.workflow(app), key)
        return layout.fragment(h.Div(told, id="told", hx_swap_oob="true"), site.drawing(column).column())

    web.route(urls.APP, methods=["GET"])(app)
    web.route(urls.SECTION, methods=["GET"])(section)
    web.route(urls.PRESS, methods=["POST"])(press)


def _pressed(site: Site, app: str, key: str, name: str, posted: Mapping[str, list[str]]) -> Any:
    """Call a button's function and draw what it returns, or what went wrong."""
    button = site.drawn_button(app, key, name)
    if button is None:
        return layout.notice("This page was older than the app, so nothing was done. Press again.", problem=True)
    try:
        with around_plugin(button.function):
            given = {**site.parts.services, **button.fixed, **_checked(button, posted)}
        if key:
            given = {**given, **site.walks.results(site.workflow(app), key), **button.fixed}
        with around_plugin(button.function):
            returned = call(button.function, given)
    except (Failure, Problem) as failure:
        return layout.notice(str(failure), problem=True)
    if is_nothing(returned):
        return None
    if isinstance(returned, str):
        return layout.notice(returned)
    return outputs.drawn(returned, lambda it: site.button_address(app, key, it), site.parts.desk.browser)


def _checked(button: Button, posted: Mapping[str, list[str]]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, field in button.fields.items():
        try:
            answers[name] = field.check(posted.get(name, ()))
        except Problem as problem:
            problems[name] = str(problem)
    if problems:
        raise WrongAnswers(problems)
    return answers


def _column(site: Site, page: Page, told: Any = None) -> Any:
    sections = [_waiting(page.name, step) if step.slow else _section(site, page.name, step) for step in page.sections]
    return h.Div(told, *sections, id="column", hx_target="#column", hx_swap="outerHTML")


def _waiting(app: str, step: Step) -> Any:
    return h.Article(
        h.Header(h.H2(step.title)),
        h.P("One moment…", aria_busy="true"),
        cls="card",
        hx_get=urls.section(app, step.name),
        hx_trigger="load",
        hx_target="this",
    )


def _section(site: Site, app: str, step: Step) -> Any:
    try:
        with around_plugin(step.function):
            opened = open_step(step, site.parts.services)
        thing = opened.thing if isinstance(opened, Seen) else None
        if is_nothing(thing):
            return None
        body = outputs.drawn(thing, lambda it: site.button_address(app, "", it), site.parts.desk.browser)
    except Failure as failure:
        body = layout.notice(failure.sentence, problem=True)
    return h.Article(h.Header(h.H2(step.title)), body, cls="card")
