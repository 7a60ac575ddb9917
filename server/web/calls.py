"""The page of a pipeline's calls to Botify: each as it was made, for a terminal, and for a notebook."""

from datetime import datetime
from typing import Any

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.domain.call import Call, curl, python, request, title
from server.domain.display import Code
from server.domain.pipeline import Pipeline
from server.domain.workflow import Workflow
from server.web import layout, outputs, urls, words
from server.web.errors import NotThere
from server.web.site import Site


def add_routes(web: FastHTML, site: Site) -> None:
    def calls(app: str, key: str = "") -> HTMLResponse:
        workflow, pipeline = site.workflow(app), _pipeline(site, app, key)
        found = site.parts.calls.of(app, key)
        back = h.Hgroup(h.P(h.A(f"{workflow.title} · {key}", href=urls.pipeline(app, key))), h.H1("Botify calls"))
        content = (
            _listed(workflow, pipeline, found) if found else h.P("This pipeline has not asked Botify anything yet.")
        )
        return site.page(f"Botify calls · {key}", back, _how(site, pipeline) if found else None, content)

    def call(app: str, id: int, key: str = "") -> HTMLResponse:
        pipeline = _pipeline(site, app, key)
        if not (found := site.parts.calls.of(app, key, id)):
            raise NotThere("This call is no longer kept. Reload the page.")
        return layout.fragment(*_forms(found[0], _base(site, pipeline, found[0]), site.parts.desk.browser))

    web.route(urls.CALLS, methods=["GET"])(calls)
    web.route(urls.CALL, methods=["GET"])(call)


def _pipeline(site: Site, app: str, key: str) -> Pipeline:
    found = site.parts.pipelines.find(site.workflow(app).name, key)
    if found is None:
        raise NotThere(f"There is no pipeline “{key}”.")
    return found


def _base(site: Site, pipeline: Pipeline, call: Call) -> str:
    """Where the call goes when it is made again: the demo has another address with every start."""
    connection = site.parts.connection
    return connection.simulator().api if pipeline.demo and connection.demo else call.base


def _how(site: Site, pipeline: Pipeline) -> Any:
    """What must be known to make them again. The demo's token opens nothing but made-up data."""
    connection = site.parts.connection
    told: list[Any] = [
        "Each can be made again in a terminal or a notebook. The token is read from ",
        h.Code("BOTIFY_TOKEN"),
        " in the environment, and is kept nowhere here.",
    ]
    if pipeline.demo and connection.demo:
        told += [" These went to the demo on this computer, whose token is ", h.Code(connection.simulator().token), "."]
    return h.P(*told)


def _listed(workflow: Workflow, pipeline: Pipeline, calls: list[Call]) -> Any:
    titles = {step.name: step.title for step in workflow.steps}
    return h.Ol(*(h.Li(_line(pipeline, titles, call)) for call in calls), cls="calls")


def _line(pipeline: Pipeline, titles: dict[str, str], call: Call) -> Any:
    """Closed at first: what is in it is asked for when it is opened."""
    step = "Export" if call.by.export else titles.get(call.by.step, "")
    method = "GET" if call.is_file else call.method
    at = f"{datetime.fromtimestamp(call.at):%H:%M:%S}"
    parts = [step, method, f"{call.times:,} times" if call.times > 1 else "", _outcome(call), at]
    return h.Details(
        h.Summary(h.Strong(title(call)), h.Small(" · ".join(part for part in parts if part))),
        h.Div(h.P("One moment…", aria_busy="true"), id=f"call-{call.id}"),
        hx_get=urls.call(pipeline.workflow, pipeline.key, call.id),
        hx_trigger="toggle once",
        hx_target=f"#call-{call.id}",
        hx_swap="innerHTML",
    )


def _outcome(call: Call) -> str:
    if not call.status:
        return "no answer"
    told = [str(call.status)]
    if call.seconds:
        told.append(f"{call.seconds:.2f} s")
    return " · ".join([*told, words.size(call.bytes)] if call.bytes else told)


def _forms(call: Call, base: str, browser: bool) -> list[Any]:
    shown = [Code(request(call), name="Request")]
    if call.runs:
        shown += [Code(curl(call, base), name="curl"), Code(python(call, base), name="Python")]
    drawn = [outputs.drawn(code, lambda button: "", browser) for code in shown]
    costs = layout.notice("Making this call again makes a new export, which costs credits.") if call.costs else None
    return [costs, *drawn]
