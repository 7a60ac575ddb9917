"""The field gallery in a real browser: keys alone fill in every kind of field."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.site import RunningSite


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, chromium: Browser, site: RunningSite) -> Iterator[Page]:
    context = chromium.new_context(color_scheme=request.param, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path()}")
    page.goto(f"http://127.0.0.1:{site.port}/apps/fields")
    yield page
    context.close()
    assert complaints == []


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def test_keys_alone_fill_in_every_kind_of_field(page: Page) -> None:
    expect(page.get_by_role("combobox")).to_be_focused()
    keys(page, "Enter")
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    keys(page, "ControlOrMeta+a")
    page.keyboard.type("Typed")
    keys(page, "Tab")
    expect(page.get_by_label("Long text")).to_be_focused()
    page.keyboard.type("one\ntwo")
    keys(page, "Tab", "Enter")

    expect(page.get_by_label("Number", exact=True)).to_be_focused()
    keys(page, "ArrowUp", "Tab")
    expect(page.get_by_label("Decimal number")).to_be_focused()
    keys(page, "ArrowUp", "Tab")
    expect(page.get_by_label("Range", exact=True)).to_be_focused()
    keys(page, "ArrowUp")
    expect(page.get_by_label("Range, slider")).to_have_value("41")
    keys(page, "Tab")
    expect(page.get_by_label("Range, slider")).to_be_focused()
    keys(page, "ArrowRight")
    expect(page.get_by_label("Range", exact=True)).to_have_value("42")
    keys(page, "Tab")
    expect(page.get_by_label("Date", exact=True)).to_be_focused()
    keys(page, "ArrowDown")  # one day or month less, as the browser writes its days
    expect(page.get_by_label("Date", exact=True)).not_to_have_value("2026-11-21")
    day = page.get_by_label("Date", exact=True).input_value()
    assert day in ("2026-11-20", "2026-10-21", "2025-11-21")
    keys(page, "Enter")

    expect(page.get_by_role("combobox", name="Choice", exact=True)).to_be_focused()
    keys(page, "ArrowDown", "Tab")
    expect(page.get_by_role("radio", name="English")).to_be_focused()
    keys(page, "ArrowDown")
    expect(page.get_by_role("radio", name="French")).to_be_checked()
    keys(page, "Tab", "Space")
    expect(page.get_by_role("checkbox", name="Aarhus", exact=True)).not_to_be_checked()
    keys(page, *["Tab"] * 4)
    expect(page.get_by_label("Search Choices among many")).to_be_focused()
    page.keyboard.type("jena 7")
    expect(page.get_by_role("checkbox", name="Jena, street 7", exact=True)).to_be_visible()
    keys(page, "Tab", "Space")
    page.get_by_role("switch", name="Toggle").focus()
    keys(page, "Space", "Enter")

    answers = page.locator("#card-answers")
    expect(answers).to_be_visible()
    told = dict(row.inner_text().split("\t") for row in answers.locator("tbody tr").all())
    assert told == {
        "line": "'Typed'",
        "lines": r"'one\ntwo'",
        "whole": "4",
        "decimal": "0.6",
        "share": "42",
        "day": repr(day),
        "one": "'pt'",
        "seen": "'fr'",
        "some": "['Bergen']",
        "many": "['Jena, street 7']",
        "yes": "False",
    }
