"""A list in a real browser: by keys alone, and dragged with the mouse."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.site import RunningSite
from tests.web.tab import reach, watched


def names(page: Page) -> list[str]:
    return page.locator("#rows .name").all_inner_texts()


def kept(site: RunningSite) -> list[str]:
    with site.parts.exports.database.reading() as connection:
        found = connection.execute("SELECT row FROM crud_tasks WHERE deleted = '' ORDER BY place, id")
        return [json.loads(row["row"])["text"] for row in found]


def fill(site: RunningSite, count: int) -> None:
    with site.parts.exports.database.writing() as connection:
        connection.executemany(
            "INSERT INTO crud_tasks (place, profile, deleted, row) VALUES (?, 0, '', ?)",
            [(number, json.dumps({"text": f"Task {number}"})) for number in range(count)],
        )


def test_a_list_by_keys_alone(site: RunningSite, context: BrowserContext) -> None:
    tab = watched(context, site)
    page = tab.go("/apps/tasks")
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    for text in ("one", "two", "three"):
        expect(page.get_by_label("To do")).to_be_focused()
        expect(page.get_by_label("To do")).to_have_value("")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.locator("#rows .name").first).to_have_text(text)
    expect(page.get_by_text("Nothing here yet")).to_be_hidden()

    reach(page, "Done: three")
    page.keyboard.press("Space")
    expect(page.get_by_label("Done: three")).to_be_checked()
    expect(page.get_by_label("Done: three")).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#told")).to_have_text("Now at place 2.")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#told")).to_have_text("Now at place 3.")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#told")).to_have_text("Now at place 2.")
    assert names(page) == kept(site) == ["two", "three", "one"]

    page.keyboard.press("Enter")
    expect(page.locator("#rows").get_by_label("To do")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("li button.plain").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#rows").get_by_label("To do")).to_be_focused()
    expect(page.locator("#rows").get_by_label("To do")).to_have_value("three")
    page.keyboard.press("Control+a")
    page.keyboard.type("drei")
    page.keyboard.press("Enter")
    expect(page.locator("li button.plain").nth(1)).to_be_focused()
    assert names(page) == kept(site) == ["two", "drei", "one"]

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("“drei” was deleted.")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    assert names(page) == kept(site) == ["two", "one"]
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("“drei” is back.")
    assert names(page) == kept(site) == ["two", "drei", "one"]
    assert tab.complaints == []


def test_a_row_is_dragged(site: RunningSite, context: BrowserContext) -> None:
    fill(site, 5)
    tab = watched(context, site)
    page = tab.go("/apps/tasks")
    grip = page.locator("#row-1 .grip").bounding_box()
    below = page.locator("#row-4").bounding_box()
    assert grip
    assert below
    page.mouse.move(grip["x"] + 5, grip["y"] + 8)
    page.mouse.down()
    for part in range(1, 9):
        page.mouse.move(grip["x"] + 5, grip["y"] + 8 + part * (below["y"] + below["height"] - grip["y"] - 8) / 8)
    expect(page.locator("body")).not_to_have_class("drop")  # nothing covers the list meanwhile
    page.mouse.up()
    expect(page.locator("#told")).to_have_text(re.compile("Now at place [2-5]"))
    assert names(page) == kept(site)
    assert kept(site)[0] != "Task 0"
    assert tab.complaints == []


def test_the_next_rows_come_when_one_scrolls_to_them(site: RunningSite, context: BrowserContext) -> None:
    fill(site, 120)
    tab = watched(context, site)
    page = tab.go("/apps/tasks")
    assert len(names(page)) == 50
    page.get_by_role("button", name="Delete Task 49").click()
    expect(page.locator("#rows .name")).not_to_have_count(50)
    for shown in (99, 119):
        page.evaluate("document.querySelector('#rows > li:last-child').scrollIntoView()")
        expect(page.locator("#rows .name")).to_have_count(shown)
    assert names(page) == kept(site)
    assert tab.complaints == []


@pytest.mark.parametrize("width", [1200, 380])
def test_a_list_fits_its_window(site: RunningSite, context: BrowserContext, width: int) -> None:
    fill(site, 3)
    tab = watched(context, site)
    page = tab.go("/apps/tasks")
    page.set_viewport_size({"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [480, 1100])
def test_the_button_of_many_fields_stands_below_them(site: RunningSite, context: BrowserContext, width: int) -> None:
    page = watched(context, site).go("/apps/profiles")
    page.set_viewport_size({"width": width, "height": 800})
    add = page.get_by_role("button", name="Add", exact=True).bounding_box()
    fields = [found.bounding_box() for found in page.locator("form.add .field").all()]
    assert add
    assert all(field and field["y"] + field["height"] <= add["y"] for field in fields)
    assert add["x"] == min(field["x"] for field in fields if field)
