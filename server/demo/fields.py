"""The fields that can be asked of a made-up page: their id, type and group, and where their values come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from server.demo import pages
from server.demo.sites import PERIOD, Span

Values = Callable[[Span], Sequence[Any]]
"""The values of a span's pages, in order; None for what a page has not."""


@dataclass(frozen=True)
class Field:
    """`period` says how values repeat within a depth: 1 all alike, PERIOD after so many, 0 never (see sites.spans)."""

    id: str
    name: str
    type: str
    group: str
    values: Values
    period: int = PERIOD
    kind: str = "dimension"
    multiple: bool = False
    subtype: str = ""
    explodes: bool = False
    """A row for each of its values, not one row with a list: the link graph."""

    def described(self, prefix: str) -> dict[str, Any]:
        """As the catalogue of a collection lists it."""
        return {
            "id": prefix + self.id,
            "name": self.name,
            "type": self.type,
            "subtype": self.subtype or self.type,
            "kind": self.kind,
            "group": self.group,
            "multiple": self.multiple,
            "permissions": ["select", "filter", "aggregate"] if self.kind == "dimension" else ["select"],
            "aliases": [],
            "settings": {},
            "optional": False,
            "suggestion": self.type == "string",
            "meta": {},
            "deprecated": False,
        }


def group_id(name: str) -> str:
    return re.sub(r"\W+", "_", name.lower()).strip("_")


def tabled(key: str, one: Callable[[Any, str, int], Any], of_content: bool = True) -> Values:
    """A field whose values repeat: `one(dice, reason, depth)` throws one value. Pages that do not answer have none."""

    @lru_cache(maxsize=32)
    def table(site: str, analysis: str, depth: int) -> tuple[Any, ...]:
        throw = pages.dice(site, analysis, depth, key)
        return tuple(
            None if of_content and reason == "HTTP Status Code" else one(throw, reason, depth)
            for reason in pages.reasons(site, analysis, depth)
        )

    return lambda span: pages.cut(table(span.site.slug, span.analysis.slug, span.depth), span)


def number(low: int, high: int) -> Callable[[Any, str, int], int]:
    """More small ones than large ones, and fewer the deeper the page."""
    return lambda throw, _, depth: low + int((high - low) * throw.random() ** (2 + depth / 3))


def fraction(low: float, high: float) -> Callable[[Any, str, int], float]:
    return lambda throw, _, depth: round(low + (high - low) * float(throw.random()), 4)


def share(part: float) -> Callable[[Any, str, int], bool]:
    return lambda throw, _, depth: bool(throw.random() < part)


def among(*choices: str) -> Callable[[Any, str, int], str]:
    return lambda throw, _, depth: str(throw.choice(choices))


def searched(one: Callable[[Any, str, int], Any], otherwise: Any = 0) -> Callable[[Any, str, int], Any]:
    """What only indexable pages have: visits, clicks, impressions; half of them."""
    return lambda throw, reason, depth: (
        one(throw, reason, depth) if reason == "Indexable" and throw.random() < 0.5 else otherwise
    )


def of_kind(attribute: str) -> Values:
    return lambda span: [getattr(kind, attribute) for kind in pages.cut(pages.kinds(span.site.slug, span.depth), span)]


def constant(value: Any) -> Values:
    return lambda span: [value] * (span.stop - span.start)


def depths(span: Span) -> Sequence[int]:
    return [span.depth] * (span.stop - span.start)


def statuses(span: Span) -> Sequence[int]:
    return pages.cut(pages.statuses(span.site.slug, span.analysis.slug, span.depth), span)


def reasons(span: Span) -> Sequence[str]:
    return pages.cut(pages.reasons(span.site.slug, span.analysis.slug, span.depth), span)


def compliant(span: Span) -> Sequence[bool]:
    return [reason == "Indexable" for reason in reasons(span)]


def self_canonical(span: Span) -> Sequence[bool | None]:
    return [None if reason == "HTTP Status Code" else reason != "Canonical" for reason in reasons(span)]


def outlinks(span: Span) -> Sequence[int]:
    return pages.cut(pages.outlinks(span.site.slug, span.analysis.slug, span.depth), span)


def page_rank(span: Span) -> Sequence[int]:
    """Of the shallowest page first: a number of its own for each page."""
    return range(span.start + 1, span.stop + 1)


def query_keys(span: Span) -> Sequence[list[str]]:
    found = (
        re.findall(r"[?&]([^=&]+)=", kind.path) for kind in pages.cut(pages.kinds(span.site.slug, span.depth), span)
    )
    return list(found)


def title_lengths(span: Span) -> Sequence[int | None]:
    return [None if title is None else len(title) for title in pages.titles(span)]


def heading_counts(span: Span) -> Sequence[int]:
    return [
        len(kind.h1) if status == 200 else 0
        for kind, status in zip(pages.cut(pages.kinds(span.site.slug, span.depth), span), statuses(span), strict=True)
    ]


def crawl_days(span: Span) -> Sequence[str]:
    return [f"{span.analysis.day} {2 + span.depth:02}:{minute % 60:02}:00" for minute in range(span.start, span.stop)]
