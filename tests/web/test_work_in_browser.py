"""Long work in a real browser: it moves by itself, is stopped by hand, and goes on over a reload."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from tests.display import until
from tests.web.site import RunningSite

Start = Callable[..., RunningSite]


class Tab:
    """The stream simulator in a tab, what it complained about and what it asked for."""

    def __init__(self, site: RunningSite, context: BrowserContext, refused: str = "no such address") -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page = self.page
        page.on("console", lambda it: self.complaints.append(it.text) if it.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.append(urlsplit(request.url).path))
        page.route(re.compile(refused), lambda route: route.abort())
        page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path()}")
        page.goto(f"http://127.0.0.1:{site.port}/apps/stream-simulator")

    def begin(self, seconds: str) -> None:
        self.page.get_by_label("Seconds").fill(seconds)
        self.page.get_by_role("button", name="Start", exact=True).click()
        expect(self.page.get_by_role("heading", name=f"Start · {seconds}")).to_be_visible()


def test_the_stream_simulator_runs_twice_at_once_and_is_stopped(site: RunningSite, context: BrowserContext) -> None:
    tab = Tab(site, context)
    page = tab.page
    for seconds in ("300", "1"):
        tab.begin(seconds)
    expect(page.get_by_text("All 10 parts are done.")).to_be_visible()
    page.reload()
    expect(page.get_by_text(re.compile(r"Part 2\d+ of 3000")).last).to_be_visible()
    expect(page.get_by_text("All 10 parts are done.")).to_be_visible()
    shown = page.get_by_label("Start · 300", exact=True).locator(".lines li")
    told = [int(text.split()[1]) for text in shown.all_inner_texts()]
    assert told == list(range(told[0], told[-1] + 1)), "each line once, in order"
    page.get_by_role("button", name="Stop Start · 300").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    page.get_by_role("button", name="Close Start · 300").click()
    expect(page.get_by_role("heading", name="Start · 300")).to_have_count(0)
    assert tab.complaints == []
    until(lambda: len(site.parts.jobs.news) == 0, what="the end of the stream")


def test_lines_come_as_they_are_told_and_the_oldest_go(site: RunningSite, context: BrowserContext) -> None:
    tab = Tab(site, context)
    tab.begin("60")
    lines = tab.page.locator(".lines li")
    expect(lines.filter(has_text="Part 110 of 600")).to_be_visible(timeout=60_000)
    expect(lines).to_have_count(100)
    asked = len([path for path in tab.asked if path.startswith("/work/")])
    assert asked > 20, "in eleven seconds: quicker than each second"
    assert tab.asked.count("/live") == 1


def test_a_tab_that_is_not_seen_hears_nothing_until_it_is(site: RunningSite, context: BrowserContext) -> None:
    tab = Tab(site, context)
    tab.begin("300")
    until(lambda: len(site.parts.jobs.news) == 1)
    seen = "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
    seen += "document.dispatchEvent(new Event('visibilitychange')); }"
    tab.page.evaluate(seen, True)
    until(lambda: len(site.parts.jobs.news) == 0)
    expect(tab.page.locator("#column .htmx-request")).to_have_count(0)  # what was asked for just before has come
    before = tab.page.locator(".lines li").count()
    job = site.parts.jobs.of_buttons("stream-simulator", "")[0]
    reached = job.standing.told
    until(lambda: job.standing.told > reached + 15)
    assert tab.page.locator(".lines li").count() == before
    tab.page.evaluate(seen, False)
    expect(tab.page.get_by_text(f"Part {reached + 10} of 3000")).to_be_visible()
    until(lambda: len(site.parts.jobs.news) == 1, what="the stream")


def test_without_a_stream_the_page_asks_each_second(site: RunningSite, context: BrowserContext) -> None:
    tab = Tab(site, context, refused="/live")
    tab.begin("300")
    for part in (5, 15):
        expect(tab.page.locator(".lines li", has_text=re.compile(f"Part {part} of"))).to_be_visible()
    tab.page.get_by_role("button", name="Stop Start · 300").click()
    expect(tab.page.get_by_text("Stopped.")).to_be_visible()
    expect(tab.page.locator("[data-live]")).to_have_count(0)
    assert len([path for path in tab.asked if path == "/live"]) < 4
