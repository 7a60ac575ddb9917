"""The BQL functions of one value that a dimension may be made with."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def _family(code: Any) -> str | None:
    return None if code is None else f"{str(code)[0]}xx"


def _quality(code: Any) -> str | None:
    return None if code is None else "good" if str(code)[0] in "2" else "bad"


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _first(values: Any) -> Any:
    return (values[0] if values else None) if isinstance(values, list) else values


def _part(length: int) -> Callable[[Any], str | None]:
    return lambda value: None if value is None else str(value)[:length]


SCALARS: dict[str, Callable[[Any], Any]] = {
    "http_code_family": _family,
    "http_code_quality": _quality,
    "to_json_string": _json,
    "first": _first,
    "date": _part(10),
    "year_month": _part(7),
    "year": _part(4),
    "exists": lambda value: value is not None and value != [],
    "not_exists": lambda value: value is None or value == [],
}
