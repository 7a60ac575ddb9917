"""A list's rows as HTML: to read, to edit, to add, and what is told about a press."""

from collections.abc import Mapping, Sequence
from typing import Any

from fasthtml import common as h

from server.adapters.crud import PAGE
from server.domain.crud import Crud, Row, with_it
from server.web import inputs, layout, urls

Posted = Mapping[str, Sequence[str]]

AT_ONCE = "outerHTML settle:0ms"
"""New parts take keys at once: HTMX waits 20 ms otherwise, in which a quick typist's Enter would be lost."""


def title(crud: Crud, row: Row) -> str:
    """What a row is called: its first written column."""
    return _words(crud, row, crud.written[0])


def rows(crud: Crud, found: Sequence[Row], profile: int) -> Any:
    return h.Ul(
        *some(crud, found, profile),
        id="rows",
        cls="rows",
        data_sort="yes" if crud.sorts else None,
        aria_label=crud.title,
        hx_target="closest li",
        hx_swap=AT_ONCE,
        hx_sync="this:queue all",
    )


def some(crud: Crud, found: Sequence[Row], profile: int) -> list[Any]:
    """Rows, and what fetches the next of them when one comes there."""
    return [
        *(row(crud, one) for one in found),
        _more(urls.rows(crud.name, profile, found[-1].id)) if len(found) >= PAGE else None,
    ]


def _more(address: str) -> Any:
    press = h.Button("Show more", type="button", cls="outline small", hx_get=address, hx_trigger="revealed, click")
    return h.Li(press, cls="more")


def row(crud: Crud, it: Row, focus: bool = False) -> Any:
    name = title(crud, it)
    return h.Li(
        h.Span("⠿", cls="grip", aria_hidden="true", title="Drag to sort, or press Alt + ↑ / ↓") if crud.sorts else None,
        *(_toggle(crud, it, column, name) for column in crud.toggles),
        h.Button(
            h.Span(name, cls="name"),
            *(h.Small(text) for text in _details(crud, it)),
            type="button",
            id=f"row-{it.id}-edit",
            cls="plain",
            title="Edit",
            hx_get=urls.row(crud.name, it.id, "edit"),
            autofocus=focus,
        ),
        h.Button(
            "Delete",
            type="button",
            cls="outline small",
            aria_label=f"Delete {name}",
            hx_post=urls.row(crud.name, it.id, "delete"),
            hx_confirm=_question(crud, it),
            hx_disabled_elt="this",
        ),
        id=f"row-{it.id}",
        data_row=str(it.id),
        data_move=urls.row(crud.name, it.id, "move") if crud.sorts else None,
    )


def _question(crud: Crud, it: Row) -> str | None:
    """What is asked before a profile goes. Everything else goes unasked, for it can be undone."""
    if not crud.of_profiles:
        return None
    return f"Delete “{title(crud, it)}”{with_it(it.along)}? Pipelines and files stay as they are."


def _details(crud: Crud, it: Row) -> list[str]:
    """The other written columns that say something, with their labels."""
    told = [(crud.fields[name].label, _words(crud, it, name)) for name in crud.written[1:]]
    return [f"{label}: {words}" for label, words in told if words]


def _words(crud: Crud, it: Row, column: str) -> str:
    return crud.fields[column].words(it.values[column])


def _toggle(crud: Crud, it: Row, column: str, name: str) -> Any:
    label = crud.fields[column].label
    box = h.Input(
        type="checkbox",
        name="on",
        value="on",
        id=f"row-{it.id}-{column}",
        checked=it.values[column],
        aria_label=f"{label}: {name}",
        hx_post=urls.row(crud.name, it.id, "toggle"),
        hx_vals={"column": column},
        hx_trigger="change",
        data_on=column,
    )
    alone = len(crud.fields) == 2
    return h.Label(box, None if alone else h.Small(label, aria_hidden="true"), title=label, cls="toggle")


def adding(crud: Crud, profile: int, typed: Posted | None = None, problems: Mapping[str, str] | None = None) -> Any:
    """The fields of a new row, filled with what was typed where something was wrong."""
    shown = {name: crud.fields[name].proposed for name in crud.written}
    return h.Form(
        *_controls(crud, "", shown, typed, problems or {}),
        h.Button("Add", type="submit"),
        method=layout.HELD,
        hx_post=urls.rows(crud.name, profile),
        hx_target="this",
        hx_swap=AT_ONCE,
        hx_disabled_elt="find button",
        novalidate=True,
        cls="add" if len(crud.written) < 3 else "add many",
        aria_label="Add",
    )


def editing(crud: Crud, it: Row, typed: Posted | None = None, problems: Mapping[str, str] | None = None) -> Any:
    """A row's fields in its place. Enter saves, Escape leaves the row as it was."""
    return h.Li(
        h.Form(
            *_controls(crud, own(it.id), it.values, typed, problems or {}),
            h.Div(
                h.Button("Save", type="submit", cls="small"),
                h.Button(
                    "Cancel",
                    type="button",
                    cls="secondary outline small",
                    hx_get=urls.row(crud.name, it.id, "read"),
                    hx_disabled_elt="this",
                    data_cancel="yes",
                ),
                cls="actions",
            ),
            method=layout.HELD,
            hx_post=urls.row(crud.name, it.id, "change"),
            hx_disabled_elt="find button[type=submit]",
            novalidate=True,
            cls="add" if len(crud.written) < 3 else "add many",
            aria_label=f"Edit {title(crud, it)}",
        ),
        id=f"row-{it.id}",
        data_row=str(it.id),
        cls="editing",
    )


def own(id: int) -> str:
    """Begins the names of a row's fields, so that two rows can be edited at once."""
    return f"{id}."


def _controls(
    crud: Crud, prefix: str, shown: Mapping[str, Any], typed: Posted | None, problems: Mapping[str, str]
) -> list[Any]:
    wrong = next(iter(problems), crud.written[0])
    return [
        inputs.control(
            prefix + name,
            crud.fields[name],
            shown[name] if typed is None else inputs.retyped(crud.fields[name], typed.get(name, ())),
            problem=problems.get(name, ""),
            focus=name == wrong,
        )
        for name in crud.written
    ]


def on_top(crud: Crud, it: Row) -> Any:
    """A new row, on top of those that are there."""
    return h.Ul(row(crud, it), hx_swap_oob="afterbegin:#rows")


def empty(crud: Crud) -> Any:
    """Below the list: seen while it has no row."""
    return h.P("Nothing here yet. What you add appears here.", cls="nothing")


def told(*things: Any) -> Any:
    """Takes the place of what was told before."""
    return h.Div(*things, id="told", aria_live="polite", hx_swap_oob="true")


def undo(crud: Crud, gone: Row) -> Any:
    """What went, and the way back. It stays until something else is told."""
    return h.P(
        f"“{title(crud, gone)}” was deleted{with_it(gone.along)}.",
        h.Button(
            "Undo",
            type="button",
            cls="small",
            hx_post=urls.row(crud.name, gone.id, "restore"),
            hx_target="#rows",
            hx_disabled_elt="this",
            autofocus=True,
        ),
        cls="notice toast",
        role="status",
    )


def scripts(version: str) -> list[Any]:
    """What a list needs beside HTMX: dragging, keys, focus."""
    names = ("vendor/Sortable.min.js", "crud.js")
    return [h.Script(src=urls.asset(name, version), defer=True) for name in names]
