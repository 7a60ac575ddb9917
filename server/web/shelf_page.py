"""The page of all pipelines as HTML: the search, one line a pipeline, and what was done last with its *Undo*."""

from dataclasses import dataclass
from typing import Any

from fasthtml import common as h

from server.web import layout, urls, words
from server.web.shelf import PAGE, Condition, Entry, Shelf

_TOLD = {
    Condition.OPEN: "",
    Condition.DONE: "done",
    Condition.LOCKED: "locked 🔒",
    Condition.UNREADABLE: "its record cannot be read; it is kept as it is",
    Condition.NO_PLUGIN: "its plug-in is not here",
}
_FOLLOWED = (Condition.OPEN, Condition.DONE, Condition.LOCKED)


@dataclass(frozen=True)
class Told:
    """What came of a press: a sentence, the pipeline it is about, and the number of a deletion that can be undone."""

    text: str
    problem: bool = False
    about: tuple[str, str] | None = None
    undo: str = ""


@dataclass(frozen=True)
class Renaming:
    """The line whose name is being typed, what was typed, and what is wrong with it."""

    app: str
    key: str
    typed: str
    problem: str = ""


def content(it: Shelf, browser: bool) -> list[Any]:
    return [
        h.H1("Pipelines"),
        h.P("Everything you began, in all apps. What a pipeline wrote to your disk stays when it is deleted here."),
        h.Div(_search(it), _import(browser), cls="shelf-tools"),
        h.Div(listed(it, browser), id="shelf"),
    ]


def listed(it: Shelf, browser: bool, told: Told | None = None, renaming: Renaming | None = None) -> Any:
    """What each press draws anew. `told` goes on top, and the keyboard where one goes on."""
    return h.Section(
        notice(told, it.find, it.page, shown=any(_names(told, entry) for entry in it.entries)) if told else None,
        h.P(_counted(it), role="status", cls="counted"),
        h.P(h.Small("The menu is locked to one profile: pipelines of others are not shown.")) if it.hidden else None,
        h.Ul(*(_entry(entry, it, browser, told, renaming) for entry in it.entries), cls="keys"),
        _pages(it),
        aria_label="Pipelines",
    )


def notice(told: Told, find: str = "", page: int = 1, where: str = "", shown: bool = True) -> Any:
    """The sentence, and what to go on with: *Undo*; a way to the pipeline that is not `shown` in the list below."""
    if not told.text:
        return None
    undo = urls.pipelines_press("undo", find=find, page=page, where=where)
    then = None
    if told.undo:
        then = h.Button(
            "Undo",
            type="button",
            cls="outline small",
            autofocus=True,
            hx_post=undo,
            hx_vals={"deleted": told.undo},
            **_into(where),
        )
    elif told.about and not shown:
        then = h.A("Open", href=urls.pipeline(*told.about), role="button", cls="outline small", autofocus=True)
    return h.Div(layout.notice(told.text, told.problem), then, cls="told")


def delete_button(app: str, key: str, find: str = "", page: int = 1, where: str = "") -> Any:
    return _act("Delete", key, urls.pipelines_press("delete", app, key, find, page, where), where)


def _search(it: Shelf) -> Any:
    return h.Form(
        h.Input(
            type="search",
            name="find",
            value=it.find,
            placeholder="Search by name or app",
            aria_label="Search pipelines",
            autocomplete="off",
            autofocus=True,
            hx_get=urls.PIPELINES_LISTED,
            hx_trigger="input changed delay:150ms, search",
            hx_target="#shelf",
            hx_swap="innerHTML",
            hx_sync="this:replace",
        ),
        action=urls.PIPELINES,
        method="get",
        role="search",
    )


def _import(browser: bool) -> Any:
    address = urls.pipelines_press("import")
    if not browser:
        return h.Button("Import…", type="button", cls="outline", hx_post=address, hx_disabled_elt="this", **_into())
    return h.Form(
        h.Label(
            "Import a pipeline",
            h.Input(type="file", name="file", accept=".json,application/json"),
        ),
        method=layout.HELD,
        hx_post=address,
        hx_encoding="multipart/form-data",
        hx_trigger="change",
        **_into(),
    )


def _counted(it: Shelf) -> str:
    if not it.all and it.hidden:
        return "There are no pipelines of this profile yet. Begin one from an app's page."
    if not it.all:
        return "There are no pipelines yet. Begin one from an app's page."
    if not it.found:
        return f"None of the {it.all:,} pipelines has “{it.find}” in its name or app. Search for something else."
    if it.find:
        return f"{it.found:,} of {it.all:,} pipelines"
    return "1 pipeline" if it.all == 1 else f"{it.all:,} pipelines"


def _entry(entry: Entry, it: Shelf, browser: bool, told: Told | None, renaming: Renaming | None) -> Any:
    app, key = entry.line.workflow, entry.line.key
    if renaming and (renaming.app, renaming.key) == (app, key):
        return h.Li(_rename(renaming, it))
    goes_on = bool(told and not told.undo and _names(told, entry))
    name = (
        h.A(key, href=urls.pipeline(app, key), autofocus=goes_on)
        if entry.condition in _FOLLOWED
        else h.Span(key, tabindex="-1", autofocus=goes_on)
    )
    condition = _TOLD[entry.condition]
    parts = (entry.title, entry.answers, words.moment(entry.line.updated), condition)
    about = " · ".join(part for part in parts if part)
    return h.Li(h.Div(name, h.Small(about), cls="about"), _actions(entry, it, browser))


def _names(told: Told, entry: Entry) -> bool:
    return told.about == (entry.line.workflow, entry.line.key)


def _actions(entry: Entry, it: Shelf, browser: bool) -> Any:
    app, key = entry.line.workflow, entry.line.key

    def act(label: str, verb: str) -> Any:
        return _act(label, key, urls.pipelines_press(verb, app, key, it.find, it.page))

    export = (
        h.A(
            "Export",
            href=urls.pipelines_file(app, key),
            download=True,
            role="button",
            cls="outline small",
            aria_label=f"Export {key}",
        )
        if browser
        else act("Export…", "export")
    )
    return h.Div(
        act("Rename", "renaming"),
        act("Duplicate", "duplicate") if entry.condition is not Condition.UNREADABLE else None,
        export,
        delete_button(app, key, it.find, it.page),
        cls="actions",
    )


def _act(label: str, key: str, address: str, where: str = "") -> Any:
    named = f"{label.removesuffix('…')} {key}"
    return h.Button(
        label,
        type="button",
        cls="outline small",
        aria_label=named,
        hx_post=address,
        hx_disabled_elt="this",
        **_into(where),
    )


def _rename(it: Renaming, shelf: Shelf) -> Any:
    def address(verb: str) -> str:
        return urls.pipelines_press(verb, it.app, it.key, shelf.find, shelf.page)

    return h.Form(
        h.Label(
            f"New name of “{it.key}”",
            h.Input(
                name="new",
                value=it.typed,
                autofocus=True,
                autocomplete="off",
                aria_invalid="true" if it.problem else None,
                aria_describedby="renaming-problem" if it.problem else None,
            ),
            h.Small(it.problem, id="renaming-problem", cls="problem") if it.problem else None,
        ),
        h.Div(
            h.Button("Save", type="submit", cls="small"),
            h.Button("Cancel", type="button", cls="outline small", hx_post=address("cancel"), **_into()),
            cls="actions",
        ),
        method=layout.HELD,
        hx_post=address("rename"),
        hx_disabled_elt="find button",
        cls="renaming",
        **_into(),
    )


def _pages(it: Shelf) -> Any:
    if it.pages == 1:
        return None

    def to(label: str, page: int) -> Any:
        there = 1 <= page <= it.pages
        return h.A(label, href=urls.pipelines(it.find, page)) if there else h.Span(label, aria_disabled="true")

    where = f"{(it.page - 1) * PAGE + 1:,} to {min(it.page * PAGE, it.found):,}"
    return h.Nav(to("Newer", it.page - 1), h.Small(where), to("Older", it.page + 1), aria_label="Pages", cls="pages")


def _into(where: str = "") -> dict[str, str]:
    # Settled at once: the browser itself gives the keyboard to what has `autofocus`, and it must work by then.
    return {"hx_target": "#recent" if where == "home" else "#shelf", "hx_swap": "innerHTML settle:0ms"}
