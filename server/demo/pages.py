"""What a made-up page is like: its kind, status, words and texts, all told from its site, crawl, depth and number.

Texts are made a span at a time; everything else is a table of PERIOD values a depth, made once and cut (`cut`).
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar
from urllib.parse import quote

from server.demo.sites import PERIOD, Analysis, Site, Span
from server.demo.vocabulary import VOCABULARIES, Kind

T = TypeVar("T")
Words = tuple[str, str, str, int, str, str, str]
"""Of one page: thing, quality, name, its number, and the first three as parts of an address."""
Template = tuple[str, Callable[[Words], Any]]
"""A text with %s, and which words stand there."""

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
def _decoration(site: str, depth: int) -> tuple[str, ...]:
    """What stands around a title: mostly nothing, sometimes what breaks a careless CSV reader."""
    throw = dice(site, depth, "decoration")

    def one() -> str:
        start = throw.choice(_STARTS) if throw.random() < 0.02 else ""
        return start + "{}" + (throw.choice(_ENDS) if throw.random() < 0.06 else "")

    return tuple(one() if depth else "{}" for _ in range(PERIOD))


@lru_cache(maxsize=512)
def _template(text: str, address: bool = False) -> Template:
    """`{1} tea` as a template; in an address the words are its parts."""
    places = [int(place) for place in re.findall(r"\{(\d)\}", text)]
    words = [place + 4 if address and place < 3 else place for place in places]
    made = re.sub(r"\{\d\}", "%s", text.replace("%", "%%"))
    return made, itemgetter(*words) if words else lambda _: ()


@lru_cache(maxsize=128)
def _texts(site: str, analysis: str, depth: int, what: str) -> tuple[tuple[Template, ...], ...]:
    """The templates of each page's title, description or h1; none for a page without such a text."""
    found = []
    around = _decoration(site, depth)
    for kind, status, frame in zip(kinds(site, depth), statuses(site, analysis, depth), around, strict=True):
        given = getattr(kind, what)
        texts = [given] if isinstance(given, str) else given
        framed = [frame.replace("{}", text) for text in texts] if what == "title" else texts
        found.append(tuple(_template(text) for text in framed if text) if status == 200 else ())
    return tuple(found)


@lru_cache(maxsize=64)
def _paths(site: str, depth: int) -> tuple[Template, ...]:
    return tuple(_template(kind.path, address=True) for kind in kinds(site, depth))


@lru_cache(maxsize=4)
def _vocabulary(site: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Things, qualities, names; each word with its form in an address."""
    words = VOCABULARIES[site]
    return tuple(
        tuple((word, quote(re.sub(r"[^\w]+", "-", word.lower()).strip("-"))) for word in group)
        for group in (words.things, words.qualities, words.names)
    )


@lru_cache(maxsize=4)
def _words(site: str, start: int, stop: int) -> list[Words]:
    things, qualities, names = _vocabulary(site)
    a, b, c = len(things), len(qualities), len(names)
    made = []
    for number in range(start, stop):
        mixed = number * 2654435761 & 0xFFFFFFFF
        thing, thing_slug = things[mixed % a]
        quality, quality_slug = qualities[(mixed >> 9) % b]
        name, name_slug = names[(mixed >> 17) % c]
        made.append((thing, quality, name, number, thing_slug, quality_slug, name_slug))
    return made


def _of(span: Span) -> list[Words]:
    return _words(span.site.slug, span.start, span.stop)


def paths(span: Span) -> list[str]:
    return [
        text % get(words)
        for (text, get), words in zip(cut(_paths(span.site.slug, span.depth), span), _of(span), strict=True)
    ]


def urls(span: Span) -> list[str]:
    host = "https://" + span.site.host
    return [host + path for path in paths(span)]


def _firsts(span: Span, what: str) -> list[str | None]:
    found = cut(_texts(span.site.slug, span.analysis.slug, span.depth, what), span)
    return [
        templates[0][0] % templates[0][1](words) if templates else None
        for templates, words in zip(found, _of(span), strict=True)
    ]


def titles(span: Span) -> list[str | None]:
    return _firsts(span, "title")


def descriptions(span: Span) -> list[str | None]:
    return _firsts(span, "description")


def headings(span: Span) -> list[list[str]]:
    """The H1s of each page: none, one or two."""
    found = cut(_texts(span.site.slug, span.analysis.slug, span.depth, "h1"), span)
    return [[text % get(words) for text, get in templates] for templates, words in zip(found, _of(span), strict=True)]


@lru_cache(maxsize=20_000)
def _url_of(site: Site, analysis: Analysis, number: int) -> str:
    depth = bisect_right(analysis.starts, number) - 1
    return urls(Span(site, analysis, depth, number, number + 1))[0]


def targets(span: Span) -> list[list[str]]:
    """The addresses each page links to: every other link goes to one of the 300 first pages, as menus do."""
    site, analysis = span.site, span.analysis
    total, menu = analysis.total, min(300, analysis.total)
    counts = cut(outlinks(site.slug, analysis.slug, span.depth), span)
    return [
        [
            _url_of(site, analysis, (number * 7919 + link * 104729) % (total if link % 2 else menu))
            for link in range(count)
        ]
        for number, count in zip(range(span.start, span.stop), counts, strict=True)
    ]
