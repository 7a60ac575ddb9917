"""One part of the settings page: its name, what it shows, and what its controls do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fasthtml import common as h

from server.web import layout, urls

Form = Mapping[str, str]
Press = Callable[[Form], "Told | str | None"]


@dataclass(frozen=True)
class Told:
    """What came of a press: a sentence, and what a part shows in place of what is saved, such as a question."""

    sentence: str = ""
    shows: Any = None
    headers: dict[str, str] | None = None


@dataclass(frozen=True)
class Part:
    """One part of the page. `body` draws it, given what was typed and not taken. Presses raise Problem."""

    name: str
    title: str
    body: Callable[[Form], Sequence[Any]]
    presses: Mapping[str, Press] = field(default_factory=dict)


def drawn(part: Part, told: Told | None = None, typed: Form | None = None, problem: bool = False) -> Any:
    told = told or Told()
    body = [told.shows] if told.shows is not None else part.body(typed or {})
    return h.Article(
        h.Header(h.H2(part.title, id=f"{part.name}-title")),
        h.Div(layout.notice(told.sentence, problem) if told.sentence else None, aria_live="polite"),
        *body,
        id=f"setting-{part.name}",
        cls="card setting",
        aria_labelledby=f"{part.name}-title",
        hx_target="this",
        hx_swap="outerHTML",
    )


def button(part: str, verb: str, label: str, **attributes: Any) -> Any:
    """A button that changes a setting."""
    return h.Button(label, type="button", hx_post=urls.settings(part, verb), hx_disabled_elt="this", **attributes)


def form(part: str, *content: Any, label: str = "Save", verb: str = "save") -> Any:
    """Controls that are saved by a button below them."""
    return h.Form(
        *content,
        h.Button(label, type="submit"),
        method=layout.HELD,
        hx_post=urls.settings(part, verb),
        hx_disabled_elt="find button",
    )


def open_folder(name: str, label: str) -> Any:
    """A button that opens one of the app's folders, and tells so at the top of the page."""
    address = urls.folder(name)
    return h.Button(label, type="button", cls="outline", hx_post=address, hx_target="#told", hx_swap="innerHTML")
