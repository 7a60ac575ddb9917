"""What a made-up page is like: its kind, status, words and texts, all told from its site, crawl, depth and number.

Texts are made a span at a time; everything else is a table of PERIOD values a depth, made once and cut (`cut`).
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeVar
from urllib.parse import quote

from server.demo.sites import PERIOD, Analysis, Site, Span
from server.demo.vocabulary import VOCABULARIES, Kind

T = TypeVar("T")
Words = tuple[str, str, str, int]

_STATUSES = (200, 301, 302, 404, 410, 500, 503)
_COMMON = (930, 25, 5, 30, 3, 5, 2)
_ENDS = (
    ', "best of 2026"',
    "\nsecond line of the title",
    " 🍵",
    " ✨ 50% off 🎉",
    ", new, used & more",
    "\r\nwith a Windows line break",
    '; "quoted", and; semicolons',
    "\twith a tab",
)
_STARTS = ("-20 % ", "+1 free: ", "=", "👩‍🍳 ")


def dice(*seed: object) -> random.Random:
    """The same throws for the same seed, in every process."""
    return random.Random("/".join(map(str, seed)))


def cut(table: Sequence[T], span: Span) -> Sequence[T]:
    """The values of a span's pages out of a table that repeats every PERIOD pages."""
    first = span.start % PERIOD
    return table[first : first + span.stop - span.start]


@lru_cache(maxsize=64)
def kinds(site: str, depth: int) -> tuple[Kind, ...]:
    words = VOCABULARIES[site]
    if depth == 0:
        return (words.home,) * PERIOD
    weights = [kind.weights[min(depth, len(kind.weights) - 1)] for kind in words.kinds]
    return tuple(dice(site, depth, "kind").choices(words.kinds, weights, k=PERIOD))


@lru_cache(maxsize=128)
def statuses(site: str, analysis: str, depth: int) -> tuple[int, ...]:
    """The HTTP status codes."""
    if depth == 0:
        return (200,) * PERIOD
    return tuple(dice(site, analysis, depth, "status").choices(_STATUSES, _COMMON, k=PERIOD))


@lru_cache(maxsize=128)
def reasons(site: str, analysis: str, depth: int) -> tuple[str, ...]:
    """Why a page is not indexable, or `Indexable`."""
    throw = dice(site, analysis, depth, "reason")
    return tuple(
        "HTTP Status Code" if status != 200 else kind.reason or ("Canonical" if throw.random() < 0.02 else "Indexable")
        for kind, status in zip(kinds(site, depth), statuses(site, analysis, depth), strict=True)
    )


@lru_cache(maxsize=128)
def outlinks(site: str, analysis: str, depth: int) -> tuple[int, ...]:
    """How many internal links each page has; a page that does not answer 200 has none."""
    throw = dice(site, analysis, depth, "outlinks")
    return tuple(
        throw.randint(*kind.links) if status == 200 else 0
        for kind, status in zip(kinds(site, depth), statuses(site, analysis, depth), strict=True)
    )


@lru_cache(maxsize=64)
def _decoration(site: str, depth: int) -> tuple[tuple[str, str], ...]:
    """What stands before and after a title: mostly nothing, sometimes what breaks a careless CSV reader."""
    throw = dice(site, depth, "decoration")
    plain = depth == 0
    return tuple(
        (
            "" if plain or throw.random() > 0.02 else throw.choice(_STARTS),
            "" if plain or throw.random() > 0.06 else throw.choice(_ENDS),
        )
        for _ in range(PERIOD)
    )


@lru_cache(maxsize=4)
def _slugs(site: str) -> tuple[tuple[str, ...], ...]:
    words = VOCABULARIES[site]
    return tuple(
        tuple(quote(re.sub(r"[^\w]+", "-", word.lower()).strip("-")) for word in group)
        for group in (words.things, words.qualities, words.names)
    )


def _combined(groups: Sequence[tuple[str, ...]], span: Span) -> Iterator[Words]:
    things, qualities, names = groups
    a, b, c = len(things), len(qualities), len(names)
    for number in range(span.start, span.stop):
        mixed = number * 2654435761 & 0xFFFFFFFF
        yield things[mixed % a], qualities[(mixed >> 9) % b], names[(mixed >> 17) % c], number


def _words(span: Span) -> Iterator[Words]:
    words = VOCABULARIES[span.site.slug]
    return _combined((words.things, words.qualities, words.names), span)


def _kinds(span: Span) -> Sequence[Kind]:
    return cut(kinds(span.site.slug, span.depth), span)


def _answering(span: Span) -> list[bool]:
    return [status == 200 for status in cut(statuses(span.site.slug, span.analysis.slug, span.depth), span)]


def paths(span: Span) -> list[str]:
    words = _combined(_slugs(span.site.slug), span)
    return [kind.path.format(*word) for kind, word in zip(_kinds(span), words, strict=True)]


def urls(span: Span) -> list[str]:
    words, host = _combined(_slugs(span.site.slug), span), "https://" + span.site.host
    return [host + kind.path.format(*word) for kind, word in zip(_kinds(span), words, strict=True)]


def titles(span: Span) -> list[str | None]:
    decoration = cut(_decoration(span.site.slug, span.depth), span)
    return [
        before + kind.title.format(*word) + after if answers else None
        for kind, word, (before, after), answers in zip(
            _kinds(span), _words(span), decoration, _answering(span), strict=True
        )
    ]


def descriptions(span: Span) -> list[str | None]:
    return [
        (kind.description.format(*word) or None) if answers else None
        for kind, word, answers in zip(_kinds(span), _words(span), _answering(span), strict=True)
    ]


def headings(span: Span) -> list[list[str]]:
    """The H1s of each page: none, one or two."""
    return [
        [text.format(*word) for text in kind.h1] if answers else []
        for kind, word, answers in zip(_kinds(span), _words(span), _answering(span), strict=True)
    ]


@lru_cache(maxsize=20_000)
def url_of(site: Site, analysis: Analysis, number: int) -> str:
    depth = bisect_right(analysis.starts, number) - 1
    return urls(Span(site, analysis, depth, number, number + 1))[0]


def targets(span: Span) -> list[list[str]]:
    """The addresses each page links to: every other link goes to one of the 300 first pages, as menus do."""
    site, analysis = span.site, span.analysis
    total, menu = analysis.total, min(300, analysis.total)
    counts = cut(outlinks(site.slug, analysis.slug, span.depth), span)
    return [
        [
            url_of(site, analysis, (number * 7919 + link * 104729) % (total if link % 2 else menu))
            for link in range(count)
        ]
        for number, count in zip(range(span.start, span.stop), counts, strict=True)
    ]
