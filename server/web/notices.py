"""What the first page says before all else: what became of the database, and what does not work just now."""

from typing import Any

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.adapters import rescue
from server.adapters.installed import REPLACED
from server.adapters.rescue import News
from server.adapters.updates import Update
from server.domain.problem import Problem
from server.web import layout, urls
from server.web.errors import NotThere
from server.web.parts import Parts


def content(parts: Parts) -> list[Any]:
    """Nothing, as a rule."""
    told = rescue.news(parts.settings)
    problem = parts.downloads.problem()
    update = parts.updates.found
    instead = parts.desk.instead and f"The app is in a browser, not in a window of its own. {parts.desk.instead}"
    return [
        layout.notice(REPLACED, problem=True) if parts.program.replaced else None,
        layout.notice(instead, problem=True) if instead else None,
        _news(parts, told) if told else None,
        update_card(update) if update else None,
        layout.notice(problem, problem=True) if problem else None,
    ]


def _news(parts: Parts, told: News) -> Any:
    from server.web.settings_backups import BY_HAND  # seldom needed, and a start is not to wait

    waiting = parts.backups.chosen
    offer = told.offer and not waiting
    return h.Article(
        layout.notice(told.sentence, told.problem),
        h.P(BY_HAND) if waiting else None,
        h.Div(
            _button("put-back", "Put the backup back") if offer else None,
            _button("read", "Go on without it" if offer else "All right", cls="secondary"),
            cls="actions",
        ),
        id="news",
        cls="card",
        hx_target="this",
        hx_swap="outerHTML",
    )


def update_card(update: Update) -> Any:
    """What is new, and where it is to be had; the app installs nothing."""
    return h.Article(
        h.H2(f"Version {update.version} is there"),
        h.P(update.notes),
        h.Button(
            "Look at it in the browser",
            type="button",
            hx_post=urls.EXTERNAL,
            hx_vals={"address": update.link},
            hx_target="#told",
            hx_swap="innerHTML",
        ),
        h.Small(update.link),
        cls="card update",
    )


def _button(verb: str, label: str, **more: Any) -> Any:
    return h.Button(label, type="button", hx_post=urls.notices(verb), hx_disabled_elt="this", **more)


def add_routes(web: FastHTML, parts: Parts) -> None:
    def press(verb: str) -> HTMLResponse:
        from server.web.settings_backups import put_back

        if verb == "read":
            rescue.read(parts.settings)
            return layout.fragment(h.Div(id="news"))
        if verb != "put-back":
            raise NotThere("There is no such answer. Reload the page.")
        told = rescue.news(parts.settings)
        if told is None or not told.offer:
            raise Problem("This was answered already. The settings page lists all backups.")
        shown = put_back(parts, parts.backups.named(told.offer))
        if shown is not None:
            return layout.fragment(h.Article(shown, id="news", cls="card", hx_target="this", hx_swap="outerHTML"))
        return layout.fragment(_news(parts, told))

    web.route(urls.NOTICES, methods=["POST"])(press)
