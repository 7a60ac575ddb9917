"""The demo export as a person walks it, in whatever shows the page."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

SITE = "https://app.botify.com/demo/tea-shop/"
PLACE = "demo/tea-shop/20260601-2/urls to depth 6.csv"
URLS = 4_000
SECONDS = 1000.0
EXPORT_TIME = 60 * SECONDS
NOTE_A_BAR = """() => new MutationObserver(() => {
    if (document.querySelector("progress")?.checkVisibility()) document.documentElement.dataset.bar = "seen";
}).observe(document.body, { childList: true, subtree: true })"""
"""From now on the page notes whether it shows a bar, however soon that is over."""


def try_the_demo(page: Page) -> None:
    page.wait_for_load_state()  # before its scripts are there, a press is lost
    page.get_by_role("button", name="Try it with demo data").click()
    expect(page.get_by_role("heading", name="Botify CSV export")).to_be_visible()


def begin_pipeline(page: Page, key: str = "") -> None:
    expect(page.get_by_label("Name of the pipeline")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("Name of the pipeline").fill(key)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_label("Project address")).to_be_visible()
    page.wait_for_load_state()


def card(page: Page, step: str) -> Locator:
    return page.locator(f"#card-{step}")


def to_the_export(page: Page, address: str = SITE) -> None:
    """From the first card to *Start export*."""
    page.get_by_label("Project address").fill(f"{address}crawl/explorer?analysisSlug=20260601")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Analysis")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Deepest level to export")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("checkbox", name="Title metadata.title.content")).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Start export")).to_be_visible()


def export(page: Page) -> None:
    page.evaluate(NOTE_A_BAR)
    page.get_by_role("button", name="Start export").click()
    expect(page.locator("html[data-bar]")).to_have_count(1)
    expect(page.get_by_text(f"{URLS:,} rows").first).to_be_visible(timeout=EXPORT_TIME)


def whole(downloads: Path) -> bytes:
    """The exported file, checked: a header, a row for each URL, quotes and line breaks in their cells."""
    import csv

    path = downloads / PLACE
    with path.open(encoding="utf-8", newline="") as lines:
        header, *records = csv.reader(lines)
    assert header == ["url", "metadata.title.content", "metadata.description.content", "metadata.h1.contents"]
    assert len(records) == URLS
    assert {len(record) for record in records} == {4}
    assert len({record[0] for record in records}) == URLS
    assert any("\n" in cell for record in records for cell in record)
    return path.read_bytes()
