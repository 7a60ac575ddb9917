"""Presses on the page of all pipelines, in a real browser: one after the other, and one that fails."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.web.site import RunningSite


def pipelines(chromium: Browser, site: RunningSite) -> Page:
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path(to='/pipelines')}")
    return page


def test_who_clicks_on_and_on_deletes_one_with_each_click_but_the_second(site: RunningSite, chromium: Browser) -> None:
    for name in ("first", "second", "third", "fourth", "fifth"):
        site.visitor().begin("hello", name)
    page = pipelines(chromium, site)
    page.get_by_role("button", name="Delete fifth").click()
    expect(page.get_by_text("“fifth” was deleted.")).to_be_visible()
    place = page.get_by_role("button", name="Delete fourth").bounding_box()
    assert place
    page.mouse.move(place["x"] + 10, place["y"] + 10)
    for click, gone in enumerate(("fourth", "fourth", "third", "second"), 1):
        page.mouse.down(click_count=click)
        page.mouse.up(click_count=click)
        expect(page.get_by_text(f"“{gone}” was deleted.")).to_be_visible()
    assert [key for key, _ in site.parts.pipelines.keys("hello")] == ["first"]


def test_an_import_that_fails_takes_the_place_of_what_was_told_before(
    site: RunningSite, chromium: Browser, tmp_path: Path
) -> None:
    site.visitor().begin("hello", "first")
    page = pipelines(chromium, site)
    page.get_by_role("button", name="Duplicate first").click()
    expect(page.get_by_text("“first (2)” is a copy of “first”.")).to_be_visible()
    (wrong := tmp_path / "wrong.json").write_text("nonsense")
    page.get_by_label("Import a pipeline").set_input_files(wrong)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("is a copy of")).to_have_count(0)
