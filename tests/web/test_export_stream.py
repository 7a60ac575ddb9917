"""An export's card is moved by the page's stream; where there is none, the page asks."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from server.demo.serve import Simulator
from server.domain.export import State
from server.web import urls
from tests.display import until
from tests.simulator import get, put
from tests.web.exporting import at_export
from tests.web.site import RunningSite

PROGRESS = "/apps/botify-export/progress"


def opened(chromium: Browser, site: RunningSite, refused: str = "no such address") -> tuple[Page, list[str], list[str]]:
    """A page at *Start export*, the paths it asks for, and what it complains about."""
    walk, asked, complaints = at_export(site), list[str](), list[str]()
    page = chromium.new_page()
    page.route(re.compile(refused), lambda route: route.abort())
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path(to=walk.address)}")
    return page, asked, complaints


def seen(page: Page, times: int) -> None:
    """The card told so many other times."""
    told = page.locator(".live .telling")
    for _ in range(times):
        expect(told).not_to_have_text(told.inner_text())


def test_the_stream_moves_the_card_to_its_end(site: RunningSite, simulator: Simulator, chromium: Browser) -> None:
    put(simulator, "pace", {"created": 0, "processing": 100_000})
    page, asked, complaints = opened(chromium, site)
    page.get_by_role("button", name="Start export").click()
    until(lambda: len(site.parts.jobs.news) == 1, what="the stream")
    seen(page, 2)
    before = asked.count(PROGRESS)
    seen(page, 2)
    assert asked.count(PROGRESS) == before, "the stream brings it, nobody asks"
    put(simulator, "pace", {"created": 0, "processing": 0})
    expect(page.get_by_text("25 rows").first).to_be_visible()
    expect(page.locator(".live")).to_have_count(0)
    until(lambda: len(site.parts.jobs.news) == 0, what="the end of the stream")
    assert complaints == []
    page.close()


def test_without_a_stream_the_page_asks(site: RunningSite, simulator: Simulator, chromium: Browser) -> None:
    put(simulator, "pace", {"created": 0, "processing": 100_000})
    page, asked, _ = opened(chromium, site, "/live")
    page.get_by_role("button", name="Start export").click()
    seen(page, 3)
    assert asked.count(PROGRESS) > 1
    put(simulator, "pace", {"created": 0, "processing": 0})
    expect(page.get_by_text("25 rows").first).to_be_visible()
    page.close()


def test_what_is_stopped_and_goes_on_is_moved_again(site: RunningSite, simulator: Simulator, chromium: Browser) -> None:
    put(simulator, "pace", {"created": 0, "processing": 100_000})
    page, _, complaints = opened(chromium, site)
    page.get_by_role("button", name="Start export").click()
    until(lambda: [one.state for one in site.parts.exports.all()] == [State.EXPORTING], what="the job")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped. What Botify and the download did")).to_be_visible()
    put(simulator, "pace", {"created": 0, "processing": 0})
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("25 rows").first).to_be_visible()
    assert get(simulator, "jobs")["count"] == 1
    assert complaints == []
    page.close()


@pytest.mark.parametrize(
    "address", ["/live?app=botify-export&key=x", "/live?app=botify-export", "/live?app=gone&key=x"]
)
def test_where_nothing_moves_there_is_no_stream(site: RunningSite, address: str) -> None:
    at_export(site)
    assert site.visitor().get(address).status == 204


def test_a_card_whose_export_ended_stays_as_it_is_until_the_column_is_there(
    site: RunningSite, simulator: Simulator, chromium: Browser
) -> None:
    put(simulator, "pace", {"created": 0, "processing": 100_000})
    page, _, _ = opened(chromium, site)
    page.get_by_role("button", name="Start export").click()
    seen(page, 1)
    page.route(re.compile(urls.STEP.format(app="botify-export", verb="open")), lambda route: route.abort())
    name = page.locator(".live strong").inner_text()
    put(simulator, "pace", {"created": 0, "processing": 0})
    expect(page.locator(".live .telling")).to_contain_text("Done")
    assert page.locator(".live strong").inner_text() == name
    page.close()
