"""The field gallery in a real browser: keys alone fill in every kind of field."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.display import SECONDS
from tests.web.site import RunningSite


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, chromium: Browser, site: RunningSite) -> Iterator[Page]:
    context = chromium.new_context(color_scheme=request.param, locale="en-GB")
    context.set_default_timeout(SECONDS * 1000)
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
    expect(page.locator(".preview")).to_have_text("8 characters in the line, 0 words in the long text.")
    keys(page, "ControlOrMeta+a")
    page.keyboard.type("Typed line")
    expect(page.locator(".preview")).to_have_text("10 characters in the line, 0 words in the long text.")
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    keys(page, "Tab")
    expect(page.get_by_label("Long text")).to_be_focused()
    page.keyboard.type("one\ntwo")
    expect(page.locator(".preview")).to_have_text("10 characters in the line, 2 words in the long text.")
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
    keys(page, "Tab", "ArrowDown", "Tab", "Space")
    expect(page.get_by_role("checkbox", name="Aarhus", exact=True)).not_to_be_checked()
    keys(page, *["Tab"] * 4)
    expect(page.get_by_label("Search Choices among many")).to_be_focused()
    page.keyboard.type("jena 7")
    expect(page.get_by_role("checkbox", name="Jena, street 7", exact=True)).to_be_visible()
    expect(page.get_by_role("checkbox", name="Jena, street 8", exact=True)).to_have_count(0)  # all of it is sought
    keys(page, "Tab", "Space")
    page.get_by_role("switch", name="Toggle").focus()
    keys(page, "Space", "Enter")

    cells = page.get_by_label("Pasted table")
    expect(cells).to_be_focused()
    expect(page.locator(".preview td")).to_have_text(["Cork", "Ireland", "Faro", "Portugal"])
    keys(page, "ControlOrMeta+a")
    page.keyboard.insert_text("Jena\tGermany")
    expect(page.locator(".preview td")).to_have_text(["Jena", "Germany"])
    keys(page, "Tab")
    if page.evaluate("document.activeElement.classList.contains('scroll')"):  # a table is scrolled by keys
        keys(page, "Tab")
    keys(page, "Enter")

    expect(page.get_by_label("File", exact=True)).to_be_focused()
    keys(page, "Tab", "Enter")

    answers = page.locator("#card-answers")
    expect(answers).to_be_visible()
    told = dict(row.inner_text().split("\t") for row in answers.locator("tbody tr").all())
    assert told == {
        "line": "'Typed line'",
        "lines": r"'one\ntwo'",
        "whole": "4",
        "decimal": "0.6",
        "share": "42",
        "day": repr(day),
        "one": "'pt'",
        "seen": "'fr'",
        "word": "'line'",
        "some": "['Bergen']",
        "many": "['Jena, street 7']",
        "yes": "False",
        "cells": repr([{"Town": "Jena", "Country": "Germany"}]),
        "file": "None",
    }


def test_code_is_copied_by_a_key(page: Page, site: RunningSite) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    site.visitor().begin("fields", "copied").answer(line='<b>"&').answer().answer().answer().answer()
    page.goto(f"http://127.0.0.1:{site.port}/apps/fields/pipeline?key=copied")
    page.evaluate("setTimeout = () => 0")  # what the button says stays
    copy = page.get_by_role("button", name="Copy answers.json")
    copy.focus()
    keys(page, "Enter")
    expect(copy).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert json.loads(copied)["line"] == '<b>"&'
    assert copied == page.locator(".code code").inner_text()
