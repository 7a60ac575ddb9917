"""Fields as HTML. What is posted for a field travels under 'a.' and its name."""

from collections.abc import Mapping, Sequence
from typing import Any

from fasthtml import common as h

from server.domain.fields import Choice, Choices, Field, Number, Secret, Text, as_text

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


def control(name: str, field: Field, shown: Any, *, problem: str = "", focus: bool = False, search: str = "") -> Any:
    """A labelled field with its value, hint and problem. `search` is the address that finds among many options."""
    id = f"field-{name}"
    told = {"aria_describedby": f"{id}-hint"} if field.hint or problem else {}
    if problem:
        told["aria_invalid"] = "true"
    common = {"id": id, "name": PREFIX + name, "autofocus": focus, **told}
    if isinstance(field, Choices):
        body = _choices(name, field, shown, search)
    else:
        body = h.Label(field.label, _input(field, shown, common), fr=id)
    return h.Div(
        body,
        h.Small(problem, id=f"{id}-hint", cls="problem", role="alert") if problem else None,
        h.Small(field.hint, id=None if problem else f"{id}-hint") if field.hint else None,
        cls="field",
    )


def retyped(field: Field, values: Sequence[str]) -> Any:
    """What was typed, in the form in which a value is shown."""
    return list(values) if isinstance(field, Choices) else (values[-1] if values else "")


def _input(field: Field, shown: Any, common: dict[str, Any]) -> Any:
    if isinstance(field, Choice):
        options = [h.Option(words, value=value, selected=value == str(shown)) for value, words in field.offered.items()]
        return h.Select(*options, **common)
    if isinstance(field, Number):
        limits = {"min": field.min, "max": field.max, "step": field.step}
        return h.Input(type="number", value=as_text(shown), required=field.required, **limits, **common)
    if isinstance(field, Secret):
        return h.Input(type="password", autocomplete="off", placeholder=field.placeholder, required=True, **common)
    assert isinstance(field, Text), field
    return h.Input(
        type="text",
        value=as_text(shown),
        placeholder=field.placeholder,
        required=field.required,
        maxlength=field.max,
        autocomplete="off",
        spellcheck="false",
        **common,
    )


def _choices(name: str, field: Choices, shown: Any, search: str) -> Any:
    chosen = [str(value) for value in shown or []]
    if len(field.offered) <= MANY:
        return h.Fieldset(
            h.Legend(field.label),
            *(_box(name, value, words, value in chosen) for value, words in field.offered.items()),
        )
    return h.Fieldset(
        h.Legend(field.label),
        h.Input(
            type="search",
            name="find",
            placeholder=f"Search {len(field.offered):,} fields",
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
        tail = "" if rest else "No other field has these words."
    return h.Div(*boxes, h.Small(tail) if tail else None, cls="found")


def _box(name: str, value: str, words: str, checked: bool) -> Any:
    label = [words, h.Small(value)] if words != value else [words]
    return h.Label(h.Input(type="checkbox", name=PREFIX + name, value=value, checked=checked), *label)
