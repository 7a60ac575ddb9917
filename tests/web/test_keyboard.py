"""Each page with the keyboard alone: what has the keyboard can be seen, and no swap loses it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.display import SECONDS
from tests.web.site import RunningSite
from tests.web.tab import Watched, watched

Start = Callable[..., RunningSite]
MOST = 60
"""Presses of Tab within which a control must be reached."""

FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const shown = getComputedStyle(one);
    const label = one.labels?.length ? one.labels[0].textContent : one.textContent;
    return {
        name: (one.getAttribute("aria-label") || label).trim(),
        ring: one.matches("[type=date]") // its parts have rings of their own
            || (shown.outlineStyle !== "none" && shown.outlineWidth !== "0px") || shown.boxShadow !== "none",
        inside: one.checkVisibility(),
    };
}"""


@dataclass
class Keys:
    """Somebody without a mouse, at one tab."""

    tab: Watched

    @property
    def page(self) -> Page:
        return self.tab.page

    def go(self, path: str) -> "Keys":
        self.tab.go(path)
        return self.there()

    def there(self) -> "Keys":
        """The page is, with its scripts and what loads itself."""
        self.page.wait_for_load_state()
        expect(self.page.locator("#content [aria-busy=true]")).to_have_count(0)
        return self

    @property
    def at(self) -> str:
        """The name of what has the keyboard, which must show that it has. '' for nothing."""
        focused = self.page.evaluate(FOCUSED)
        if not focused:
            return ""
        assert focused["ring"], f"nobody sees that “{focused['name']}” has the keyboard"
        assert focused["inside"], f"“{focused['name']}” has the keyboard and is hidden"
        return str(focused["name"])

    def to(self, name: str, key: str = "Tab") -> "Keys":
        """Press Tab until the control whose name begins so has the keyboard, which may be at once."""
        passed = [self.at]
        while not passed[-1].startswith(name):
            assert len(passed) <= MOST, f"“{name}” is not reached: {passed}"
            self.page.keyboard.press(key)
            passed.append(self.at)
        return self

    def press(self, name: str, key: str = "Enter") -> "Keys":
        self.to(name).page.keyboard.press(key)
        return self

    def type(self, text: str) -> "Keys":
        self.page.keyboard.insert_text(text)
        return self

    def key(self, *keys: str) -> "Keys":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def sees(self, text: str) -> "Keys":
        expect(self.page.get_by_text(text).first).to_be_visible()
        return self.there()

    def goes_on_in(self, place: str) -> "Keys":
        """The keyboard is in that part of the page, and was not lost, also when that has loaded itself."""
        for _ in range(2):
            expect(self.page.locator(f"{place}:focus-within, {place}:focus")).to_have_count(1)
            self.there()
        return self

    def fine(self) -> None:
        assert self.tab.complaints == []


@pytest.fixture
def keys(chromium: Browser, start: Start) -> Iterator[Callable[..., Keys]]:
    context = chromium.new_context(reduced_motion="reduce")
    context.set_default_timeout(SECONDS * 1000)
    yield lambda **wishes: Keys(watched(context, start(**wishes)))
    context.close()


def test_the_first_page(keys: Callable[..., Keys]) -> None:
    one = keys(connected=False).go("/")
    one.key("Tab")
    assert one.at == "Skip to the content"
    one.key("Enter", "Tab")
    assert one.at == "Connect Botify", "the way past the menus leads to the content"
    one.press("Try it with demo data").sees("Press Enter for a new one").go("/")
    one.press("Apps").to("Hello World").key("Escape")
    expect(one.page.locator("header details[open]")).to_have_count(0)
    assert one.at == "Apps", "a menu that closes gives the keyboard back"
    one.key("Enter").press("Hello World").sees("Asks for a name")
    one.go("/").press("Leave the demo").sees("First connect your Botify account").fine()


def test_hello(keys: Callable[..., Keys]) -> None:
    one = keys().go("/apps/hello").goes_on_in("form").key("Enter")
    one.goes_on_in("#card-name").type("Mike").key("Enter")
    one.goes_on_in("#card-greeting").key("Enter").sees("Lock it to keep")
    one.goes_on_in(".card.last").press("Finalize").sees("All answers are kept")
    one.goes_on_in(".card.last").press("Unlock").sees("Lock it to keep").goes_on_in(".card.last")
    one.to("Change Your name", "Shift+Tab").key("Space").goes_on_in("#card-name").fine()


def test_bridge(keys: Callable[..., Keys]) -> None:
    one = keys().go("/apps/bridge").key("Enter").goes_on_in("#card-name").type("Robin").key("Enter")
    one.goes_on_in("#card-quest").key("Enter").goes_on_in("#card-colour").type("y").key("y").press("Continue")
    one.goes_on_in("#card-last_words").key("Enter").sees("is cast into the gorge").goes_on_in(".card.last")
    one.press("Next knight").sees("default-bridge-02").goes_on_in("#card-name").fine()


def test_poet(keys: Callable[..., Keys]) -> None:
    one = keys().go("/apps/poet").key("Enter").goes_on_in("#card-name").type("Ann").key("Enter")
    for step, letter in (("colour", "g"), ("time", "n"), ("feeling", "w")):
        one.goes_on_in(f"#card-{step}").key(letter).press("Continue")
    one.sees("Wonder stayed with everyone").goes_on_in("#content").to("Change Time", "Shift+Tab").key("Enter")
    one.goes_on_in("#card-time").key("d").press("Continue").goes_on_in("#card-feeling").press("Continue")
    one.sees("Ann went out at dawn").press("New poem").sees("default-poet-02").fine()


def test_field_gallery(keys: Callable[..., Keys]) -> None:
    one = keys().go("/apps/fields").key("Enter").goes_on_in("#card-text")
    one.page.on("filechooser", lambda _: None)  # from now on, for the browser may take longer to hear of it than Enter
    one.key("Control+a").type("Two words").to("Long text").type("a\nb").press("Continue").goes_on_in("#card-amounts")
    one.key("ArrowUp").to("Range, slider").key("ArrowRight").press("Continue").goes_on_in("#card-choices")
    one.key("ArrowDown").to("English").key("ArrowDown").to("Bergen").key("Space")
    one.to("Toggle").key("Space").press("Continue").goes_on_in("#card-cells")
    one.press("Continue").goes_on_in("#card-file").to("File")
    with one.page.expect_file_chooser() as chooser:
        one.key("Enter")
    chooser.value.set_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Hello"})
    one.sees("notes.txt").goes_on_in("#card-file").press("Continue")
    one.sees("answers.json").goes_on_in(".card.last").fine()
    shown = one.page.locator("#card-answers").inner_text()
    for answer in ("'Two words'", "'a\\nb'", "'pt'", "['Aarhus']", "False", "41"):
        assert answer in shown, answer


def test_an_export(keys: Callable[..., Keys]) -> None:
    one = keys().go("/").press("Export a crawl").goes_on_in("#card-project")
    one.type("https://app.botify.com/demo/tea-shop/").key("Enter").goes_on_in("#card-analysis").press("Continue")
    one.goes_on_in("#card-depth").to("Deepest level").key("Control+a").type("1").key("Enter")
    one.goes_on_in("#card-fields").press("Continue").goes_on_in("#card-csv")
    one.press("Start export").sees("The first 5 of").goes_on_in("#content")
    one.to("Export again", "Shift+Tab").key("Enter")
    one.goes_on_in("dialog").key("Escape")
    assert one.at == "Export again", "a question that is closed gives the keyboard back"
    with one.page.expect_download() as coming:
        one.to("Save as…", "Shift+Tab").key("Enter")
    assert coming.value.suggested_filename == "urls to depth 1.csv"
    one.fine()


def test_connect(keys: Callable[..., Keys]) -> None:
    one = keys().go("/apps/connect-botify").press("Disconnect").goes_on_in("dialog").press("Disconnect")
    one.sees("The token was removed").goes_on_in("#content").fine()


def test_connect_with_a_token(keys: Callable[..., Keys]) -> None:
    one = keys(connected=False).go("/apps/connect-botify").to("API token").type("not a token").key("Enter")
    one.sees("Botify does not accept this token").goes_on_in("#content").to("API token").fine()


def test_profiles(keys: Callable[..., Keys]) -> None:
    one = keys().go("/apps/profiles").to("Real name").type("Acme Ltd").to("Menu name").type("ace").press("Add")
    expect(one.page.locator("#rows .name").first).to_have_text("Acme Ltd")
    one.goes_on_in("form.add").to("default", "Shift+Tab").key("Enter").press("ace")
    expect(one.page.locator("#profile-menu summary")).to_have_text("ace")
    one.there().press("Show only the chosen profile").sees("Show all profiles").goes_on_in("#content")
    one.press("Delete Acme Ltd").goes_on_in("dialog").press("Delete").sees("was deleted").goes_on_in("#told")
    one.press("Undo").sees("is back").goes_on_in("#content").fine()


def test_tasks(keys: Callable[..., Keys]) -> None:
    one = keys().go("/apps/tasks")
    for task in ("one", "two", "three"):
        one.goes_on_in("form.add").type(task).key("Enter")
        expect(one.page.locator("#rows .name").first).to_have_text(task)
    one.press("Done: three", "Space").goes_on_in("#rows").key("Tab")
    assert one.at == "three"
    one.key("Alt+ArrowDown").sees("Now at place 2.").goes_on_in("#rows").key("Enter").goes_on_in("#rows form")
    one.key("Control+a").type("drei").key("Enter")
    expect(one.page.locator("#rows .name")).to_have_text(["two", "drei", "one"])
    one.goes_on_in("#rows").press("Delete drei").sees("was deleted").goes_on_in("#told").key("Enter").sees("is back")
    expect(one.page.locator("#rows .name")).to_have_text(["two", "drei", "one"])
    one.goes_on_in("#content").fine()


def test_stream_simulator(keys: Callable[..., Keys]) -> None:
    one = keys().go("/apps/stream-simulator").to("Seconds").key("Control+a").type("300").key("Enter")
    one.sees("Part 2 of 3000").goes_on_in("#content").press("Stop Start · 300").sees("Stopped.")
    one.goes_on_in("#content").press("Close Start · 300")
    expect(one.page.get_by_text("Stopped.")).to_have_count(0)
    one.goes_on_in("#content").to("Seconds").key("Control+a").type("0").key("Enter").sees(
        "All 0 parts are done."
    ).fine()


def test_pipelines(keys: Callable[..., Keys]) -> None:
    one = keys().go("/apps/hello").type("first").key("Enter").goes_on_in("#card-name").go("/pipelines")
    one.goes_on_in("form[role=search]").type("firs").sees("1 of 1 pipelines").press("Rename first").goes_on_in("#shelf")
    one.key("Control+a").type("first of all").key("Enter")
    expect(one.page.get_by_role("link", name="first of all")).to_be_focused()
    one.press("Duplicate first of all").sees("first of all (2)").goes_on_in("#shelf").press("Delete first of all (2)")
    one.sees("was deleted").goes_on_in("#shelf").press("Undo").goes_on_in("#shelf")
    expect(one.page.get_by_role("link", name=re.compile("first of all"))).to_have_count(2)
    one.fine()


def test_guide(keys: Callable[..., Keys]) -> None:
    one = keys().go("/guide").press("Tests")
    expect(one.page).to_have_url(re.compile("/guide/writing#tests$"))
    one.there().press("Copy")
    one.to("Troubleshooting", "Shift+Tab").key("Enter")
    expect(one.page.get_by_role("heading", level=1)).to_have_text("When something does not work")
    one.fine()


def test_settings(keys: Callable[..., Keys]) -> None:
    one = keys().go("/").press("Settings").sees("Each change is saved at once;")
    one.to("As the system has it").key("ArrowDown").sees("Saved: light.").goes_on_in("#setting-theme")
    one.to("Tell me when").key("Space")
    one.sees("Saved: exports end silently.").goes_on_in("#setting-notifications").to("Rows that Botify puts")
    one.key("Control+a").type("2,000,000").key("Enter").sees("at most 2,000,000 rows").goes_on_in("#setting-limit")
    one.press("Disconnect").goes_on_in("dialog").press("Disconnect").sees("was removed")
    one.goes_on_in("#setting-account").fine()


def test_botify_calls(keys: Callable[..., Keys]) -> None:
    one = keys().go("/").press("Export a crawl").goes_on_in("#card-project")
    one.type("https://app.botify.com/demo/tea-shop/").key("Enter").goes_on_in("#card-analysis")
    one.to("Botify calls", "Shift+Tab").key("Enter")
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Botify calls")
    expect(one.page.locator("ol.calls summary").first).to_be_visible()
    one.page.wait_for_load_state()
    while not one.page.evaluate("document.activeElement.matches('ol.calls summary')"):
        one.key("Tab")
    one.key("Enter").to("Copy Python").fine()


def test_find_an_app_or_page(keys: Callable[..., Keys]) -> None:
    one = keys().go("/").key("Control+k").goes_on_in("dialog").key("Escape")
    expect(one.page.locator("dialog[open]")).to_have_count(0)
    one.key("Control+k").goes_on_in("dialog").type("poet")
    expect(one.page.get_by_role("option", selected=True)).to_have_text(re.compile("Poetflow"))
    one.key("Enter")
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Poetflow")
    one.fine()


def test_a_page_that_is_not_there(keys: Callable[..., Keys]) -> None:
    one = keys().go("/nonsense").press("To the first page").sees("What do you want to do?")
    assert [told for told in one.tab.complaints if "404" not in told] == []
