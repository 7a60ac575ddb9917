"""Made-up data is never taken for real data."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from server.adapters.connection import Demo
from server.domain.problem import Problem
from tests.web.site import RunningSite
from tests.web.tab import watched
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]


def switch(visitor: Visitor, on: str) -> None:
    assert visitor.post("/demo", {"on": on}).status == 200


def test_a_pipeline_of_the_demo_opens_in_the_demo_alone(start: Start) -> None:
    visitor = start(demo=True).visitor()
    address = visitor.begin("botify-export", "k").answer("https://app.botify.com/demo/tea-shop/").address
    switch(visitor, "")
    outside = visitor.get(address)
    assert "made with demo data" in outside.text
    assert "tea-shop" not in outside.text
    went = visitor.post("/demo", {"on": "on", "app": "botify-export", "key": "k"})
    assert went.header("hx-redirect") == address
    assert "tea-shop" in visitor.get(address).text


def test_a_pipeline_of_the_account_is_not_mixed_with_the_demo(start: Start) -> None:
    visitor = start().visitor()
    address = visitor.begin("botify-export", "k").address
    switch(visitor, "on")
    assert "belongs to your Botify account" in visitor.get(address).text


def test_a_project_field_offers_the_made_up_sites_in_the_demo_alone(start: Start) -> None:
    visitor = start(demo=True).visitor()
    walk = visitor.begin("botify-export", "k")
    offered = [str(one["data-fill"]) for one in walk.open.select("[data-fill]")]
    assert "https://app.botify.com/demo/tea-shop/" in offered
    assert not walk.answer(offered[0]).open.select("[data-fill]")
    assert not visitor.begin("hello", "k").open.select("[data-fill]")
    switch(visitor, "")
    assert not visitor.begin("botify-export", "real").open.select("[data-fill]")


def test_a_demo_that_does_not_start_can_be_left(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    site = start()
    visitor = site.visitor()

    def failing() -> Demo:
        raise Problem("The demo cannot start.")

    monkeypatch.setattr(site.parts.connection, "_start_demo", failing)
    assert "cannot start" in visitor.post("/demo", {"on": "on"}).text
    site.parts.settings.put("demo", "on")  # as an earlier run left it
    assert "Leave the demo" in visitor.get("/").text
    switch(visitor, "")
    assert "Leave the demo" not in visitor.get("/").text


def test_one_press_fills_in_a_made_up_site(start: Start, context: BrowserContext) -> None:
    tab = watched(context, start(demo=True))
    page = tab.page
    page.get_by_role("button", name="Export a crawl").click()
    expect(page.get_by_role("button", name="Leaf & Kettle")).to_be_visible()
    page.wait_for_load_state()  # before its scripts are there, a press is lost
    page.get_by_role("button", name="Leaf & Kettle").click()
    expect(page.get_by_label("Project address")).to_have_value("https://app.botify.com/demo/tea-shop/")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Analysis")).to_be_visible()
    assert not tab.complaints


def test_a_workflow_that_needs_no_botify_opens_everywhere(start: Start) -> None:
    visitor = start(demo=True).visitor()
    walk = visitor.begin("hello", "k").answer("Mike")
    switch(visitor, "")
    assert "Mike" in walk.reload().text
