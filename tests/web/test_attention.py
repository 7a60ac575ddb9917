"""What is said when an export ends while the window is behind others."""

import pytest
from playwright.sync_api import Browser, expect

from tests.display import until
from tests.web.exporting import at_export, finished
from tests.web.site import RunningSite
from tests.web.tab import watched


def said(site: RunningSite) -> list[str]:
    return [text for what, text in site.desk.asked if what == "announce"]


def test_an_export_that_ends_behind_other_windows_says_so_and_is_seen_once(site: RunningSite) -> None:
    visitor = site.visitor()
    assert visitor.post("/front", {"front": ""}).status == 204
    finished(at_export(site).press("Start export"))
    until(lambda: said(site), what="the message")
    assert len(said(site)) == 1
    assert "demo/tea-shop is finished:" in said(site)[0]
    assert ("seen", "") not in site.desk.asked
    visitor.post("/front", {"front": "on"})
    visitor.post("/front", {"front": "on"})
    assert site.desk.asked.count(("seen", "")) == 1


@pytest.mark.parametrize("why", ["somebody looks", "it was turned off"])
def test_nothing_is_said_when(site: RunningSite, why: str) -> None:
    visitor = site.visitor()
    visitor.post("/front", {"front": "on" if why == "somebody looks" else ""})
    if why == "it was turned off":
        visitor.post("/settings/notifications/switch", {})
    finished(at_export(site).press("Start export"))
    assert said(site) == []


def test_a_failure_says_why(site: RunningSite) -> None:
    site.visitor().post("/front", {"front": ""})
    site.visitor().post("/settings/limit/save", {"limit": "1"})
    walk = at_export(site)
    walk.press("Start export")
    until(lambda: said(site), what="the message")
    assert "failed: This would be" in said(site)[0]


def test_who_goes_from_page_to_page_still_looks(site: RunningSite, chromium: Browser) -> None:
    context = chromium.new_context()
    page = watched(context, site).page
    for name in ("Pipelines", "Settings", "Guide"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page).to_have_title(f"{name} · Pipulate Desktop")
        page.wait_for_load_state("networkidle")
    assert site.parts.attention.front
    context.close()
