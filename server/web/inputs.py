"""Fields as HTML. What is posted for a field travels under 'a.' and its name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fasthtml import common as h

from server.domain.fields import (
    Choice,
    Choices,
    Date,
    Field,
    File,
    LongText,
    Number,
    PastedTable,
    Range,
    Secret,
    Text,
    Toggle,
    as_text,
)
from server.web import file_field
from server.web.file_field import Choosing

PREFIX = "a."
MANY = 30
"""From so many options on, they are searched on the server."""


def posted(form: Mapping[str, Any]) -> dict[str, list[str]]:
    """{field: values} of a form as it arrived."""
    return {
        name.removeprefix(PREFIX): [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in form.items()
        if name.startswith(PREFIX)
    }


def control(
    name: str,
    field: Field,
    shown: Any,
    *,
    problem: str = "",
    focus: bool = False,
    search: str = "",
    within: str = "",
    choosing: Choosing | None = None,
    below: Any = None,
) -> Any:
    """A labelled field with its value, hint and problem. `search` is the address that finds among many options.

    `within` tells its id from those of other forms on the page; `choosing` is how a file is chosen; `below` stands
    under it.
    """
    id = f"field-{within}{name}"
    told = {"aria_describedby": f"{id}-hint"} if field.hint or problem else {}
    if problem:
        told["aria_invalid"] = "true"
    common = {"id": id, "name": PREFIX + name, "autofocus": focus, **told}
    return h.Div(
        _body(field, shown, common, search)
        if not isinstance(field, File) or choosing is None
        else file_field.body(name, field, shown, common, choosing),
        h.Small(problem, id=f"{id}-hint", cls="problem", role="alert") if problem else None,
        h.Small(field.hint, id=None if problem else f"{id}-hint") if field.hint else None,
        below,
        cls="field",
    )


def retyped(field: Field, values: Sequence[str]) -> Any:
    """What was typed, in the form in which a value is shown."""
    if isinstance(field, Choices):
        return list(values)
    if isinstance(field, Toggle):
        return field.check(values)
    return values[-1] if values else ""


def _body(field: Field, shown: Any, common: dict[str, Any], search: str) -> Any:
    """The control with its label, which is a legend where there are several controls."""
    if isinstance(field, Choices):
        return _choices(field, shown, common, search)
    if isinstance(field, Choice) and field.radio and len(field.offered) <= MANY:
        return _radios(field, shown, common)
    if isinstance(field, Toggle):
        switch = h.Input(type="checkbox", role="switch", value="on", checked=bool(shown), **common)
        return h.Label(switch, field.label, cls="toggle")
    if isinstance(field, Range):
        return _range(field, shown, common)
    draw = next(draw for kind, draw in _DRAWN.items() if isinstance(field, kind))
    return h.Label(field.label, draw(field, shown, common), fr=common["id"])


def _select(field: Choice, shown: Any, common: dict[str, Any]) -> Any:
    options = [h.Option(words, value=value, selected=value == str(shown)) for value, words in field.offered.items()]
    return h.Select(*options, **common)


def _number(field: Number, shown: Any, common: dict[str, Any]) -> Any:
    limits = {"min": field.min, "max": field.max, "step": field.step}
    return h.Input(type="number", value=as_text(shown), required=field.required, **limits, **common)


def _range(field: Range, shown: Any, common: dict[str, Any]) -> Any:
    """A slider and a number, which app.js keeps alike. The number is what is posted, so that it is never rounded."""
    limits = {"min": field.min, "max": field.max, "step": field.step, "value": as_text(shown)}
    number = h.Input(type="number", required=True, **limits, **common)
    slider = h.Input(type="range", aria_label=f"{field.label}, slider", **limits)
    return h.Div(h.Label(field.label, fr=common["id"]), h.Div(number, slider, cls="range"))


def _date(field: Date, shown: Any, common: dict[str, Any]) -> Any:
    limits = {"min": str(field.min) or None, "max": str(field.max) or "9999-12-31"}  # else years have six digits
    return h.Input(type="date", value=as_text(shown), required=field.required, **limits, **common)


def _secret(field: Secret, shown: Any, common: dict[str, Any]) -> Any:
    return h.Input(type="password", autocomplete="off", placeholder=field.placeholder, required=True, **common)


def _long_text(field: LongText, shown: Any, common: dict[str, Any]) -> Any:
    return h.Textarea(
        as_text(shown),
        placeholder=field.placeholder,
        required=field.required,
        maxlength=field.max,
        rows=5,
        **common,
    )


def _pasted_table(field: PastedTable, shown: Any, common: dict[str, Any]) -> Any:
    columns = f" ({', '.join(field.columns)})" if field.columns else ", with their names in the first line"
    return h.Textarea(
        "\n" + (shown if isinstance(shown, str) else field.text(shown)),  # HTML takes away one line end at the start
        placeholder=f"Copy cells in a spreadsheet and paste them here{columns}",
        required=field.required,
        rows=5,
        wrap="off",
        spellcheck="false",
        cls="cells",
        **common,
    )


def _text(field: Text, shown: Any, common: dict[str, Any]) -> Any:
    """A line, or several where the answer that is offered again has them: a line would run them into one."""
    lines = as_text(shown)
    if "\n" in lines:
        return h.Textarea("\n" + lines, required=field.required, rows=min(12, lines.count("\n") + 2), **common)
    return h.Input(
        type="text",
        value=lines,
        placeholder=field.placeholder,
        required=field.required,
        maxlength=field.max,
        autocomplete="off",
        spellcheck="false",
        **common,
    )


_DRAWN: dict[type, Callable[[Any, Any, dict[str, Any]], Any]] = {
    Choice: _select,
    Number: _number,
    Date: _date,
    Secret: _secret,
    LongText: _long_text,
    PastedTable: _pasted_table,
    Text: _text,
}


def _radios(field: Choice, shown: Any, common: dict[str, Any]) -> Any:
    return h.Fieldset(
        h.Legend(field.label),
        *(
            h.Label(
                h.Input(
                    type="radio",
                    name=common["name"],
                    value=value,
                    checked=value == str(shown),
                    autofocus=common["autofocus"] and value == str(shown),
                ),
                words,
            )
            for value, words in field.offered.items()
        ),
        **_described(common),
    )


def _described(common: dict[str, Any]) -> dict[str, Any]:
    """What a group of controls is told by: its hint or problem."""
    return {name: value for name, value in common.items() if name.startswith("aria_")}


def _choices(field: Choices, shown: Any, common: dict[str, Any], search: str) -> Any:
    name = str(common["name"]).removeprefix(PREFIX)
    chosen = [str(value) for value in shown or []]
    if len(field.offered) <= MANY:
        return h.Fieldset(
            h.Legend(field.label),
            *(_box(name, value, words, value in chosen) for value, words in field.offered.items()),
            **_described(common),
        )
    return h.Fieldset(
        h.Legend(field.label),
        h.Input(
            type="search",
            name="find",
            placeholder=f"Search {len(field.offered):,} options",
            aria_label=f"Search {field.label}",
            hx_post=search,
            hx_disabled_elt="unset",
            hx_trigger="input changed delay:150ms, search",
            hx_include="closest fieldset",
            hx_target="next .found",
            hx_swap="outerHTML",
            hx_sync="this:replace",
        ),
        found(name, field, chosen, ""),
        cls="choices",
    )


def found(name: str, field: Choices, chosen: Sequence[str], sought: str) -> Any:
    """The chosen options first, then those that hold all the words sought, as many as fit."""
    words = sought.lower().split()
    rest = [
        (value, label)
        for value, label in field.offered.items()
        if value not in chosen and all(word in f"{label} {value}".lower() for word in words)
    ]
    boxes = [_box(name, value, label, True) for value, label in field.offered.items() if value in chosen]
    boxes += [_box(name, value, label, False) for value, label in rest[:MANY]]
    if len(rest) > MANY:
        tail = f"and {len(rest) - MANY:,} more: type to find them"
    else:
        tail = "" if rest else "No other option has these words."
    return h.Div(*boxes, h.Small(tail) if tail else None, cls="found")


def _box(name: str, value: str, words: str, checked: bool) -> Any:
    label = [words, h.Small(value)] if words != value else [words]
    return h.Label(h.Input(type="checkbox", name=PREFIX + name, value=value, checked=checked), *label)
