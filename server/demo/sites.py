"""The made-up sites, their crawls, and how many pages each crawl has at each depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

OWNER = "demo"
USER = "demo.user"
DEMO_TOKEN = "d3m0" * 10
"""The one token the simulator accepts: 40 characters, like a real one, and found by accident in no other text."""

PERIOD = 512
"""What is no text of a page repeats every 512 pages of one depth, so that millions of pages can be counted exactly."""


@dataclass(frozen=True)
class Analysis:
    """One crawl. `depths[n]` is the number of pages at click depth n; pages are numbered from 0 in order of depth."""

    slug: str
    depths: tuple[int, ...]
    status: str = "success"

    @property
    def total(self) -> int:
        return sum(self.depths)

    @property
    def day(self) -> str:
        """The day it was started: `2026-06-01`."""
        return f"{self.slug[:4]}-{self.slug[4:6]}-{self.slug[6:8]}"

    @property
    def starts(self) -> tuple[int, ...]:
        """The number of the first page of each depth, and the total at the end."""
        return tuple(accumulate(self.depths, initial=0))


@dataclass(frozen=True)
class Site:
    """A project: its slug, what people call it, its host name, and its crawls, newest first."""

    slug: str
    name: str
    host: str
    analyses: tuple[Analysis, ...]

    @property
    def newest(self) -> Analysis:
        return next(found for found in self.analyses if found.status == "success")


@dataclass(frozen=True)
class Span:
    """Pages `start` to `stop` (excluded) of one depth of one crawl, each standing for `weight` pages alike."""

    site: Site
    analysis: Analysis
    depth: int
    start: int
    stop: int
    weight: int = 1


def _less(depths: tuple[int, ...], percent: int) -> tuple[int, ...]:
    return (1, *(max(1, pages * percent // 100) for pages in depths[1:]))


_TEA = (1, 24, 310, 1_365, 1_700, 520, 80)
_NEWS = (1, 60, 2_400, 21_000, 78_539, 112_000, 61_000, 20_000, 5_000)
_MEGA = (1, 180, 9_400, 118_000, 640_000, 1_050_000, 720_000, 310_000, 110_000, 42_419)
_MEGA_ROUND = (1, 180, 9_819, 150_000, 840_000, 980_000, 610_000, 240_000, 90_000, 30_000)
"""Down to depth 4 these are exactly 1,000,000 pages: a full file that is nevertheless complete."""

SITES = {
    site.slug: site
    for site in (
        Site(
            "tea-shop",
            "Leaf & Kettle",
            "www.leafandkettle.example",
            (
                Analysis("20260629", _less(_TEA, 40), "crawling"),
                Analysis("20260601-2", _TEA),
                Analysis("20260601", _less(_TEA, 99)),
                Analysis("20260504", _less(_TEA, 96)),
                Analysis("20260406", _less(_TEA, 91)),
            ),
        ),
        Site(
            "daily-news",
            "The Daily Harbour",
            "www.dailyharbour.example",
            (
                Analysis("20260622", _NEWS),
                Analysis("20260615-2", _less(_NEWS, 99)),
                Analysis("20260615", _less(_NEWS, 97)),
                Analysis("20260525", _less(_NEWS, 94)),
            ),
        ),
        Site(
            "megastore",
            "Megastore",
            "www.megastore.example",
            (
                Analysis("20260608-2", _MEGA),
                Analysis("20260608", _less(_MEGA, 98)),
                Analysis("20260511", _less(_MEGA, 95)),
                Analysis("20260413", _MEGA_ROUND),
            ),
        ),
    )
}


def spans(site: Site, analysis: Analysis, period: int) -> Iterator[Span]:
    """All pages of a crawl in short spans of one depth, none crossing a multiple of PERIOD.

    period 1: what is asked depends on the depth alone, one page stands for its whole depth. PERIOD: what is asked
    repeats, 512 pages stand for a depth. 0: every page by itself.
    """
    for depth, (start, stop) in enumerate(zip(analysis.starts, analysis.starts[1:], strict=False)):
        pages = stop - start
        if period == 1:
            yield Span(site, analysis, depth, start, start + 1, pages)
        elif period == 0 or pages < 2 * PERIOD:
            yield from _aligned(Span(site, analysis, depth, start, stop))
        else:
            times = pages // PERIOD
            yield from _aligned(Span(site, analysis, depth, start, start + PERIOD, times))
            yield from _aligned(Span(site, analysis, depth, start + times * PERIOD, stop))


def _aligned(span: Span) -> Iterator[Span]:
    start = span.start
    while start < span.stop:
        stop = min(span.stop, (start // PERIOD + 1) * PERIOD)
        yield Span(span.site, span.analysis, span.depth, start, stop, span.weight)
        start = stop
