"""Routes of page apps: sections that show things, and their buttons."""

import inspect
from collections.abc import Mapping
from typing import Any

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.domain.app import App
from server.domain.call import Caller, calling
from server.domain.crud import Crud
from server.domain.display import Button, is_nothing
from server.domain.fields import Secret
from server.domain.opening import Question, Seen, open_step, opened
from server.domain.problem import Problem
from server.domain.workflow import Page, Step, Workflow, call
from server.web import crud, inputs, layout, urls, work_card
from server.web.failure import Failure, around_plugin
from server.web.pipelines import landing
from server.web.record import Record
from server.web.site import Site
from server.web.words import shortened
from server.web.work import Job, State

FAILED = "X-Failed"
"""Tells the page's script that a press failed, so that what was typed for it stays."""

TITLE = 60
"""Characters of the name of work that a button began."""


def add_routes(web: FastHTML, site: Site) -> None:
    def app(app: str) -> HTMLResponse:
        found = site.app(app)
        if isinstance(found, Workflow):
            return landing(site, found)
        return _page(site, found)

    def section(app: str, section: str = "") -> HTMLResponse:
        found = site.app(app)
        step = next((one for one in getattr(found, "sections", []) if one.name == section), None)
        return layout.fragment(_section(site, app, step) if step else None)

    def press(app: str, form: dict, button: str = "", key: str = "") -> HTMLResponse:
        found = _steps_of(site.app(app))
        try:
            return _after_press(site, found, key, _pressed(site, found, key, button, inputs.posted(form)))
        except (Failure, Problem) as failure:
            answer = _after_press(site, found, key, layout.notice(str(failure), problem=True))
            answer.headers[FAILED] = "yes"
            return answer

    def column(app: str, key: str = "") -> HTMLResponse:
        """The column anew, when work that was shown in it is over."""
        found = _steps_of(site.app(app))
        if isinstance(found, Page):
            return layout.fragment(_column(site, found))
        return site.column(site.walks.column(found, key))

    web.route(urls.APP, methods=["GET"])(app)
    web.route(urls.SECTION, methods=["GET"])(section)
    web.route(urls.COLUMN, methods=["GET"])(column)
    web.route(urls.PRESS, methods=["POST"])(press)


def _page(site: Site, app: Page | Crud) -> HTMLResponse:
    page = app.page if isinstance(app, Crud) else app
    site.parts.jobs.renew(page.name, "", page.showing)
    column = _column(site, page)
    if isinstance(app, Crud):
        return site.page(app.title, *crud.content(site, app, column))
    return site.page(page.title, h.H1(page.title), h.P(page.about), column)


def _steps_of(app: App) -> Workflow | Page:
    """A list has the sections of a page."""
    return app.page if isinstance(app, Crud) else app


def _after_press(site: Site, found: Workflow | Page, key: str, told: Any) -> HTMLResponse:
    site.parts.jobs.renew(found.name, key, found.showing)
    if isinstance(found, Page):
        return site.fragment(site.app(found.name), _column(site, found, told))
    drawn = site.drawing(site.walks.column(found, key))
    return layout.fragment(h.Div(told, id="told", hx_swap_oob="true"), drawn.column(), drawn.said(swap=True))


def _pressed(site: Site, app: Workflow | Page, key: str, name: str, posted: Mapping[str, list[str]]) -> Any:
    """Call a button's function and draw what it returns. One that yields has a card of its own.

    Raises Failure and Problem for what went wrong.
    """
    button = site.drawn_button(app.name, key, name)
    if button is None:
        raise Problem("This page was older than the app, so nothing was done. Press again.")
    with around_plugin(button.function):
        answers = Question(button.fields, single=False).check(posted)
    results = site.walks.results(app, key) if isinstance(app, Workflow) else {}
    given = {**_services(site, app.name, key), **results, **button.fixed, **answers}
    if inspect.isgeneratorfunction(button.function):
        return _begun(site, app, key, button, answers, given)
    with calling(Caller(app.name, key)), around_plugin(button.function):
        returned = call(button.function, given)
    if is_nothing(returned):
        return None
    if isinstance(returned, str):
        return layout.notice(returned)
    return site.draw(app.name, key)(returned)


def _begun(
    site: Site, app: Workflow | Page, key: str, button: Button, answers: Mapping[str, Any], given: Mapping[str, Any]
) -> None:
    """Start a button's work. Its card is told apart by what was asked for, but for secrets."""
    jobs = site.parts.jobs
    words = [field.words(answers[name]) for name, field in button.fields.items() if not isinstance(field, Secret)]

    def ended(job: Job, returned: Any) -> Any:
        jobs.renew(app.name, key, app.showing)
        return None if is_nothing(returned) else returned

    title = shortened(" · ".join([button.label, *words]), TITLE)
    jobs.begin((app.name, key, ""), title, button.function, lambda: call(button.function, given), ended)


def _services(site: Site, app: str, key: str = "") -> dict[str, Any]:
    """A page keeps nothing from one time to the next, so there is nothing so far."""
    return {**Record(site.parts).services(app, key), "so_far": {}}


def _column(site: Site, page: Page, told: Any = None) -> Any:
    sections = [_waiting(page.name, step) if step.slow else _section(site, page.name, step) for step in page.sections]
    return h.Div(told, *site.works(page.name, ""), *sections, id="column", hx_target="#column", hx_swap="outerHTML")


def _waiting(app: str, step: Step) -> Any:
    return h.Article(
        h.Header(h.H2(step.title)),
        h.P("One moment…", aria_busy="true"),
        cls="card",
        hx_get=urls.section(app, step.name),
        hx_trigger="load",
        hx_target="this",
    )


def _at_work(site: Site, app: str, step: Step) -> Any:
    """A section that yields: how it goes, then what it came to."""
    jobs, draw = site.parts.jobs, site.draw(app, "")
    job = jobs.of_step(app, "", step.name) or jobs.begin(
        (app, "", step.name),
        step.title,
        step.function,
        lambda: call(step.function, _services(site, app)),
        lambda job, returned: getattr(opened(step, returned, _services(site, app)), "thing", None),
    )
    if job.state is State.DONE:
        return None if is_nothing(job.result) else h.Article(h.Header(h.H2(step.title)), draw(job.result), cls="card")
    again = h.P("Reload the page to begin again.")
    return h.Article(h.Header(h.H2(step.title)), *work_card.of_step(job, draw, again), cls="card")


def _section(site: Site, app: str, step: Step) -> Any:
    if step.yields:
        return _at_work(site, app, step)
    try:
        with around_plugin(step.function):
            opened = open_step(step, _services(site, app))
        thing = opened.thing if isinstance(opened, Seen) else None
        if is_nothing(thing):
            return None
        body = site.draw(app, "")(thing)
    except Failure as failure:
        body = layout.notice(failure.sentence, problem=True)
    return h.Article(h.Header(h.H2(step.title)), body, cls="card")
