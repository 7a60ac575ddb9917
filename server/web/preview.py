"""The route that draws a card's preview: what its function makes of the answers as they stand, at each change."""

from collections.abc import Mapping
from typing import Any

from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.domain.display import buttons
from server.domain.files import with_files
from server.domain.misuse import Misuse
from server.domain.opening import WrongAnswers
from server.domain.problem import Problem
from server.domain.workflow import Function, Workflow, call
from server.web import inputs, layout, outputs, urls
from server.web.errors import NotThere
from server.web.failure import Failure, around_plugin
from server.web.file_field import stored
from server.web.record import Record
from server.web.site import Site


def add_routes(web: FastHTML, site: Site) -> None:
    def preview(app: str, form: dict, key: str = "", step: str = "") -> HTMLResponse:
        workflow = site.workflow(app)
        found = workflow.step(step)
        if found is None or found.preview is None:
            raise NotThere("This card has no preview.")
        return layout.fragment(_drawn(site, workflow, key, step, found.preview, inputs.posted(form)))

    web.route(urls.PREVIEW, methods=["POST"])(preview)


def _drawn(
    site: Site, workflow: Workflow, key: str, step: str, preview: Function, posted: Mapping[str, list[str]]
) -> Any:
    """The preview, or in its place why there is none: an answer that is not right yet, or a function that failed."""
    try:
        question = site.walks.question(workflow, key, step)
        with around_plugin(preview):
            root = site.parts.downloads.root
            answer = with_files(question.check(stored(question.fields, posted, root)), root)
            services = Record(site.parts).services(workflow.name, key, step)
            thing = call(preview, {**services, **site.walks.results(workflow, key), step: answer})
            _refuse_buttons(thing, step)
    except WrongAnswers as wrong:
        return layout.notice(f"No preview yet. {wrong}")
    except (Failure, Problem) as failure:
        return layout.notice(str(failure), problem=True)
    return outputs.drawn(thing, lambda button: "", site.parts.desk.browser) if thing is not None else None


def _refuse_buttons(thing: Any, step: str) -> None:
    if found := buttons(thing):
        raise Misuse(
            f"The preview of “{step}” has the button “{found[0].label}”. What is typed would be lost by a press: "
            "show buttons in the card itself."
        )
