"""A tab of a real browser: all that it asks for and complains about, and the keyboard in it."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page

from tests.web.site import RunningSite


@dataclass
class Watched:
    """A tab, and all that it asked for and complained about."""

    page: Page
    origin: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.origin + path)
        return self.page


def watched(context: BrowserContext, site: RunningSite) -> Watched:
    page = context.new_page()
    tab = Watched(page, f"http://127.0.0.1:{site.port}")
    page.on("request", lambda request: tab.asked.append(request.url))
    page.on("console", lambda told: tab.complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    page.on("dialog", lambda dialog: tab.complaints.append(dialog.message))
    tab.go(site.guard.boot_path())
    return tab


def reach(page: Page, name: str) -> None:
    """Press Tab until a control of that name has the keyboard."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"
        )
        if focused == name:
            return
    raise AssertionError(f"{name} is not reached with the Tab key")
