"""Whether a list's field gives what its column holds: told when the file is loaded, not when somebody types."""

import typing
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from server.domain.fields import Choice, Choices, Date, Field, LongText, Number, Range, Text, Toggle

WORDS: Mapping[type, str] = {str: "text", int: "a whole number", float: "a number", bool: "yes or no", list: "a list"}
_INSTEAD: Mapping[type, str] = {
    str: "Text, or a parse= that returns text",
    int: "Number, or a parse= that returns a whole number, such as parse=int",
    float: "Number with a step= such as 0.1, or a parse= that returns a number, such as parse=float",
    bool: "Toggle",
}


def mismatch(column: str, kind: type, field: Field) -> str:
    """What is wrong about a field of a column of this kind, and what to write instead; '' where nothing is known."""
    given = _given(field)
    if given is None or given is kind or (given is int and kind is float):
        return ""
    name = type(field).__name__
    return (
        f"{name}(“{field.label}”) gives {WORDS[given]}, but the column “{column}” is declared as "
        f"{column}: {kind.__name__}. Use {_INSTEAD[kind]}; or declare {column}: {given.__name__}."
        if given is not list
        else f"{name}(“{field.label}”) gives a list, which no column holds. Use Choice, or Text with a parse=."
    )


def origin(field: Field) -> str:
    """Where the function stands that makes the value of what is typed: ' (parse=price, 70_shop.py, line 12)'."""
    code = getattr(getattr(field, "parse", None), "__code__", None)
    return f" (parse={code.co_name}, {Path(code.co_filename).name}, line {code.co_firstlineno})" if code else ""


def _given(field: Field) -> type | None:
    """The kind of a field's answers; None where only its function knows."""
    if isinstance(field, Text | LongText):
        return str if field.parse is None else _returned(field.parse)
    if isinstance(field, Number | Range):
        return float if field.step % 1 else int
    if isinstance(field, Choice) and not callable(field.options):
        kinds = {type(value) for value in field.options}
        only = kinds.pop() if len(kinds) == 1 else None
        return only if only in WORDS else None
    return next(
        (given for kind, given in ((Toggle, bool), (Date, str), (Choices, list)) if isinstance(field, kind)), None
    )


def _returned(parse: Callable[[str], Any]) -> type | None:
    """Of a function that says so, or of a type."""
    if isinstance(parse, type):
        return parse if parse in WORDS else None
    try:
        kind = typing.get_type_hints(parse).get("return")
    except (NameError, TypeError):
        return None
    return kind if kind in WORDS else None
