"""A redraw takes nothing away: what is half typed, where the keyboard is. A page older than the record is told so."""

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from server.demo.serve import Simulator
from tests.simulator import put
from tests.web.exporting import at_export
from tests.web.site import RunningSite
from tests.web.visitor import Walk

Start = Callable[..., RunningSite]

ASKING = """
import threading

from server.plugin import Button, Choice, Choices, Problem, Text, Toggle, Workflow

flow = Workflow("asking", title="Asking")
GO = threading.Event()


@flow.ask("Name")
def name():
    return Text("Name")


@flow.ask("Note")
def note(name):
    fields = {
        "first": Text("First", value=f"for {name}"),
        "second": Text("Second", required=False),
        "colour": Choice("Colour", ["red", "blue"]),
        "days": Choices("Days", ["Monday", "Tuesday"], value=["Monday"], required=False),
        "many": Choices("Many", [f"option {number}" for number in range(200)], required=False),
        "loud": Toggle("Loud"),
    }
    return ["Above", fields, "Below", Button("Look up", look_up, word=Text("Word")), Button("Work", work)]


def look_up(word):
    if word == "wrong":
        raise Problem("There is no such word.")
    return f"{word} was looked up"


def work():
    yield "working"
    GO.wait()
    return "The work is done."


@flow.do("Sent", button="Send")
def sent(note):
    return 1
"""


def gate(site: RunningSite) -> threading.Event:
    module = site.parts.plugins.apps["asking"].steps[0].function.__module__  # type: ignore[union-attr]
    go = vars(__import__("sys").modules[module])["GO"]
    assert isinstance(go, threading.Event)
    return go


@pytest.fixture
def site(start: Start) -> RunningSite:
    return start(plugins={"70_asking.py": ASKING})


@pytest.fixture
def walk(site: RunningSite) -> Walk:
    return site.visitor().begin("asking", "k").answer("Ann")


# Without a browser


def test_a_button_with_fields_below_a_question_has_a_form_of_its_own(walk: Walk) -> None:
    assert walk.column.select("form form") == []
    ids = [str(one["id"]) for one in walk.column.select("[id]")]
    assert len(ids) == len(set(ids))
    walk.press("Look up", word="tea")
    assert "tea was looked up" in walk.answer_given.text
    walk.press("Continue", first="x")
    assert walk.cards == ["name", "note", ">sent"]


def test_an_answer_of_a_page_older_than_the_record_is_told_and_kept(site: RunningSite, walk: Walk) -> None:
    other = site.visitor().begin("asking", "k")
    other.change("name").answer("Bob")
    walk.answer(first="typed", second="more", colour="blue")
    assert "This page was older than what is recorded" in walk.notice
    assert walk.cards == ["name", ">note"]
    assert "Bob" in walk.card("name").get_text()
    form = walk.form()
    assert (form["a.first"], form["a.second"], form["a.colour"]) == ("typed", "more", "blue")
    walk.press("Continue")
    assert walk.cards == ["name", "note", ">sent"]


def test_going_back_and_starting_from_an_older_page_change_nothing(site: RunningSite, walk: Walk) -> None:
    walk.answer()
    other = site.visitor().begin("asking", "k")
    other.change("name").answer("Bob")
    other.answer(first="b")
    stored = site.parts.pipelines.find("asking", "k")
    for pressed in ("Send", "Change Name"):
        older = Walk.__new__(Walk)
        older.__dict__.update(walk.__dict__)
        older.press(pressed)
        assert "This page was older than what is recorded, so nothing was done." in older.notice
        assert "Bob" in older.text
        assert site.parts.pipelines.find("asking", "k") == stored
    older.press("Send")
    assert "sent" in site.parts.pipelines.find("asking", "k").results  # type: ignore[union-attr]


def test_a_page_that_shows_the_same_record_is_not_older(site: RunningSite, walk: Walk) -> None:
    other = site.visitor().begin("asking", "k")
    other.answer(first="one")
    walk.reload()
    other.press("Send")
    assert walk.reload().cards == ["name", "note", "sent"]
    walk.press("Finalize")
    assert "Locked" in walk.text


# In a browser


@pytest.fixture
def page(site: RunningSite, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path()}")
    yield page
    context.close()


def opened(site: RunningSite, page: Page) -> None:
    site.visitor().begin("asking", "k").answer("Ann")
    page.goto(f"http://127.0.0.1:{site.port}/apps/asking/pipeline?key=k")
    expect(page.get_by_label("First")).to_be_focused()


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
    opened(site, page)
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


def test_what_is_half_typed_outlives_a_button_that_is_pressed(site: RunningSite, page: Page) -> None:
    opened(site, page)
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
    opened(site, page)
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


def test_a_page_button_keeps_its_fields_when_it_fails(start: Start, chromium: Browser) -> None:
    site = start(plugins={"70_sending.py": PAGE})
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path()}")
    page.goto(f"http://127.0.0.1:{site.port}/apps/sending")
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
    context.close()


def test_the_keyboard_stays_in_the_card_after_start_export(start: Start, chromium: Browser) -> None:
    site = start()
    at_export(site)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path()}")
    page.goto(f"http://127.0.0.1:{site.port}/apps/botify-export/pipeline?key=x")
    page.get_by_role("button", name="Start export").focus()
    page.keyboard.press("Enter")
    expect(
        page.locator("#card-csv").get_by_role("progressbar").or_(page.get_by_role("button", name="Finalize"))
    ).to_be_visible()
    page.wait_for_function("document.activeElement.closest('.card')")
    expect(page.get_by_role("button", name="Finalize")).to_be_visible()
    page.wait_for_function("document.activeElement.closest('.card')")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Finalize")).to_be_focused()
    context.close()


def test_the_keyboard_stays_in_the_card_of_an_export_that_is_stopped(
    start: Start, chromium: Browser, simulator: Simulator
) -> None:
    put(simulator, "pace", {"created": 60, "processing": 60, "rate": None})
    site = start()
    at_export(site)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path()}")
    page.goto(f"http://127.0.0.1:{site.port}/apps/botify-export/pipeline?key=x")
    page.get_by_role("button", name="Start export").press("Enter")
    expect(page.locator("#card-csv")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Stop").press("Enter")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    page.wait_for_function("document.activeElement.closest('#card-csv')")
    context.close()
