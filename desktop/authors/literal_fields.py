"""Fields that a plug-in's functions make of plain values: made here once, so that a wrong one is told early."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from desktop.authors.recipe import FIELDS
from server import plugin
from server.domain.misuse import Misuse
from server.domain.problem import Problem


def wrong_fields(source: bytes) -> Iterator[tuple[int, str]]:
    """(line, what is wrong). Arguments that are no plain values are left out: only the function knows them."""
    for call in ast.walk(ast.parse(source)):
        match call:
            case ast.Call(func=ast.Name(id=name)) if name in FIELDS:
                wrong = _wrong(name, call)
                if wrong:
                    yield call.lineno, wrong


def _wrong(name: str, call: ast.Call) -> str:
    given = [_value(node) for node in call.args]
    every = {word.arg: _value(word.value) for word in call.keywords if word.arg}
    named = {word: value for word, value in every.items() if value is not _UNKNOWN}
    if any(value is _UNKNOWN for value in given) or len(every) < len(call.keywords):
        return ""
    try:
        getattr(plugin, name)(*given, **named)
    except (Misuse, Problem) as problem:
        return str(problem)
    except TypeError as error:
        return f"{name}: {error}." if len(named) == len(every) else ""
    return ""


class _Unknown:
    """In place of what is not written out."""


_UNKNOWN = _Unknown()


def _value(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return _UNKNOWN
