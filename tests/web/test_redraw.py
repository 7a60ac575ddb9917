"""A redraw takes nothing away: what is half typed, where the keyboard is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from server.demo.serve import Simulator
from tests.simulator import put
from tests.web.asking import ASKING, gate
from tests.web.exporting import at_export
from tests.web.site import RunningSite

Start = Callable[..., RunningSite]


@pytest.fixture
def site(start: Start) -> RunningSite:
    return start(plugins={"70_asking.py": ASKING})


def entered(site: RunningSite, context: BrowserContext, path: str) -> Page:
    """That page in a browser."""
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path()}")
    page.goto(f"http://127.0.0.1:{site.port}{path}")
    return page


@pytest.fixture
def page(site: RunningSite, context: BrowserContext) -> Page:
    site.visitor().begin("asking", "k").answer("Ann")
    page = entered(site, context, "/apps/asking/pipeline?key=k")
    expect(page.get_by_label("First")).to_be_focused()
    return page


def half_typed(page: Page) -> None:
    page.get_by_label("First").fill("")
    page.get_by_label("Colour").select_option("blue")
    page.get_by_label("Monday").uncheck()
    page.get_by_label("Tuesday").check()
    page.get_by_label("Search Many").fill("option 150")
    page.get_by_label("option 150").check()
    page.get_by_label("Loud").check()
    page.get_by_label("Second").press_sequentially("half ty")


def is_kept(page: Page, second: str = "half ty") -> None:
    expect(page.get_by_label("First")).to_have_value("")
    expect(page.get_by_label("Second")).to_have_value(second)
    expect(page.get_by_label("Colour")).to_have_value("blue")
    expect(page.get_by_label("Monday")).not_to_be_checked()
    expect(page.get_by_label("Tuesday")).to_be_checked()
    expect(page.get_by_label("option 150")).to_be_checked()
    expect(page.get_by_label("Loud")).to_be_checked()


def test_what_is_half_typed_outlives_work_that_ends_and_typing_goes_on(site: RunningSite, page: Page) -> None:
    page.get_by_role("button", name="Work", exact=True).click()
    expect(page.get_by_text("working")).to_be_visible()
    half_typed(page)
    gate(site).set()
    expect(page.get_by_text("The work is done.")).to_be_visible()
    is_kept(page)
    expect(page.get_by_label("Second")).to_be_focused()
    page.keyboard.type("ped")
    expect(page.get_by_label("Second")).to_have_value("half typed")
    page.get_by_label("First").fill("x")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Send")).to_be_focused()
    expect(page.locator("#card-note")).to_contain_text("half typed")
    expect(page.locator("#card-note")).to_contain_text("option 150")


def test_what_is_half_typed_outlives_a_button_that_is_pressed(page: Page) -> None:
    half_typed(page)
    page.get_by_label("Word").fill("wrong")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_text("There is no such word.")).to_be_visible()
    is_kept(page)
    expect(page.get_by_label("Word")).to_have_value("wrong"), "it is there to be put right"
    page.get_by_label("Word").fill("tea")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_text("tea was looked up")).to_be_visible()
    is_kept(page)
    expect(page.get_by_label("Word")).to_have_value("")


def test_a_wrong_answer_stays_typed_over_further_redraws(site: RunningSite, page: Page) -> None:
    half_typed(page)
    page.get_by_role("button", name="Work", exact=True).click()
    expect(page.get_by_text("working")).to_be_visible()
    page.get_by_label("Second").press("Enter")
    expect(page.locator("#card-note .problem")).to_be_visible()
    expect(page.get_by_label("First")).to_be_focused()
    gate(site).set()
    expect(page.get_by_text("The work is done.")).to_be_visible()
    is_kept(page)


PAGE = """
from server.plugin import Button, Page, Problem, Text

page = Page("sending", title="Sending")


@page.show("First")
def first():
    return [Button("Send", send, name=Text("Name")), Button("Fetch", send, name=Text("Name"))]


@page.show("Slow")
def slow(http):
    return Button("Send slowly", send, name=Text("Slow name"))


def send(name):
    if name != "good":
        raise Problem("That name is not good.")
    return "Sent."
"""


def test_a_page_button_keeps_its_fields_when_it_fails(start: Start, context: BrowserContext) -> None:
    site = start(plugins={"70_sending.py": PAGE})
    page = entered(site, context, "/apps/sending")
    send, fetch, slow = (
        page.get_by_label("Name", exact=True).first,
        page.get_by_label("Name", exact=True).last,
        "Slow name",
    )
    send.fill("bad")
    fetch.fill("not sent")
    page.get_by_label(slow).fill("slowly typed")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("That name is not good.")).to_be_visible()
    expect(send).to_have_value("bad")
    expect(fetch).to_have_value("not sent")
    expect(page.get_by_label(slow)).to_have_value("slowly typed")
    send.fill("good")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Sent.")).to_be_visible()
    expect(send).to_have_value("")
    expect(fetch).to_have_value("not sent")


def test_the_keyboard_stays_in_the_card_after_start_export(start: Start, context: BrowserContext) -> None:
    site = start()
    at_export(site)
    page = entered(site, context, "/apps/botify-export/pipeline?key=x")
    page.get_by_role("button", name="Start export").focus()
    page.keyboard.press("Enter")
    expect(
        page.locator("#card-csv").get_by_role("progressbar").or_(page.get_by_role("button", name="Finalize"))
    ).to_be_visible()
    expect(page.locator(".card:focus-within")).to_have_count(1)
    expect(page.get_by_role("button", name="Finalize")).to_be_visible()
    expect(page.locator(".card:focus-within")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Finalize")).to_be_focused()


def test_the_keyboard_stays_in_the_card_of_an_export_that_is_stopped(
    start: Start, context: BrowserContext, simulator: Simulator
) -> None:
    put(simulator, "pace", {"created": 60, "processing": 60, "rate": None})
    site = start()
    at_export(site)
    page = entered(site, context, "/apps/botify-export/pipeline?key=x")
    page.get_by_role("button", name="Start export").press("Enter")
    expect(page.locator("#card-csv")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Stop").press("Enter")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.locator("#card-csv:focus-within")).to_have_count(1)
