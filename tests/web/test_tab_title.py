"""In a browser the page marks the title of its own tab, when an export ended while nobody looked."""

import re

from playwright.sync_api import Browser, expect

from tests.display import until
from tests.web.exporting import at_export, finished
from tests.web.site import RunningSite


def test_the_tabs_title_is_marked_until_one_looks(site: RunningSite, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{site.port}{site.guard.boot_path()}")
    plain = page.title()
    page.evaluate("document.hasFocus = () => false; dispatchEvent(new Event('blur'))")
    until(lambda: not site.parts.attention.front, what="that nobody looks")
    finished(at_export(site).press("Start export"))
    expect(page).to_have_title(re.compile(f"^● {re.escape(plain)}$"))
    page.evaluate("document.hasFocus = () => true; dispatchEvent(new Event('focus'))")
    expect(page).to_have_title(plain)
    until(lambda: ("seen", "") in site.desk.asked, what="that it was seen")
    page.close()
