"""Which pages a BQL filter means: leaves with a predicate, put together by and, or, not."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from server.demo.fields import Field
from server.demo.refusal import BAD_REGEX, bad_query
from server.demo.sites import Span

Keeps = Callable[[Span], bool | list[bool]]
"""All or none of a span's pages, or one answer for each."""

_ORDER = {"lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}
_TEXT: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "starts": str.startswith,
    "ends": str.endswith,
}
_TYPES: dict[str, tuple[type, ...]] = {
    "integer": (int, float),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
}


@dataclass(frozen=True)
class Mask:
    """`period`: how its answers repeat within a depth, as `Field.period`."""

    keeps: Keeps
    period: int


EVERY = Mask(lambda span: True, 1)


def compiled(node: Any, field: Callable[[Any], Field]) -> Mask:
    """The mask of a filter; `{}` keeps every page. Refusal 400 for what is no filter."""
    if not isinstance(node, dict):
        raise bad_query(f"A filter should be an object, found : {node!r}")
    if not node:
        return EVERY
    for joined, join in (("and", all_of), ("or", any_of)):
        if joined in node:
            if not isinstance(node[joined], list) or not node[joined]:
                raise bad_query(f'"{joined}" needs a list of filters.')
            return join([compiled(part, field) for part in node[joined]])
    if "not" in node:
        return _reverse(compiled(node["not"], field))
    return _leaf(node, field)


def all_of(masks: Sequence[Mask]) -> Mask:
    def keeps(span: Span) -> bool | list[bool]:
        lists = []
        for mask in masks:
            kept = mask.keeps(span)
            if kept is False:
                return False
            if kept is not True:
                lists.append(kept)
        return _joined(lists, all)

    return Mask(keeps, _period(masks))


def any_of(masks: Sequence[Mask]) -> Mask:
    return _reverse(all_of([_reverse(mask) for mask in masks]))


def _joined(lists: list[list[bool]], how: Callable[[tuple[bool, ...]], bool]) -> bool | list[bool]:
    if not lists:
        return True
    return lists[0] if len(lists) == 1 else [how(row) for row in zip(*lists, strict=True)]


def _reverse(mask: Mask) -> Mask:
    def keeps(span: Span) -> bool | list[bool]:
        kept = mask.keeps(span)
        return not kept if isinstance(kept, bool) else [not one for one in kept]

    return Mask(keeps, mask.period)


def _period(masks: Sequence[Mask]) -> int:
    periods = {mask.period for mask in masks}
    return 0 if 0 in periods else max(periods, default=1)


def _leaf(node: dict[str, Any], field: Callable[[Any], Field]) -> Mask:
    for key in node:
        if key not in ("field", "predicate", "value"):
            raise bad_query(f'Unknown property "{key}" in filter.')
    if "field" not in node:
        raise bad_query("A filter needs a field.")
    found = field(node["field"])
    predicate = node.get("predicate", "eq")
    if predicate != "exists" and "value" not in node:
        raise bad_query("1 operand required, found : 0")
    test = _test(found, predicate, node.get("value"))

    def keeps(span: Span) -> bool | list[bool]:
        values = found.values(span)
        return test(values[0]) if found.period == 1 else [test(value) for value in values]

    return Mask(keeps, found.period)


def _test(field: Field, predicate: Any, value: Any) -> Callable[[Any], bool]:
    if predicate == "exists":
        return lambda cell: cell is not None and cell != []
    name, of_any = (predicate[4:], True) if str(predicate).startswith("any.") else (predicate, False)
    single = _of_one(field, name, value)
    if of_any != field.multiple:
        raise bad_query(f"Field is not valid for predicate : {predicate}")
    return (lambda cell: any(single(one) for one in cell)) if of_any else single


def _of_one(field: Field, predicate: Any, value: Any) -> Callable[[Any], bool]:
    if predicate == "eq":
        _check(field, value)
        return lambda cell: bool(cell == value)
    if predicate in _ORDER:
        _check(field, value, field.type != "boolean", predicate)
        compare = _ORDER[predicate]
        return lambda cell: cell is not None and bool(compare(cell, value))
    if predicate == "between":
        if not isinstance(value, list) or len(value) != 2:
            raise bad_query(f"2 operands required, found : {value!r}")
        low, high = value
        _check(field, low, field.type != "boolean", predicate)
        _check(field, high)
        return lambda cell: cell is not None and bool(low <= cell <= high)
    if predicate in ("contains", "starts", "ends", "re"):
        _check(field, value, field.type == "string", predicate)
        return _text(predicate, value)
    raise bad_query(f"Unknown predicate : {predicate}")


def _text(predicate: str, value: str) -> Callable[[Any], bool]:
    if predicate != "re":
        found = _TEXT[predicate]
        return lambda cell: cell is not None and found(cell, value)
    try:
        pattern = re.compile(value)
    except re.error as error:
        raise bad_query(f"Badly formatted regex in query : {error}", BAD_REGEX) from error
    return lambda cell: cell is not None and pattern.search(cell) is not None


def _check(field: Field, value: Any, fits: bool = True, predicate: str = "eq") -> None:
    if not fits:
        raise bad_query(f"Field is not valid for predicate : {predicate}")
    wanted = _TYPES.get(field.type, (str,))
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        raise bad_query(f'Value {value!r} is not valid for field "{field.id}" of type {field.type}.')
