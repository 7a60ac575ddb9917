"""In a real browser: nothing is asked outside this machine, nothing breaks the page's own rules, keys are enough."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from server.demo.serve import Simulator
from server.domain.pipeline import Pipeline
from tests.display import until
from tests.simulator import put
from tests.web.site import RunningSite
from tests.web.tab import reach, watched

Start = Callable[..., RunningSite]

CHARTS = """
from server.plugin import Chart, Markdown, Page, Table

page = Page("charts", title="Charts")


@page.show("A chart")
def chart():
    return [Chart({"a": 1, "b": 3, "c": 2}, title="Bars", limit=2), Table([{"x": 1}]), Markdown("[out](https://x.example/)")]


@page.show("Hostile")
def hostile():
    bad = "<img src=https://evil.example/x onerror=alert(1)><script>alert(1)</script>"
    return [bad, Markdown(bad + "![x](https://evil.example/i.png)"), Table([{bad: bad}]), Chart({bad: 1}, title=bad)]
"""


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_no_page_asks_anything_outside_this_machine(start: Start, context: BrowserContext) -> None:
    site = start(plugins={"70_charts.py": CHARTS})
    tab = watched(context, site)
    page = tab.page
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for path in ("/", "/apps/hello", "/apps/botify-export", "/apps/charts"):
            tab.go(path)
            expect(page.locator("main")).to_be_visible()
        for chart in page.locator(".chart").all():
            expect(chart.locator("canvas").first).to_be_visible()
        tab.go("/apps/connect-botify")
        expect(page.get_by_role("button", name="Disconnect")).to_be_visible()
    site.parts.pipelines.start("botify-export", "x")
    site.parts.pipelines.update("botify-export", "x", answered)
    tab.go("/apps/botify-export/pipeline?key=x")
    expect(page.locator(".chart canvas")).to_have_count(1)
    expect(page.get_by_label("Deepest level to export")).to_have_value("4")
    asked = {urlsplit(address).netloc for address in tab.asked if not address.startswith("data:")}
    assert asked == {f"127.0.0.1:{site.port}"}
    assert tab.complaints == []


def test_what_is_told_is_in_sight_and_moves_nothing(start: Start, context: BrowserContext) -> None:
    page = watched(context, start(plugins={"70_charts.py": CHARTS})).go("/apps/charts")
    link = page.get_by_role("link", name="out")
    expect(page.locator(".chart canvas")).to_have_count(2)
    place = page.evaluate("document.querySelector('h1').getBoundingClientRect().top")
    link.click()
    expect(page.locator("#told")).to_contain_text("is being opened in your browser")
    expect(page.locator("#told .notice")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().top") == place


def test_a_chart_is_drawn_where_the_system_has_no_language(start: Start, context: BrowserContext) -> None:
    """With LANG=C.UTF-8, WebKitGTK names its language "C", by which no number can be written."""
    site = start(plugins={"70_charts.py": CHARTS})
    context.add_init_script('Object.defineProperty(Navigator.prototype, "language", { get: () => "C" })')
    tab = watched(context, site)
    tab.go("/apps/charts")
    expect(tab.page.locator(".chart canvas")).to_have_count(2)
    assert tab.complaints == []


def answered(old: Pipeline) -> Pipeline:
    order = ["project", "analysis"]
    project = {"address": "https://app.botify.com/demo/megastore/", "org": "demo", "project": "megastore"}
    return old.answered(order, "project", project).answered(order, "analysis", "20260608-2")


def test_a_page_that_is_missing_or_refused_breaks_nothing(site: RunningSite, context: BrowserContext) -> None:
    tab = watched(context, site)
    tab.go("/no-such-page")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("That did not work")
    tab.page.get_by_text("To the first page").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("What do you want to do?")
    assert [told for told in tab.complaints if "404" not in told] == []


def test_the_page_cannot_be_made_to_run_what_it_did_not_bring(site: RunningSite, context: BrowserContext) -> None:
    tab = watched(context, site)
    page = tab.go("/")
    assert page.evaluate("document.cookie") == ""
    refused = page.evaluate(
        """() => new Promise((told) => {
            document.addEventListener("securitypolicyviolation", (one) => told(one.effectiveDirective), { once: true });
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
        })"""
    )
    assert refused.startswith("script-src")
    assert page.evaluate("window.ran") is None
    assert page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')") == "refused"


def test_hello_by_keys_alone(site: RunningSite, context: BrowserContext, scheme: str) -> None:
    tab = watched(context, site)
    page = tab.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    tab.go("/apps/hello")
    expect(page.get_by_label("Name of the pipeline")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("default-hello-01")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.wait_for_load_state()
    page.keyboard.type("Mike")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Say")).to_have_value("Hello Mike!")
    expect(page.get_by_label("Say")).to_be_focused()
    page.keyboard.press("Enter")
    finalize = page.get_by_role("button", name="Finalize")
    expect(finalize).to_be_visible()
    reach(page, "Finalize")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Unlock")).to_be_visible()
    reach(page, "Unlock")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Change Your name")).to_be_visible()
    reach(page, "Change Your name")
    page.keyboard.press("Space")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Mike")
    assert tab.complaints == []


def test_a_short_page_drawn_larger_does_not_scroll(site: RunningSite, context: BrowserContext) -> None:
    page = watched(context, site).go("/apps/tasks")
    for zoom in (110, 150):
        page.evaluate(f"document.documentElement.dataset.zoom = {zoom}")
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("width", [320, 480])
def test_a_narrow_window_shows_the_demo_line_and_long_paths_whole(
    site: RunningSite, context: BrowserContext, width: int
) -> None:
    site.parts.connection.use_demo(True)
    page = watched(context, site).go("/settings")
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_text("Addresses to try").click()
    expect(page.get_by_text("Leaf & Kettle").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("zoom", [125, 150, 175, 200])
def test_a_page_drawn_larger_fits_the_window(site: RunningSite, context: BrowserContext, zoom: int) -> None:
    site.visitor().begin("hello", "k").answer("Mike")
    site.parts.connection.use_demo(True)
    page = watched(context, site).go("/apps/hello/pipeline?key=k")
    page.set_viewport_size({"width": 1180, "height": 800})
    page.evaluate(f"document.documentElement.dataset.zoom = {zoom}")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    card, pane = (page.locator(place).bounding_box() for place in ("#card-name", ".pane"))
    assert card
    assert pane
    assert (pane["y"] > card["y"]) == (zoom > 1180 / 9.6)  # beside the cards only where there is room


def test_what_a_field_offers_is_typed_over(site: RunningSite, context: BrowserContext) -> None:
    site.visitor().begin("hello", "k")
    page = watched(context, site).go("/apps/hello/pipeline?key=k")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Mike")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Say")).to_be_focused()
    page.keyboard.type("Good day")
    expect(page.get_by_label("Say")).to_have_value("Good day")
    page.reload()
    expect(page.get_by_label("Say")).to_be_focused()
    page.keyboard.type("Hi")
    expect(page.get_by_label("Say")).to_have_value("Hi")


def test_a_press_that_takes_its_time_shows_that_it_works(
    start: Start, simulator: Simulator, context: BrowserContext
) -> None:
    page = watched(context, start(connected=False)).go("/apps/connect-botify")
    page.get_by_label("API token").fill(simulator.token)
    put(simulator, "faults", {"latency": {"seconds": 600, "times": 1}})
    page.get_by_role("button", name="Connect").click()
    turning = "getComputedStyle(document.querySelector('#column form button'), '::after').opacity === '1'"
    until(lambda: page.evaluate(turning), what="a sign that it works")
    put(simulator, "faults", {})
    expect(page.get_by_text("Connected as demo.user.").first).to_be_visible()
    expect(page.locator("button.htmx-request")).to_have_count(0)


def test_a_question_is_asked_in_the_pages_own_dialog(site: RunningSite, context: BrowserContext) -> None:
    tab = watched(context, site)
    page = tab.go("/apps/connect-botify")
    page.get_by_role("button", name="Disconnect").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Remove the token from this computer?")
    dialog.get_by_role("button", name="Not now").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Disconnect").click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("The token was removed")).to_have_count(0)
    page.get_by_role("button", name="Disconnect").click()
    dialog.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("The token was removed")).to_be_visible()


def test_a_page_of_another_port_reaches_nothing(start: Start, context: BrowserContext) -> None:
    """The cookie goes along, for a browser takes all ports of one host as one site: it is refused all the same."""
    site, other = start(plugins={}), start(plugins={})
    ours, theirs = watched(context, site), watched(context, other)
    ours.go("/")
    theirs.go("/")
    before = site.parts.pipelines.keys("hello")
    for way in (
        "fetch('{}/apps/hello/start', {{method: 'POST', mode: 'no-cors', credentials: 'include', body: 'key=x'}})",
        "new Promise((told) => {{ const image = new Image(); image.onload = told; image.onerror = told; "
        "image.src = '{}/assets/icon.svg'; }})",
    ):
        theirs.page.evaluate(f"({way.format(ours.origin)}).then(() => 0, () => 0)")
    assert site.parts.pipelines.keys("hello") == before == []


def test_of_two_quick_steps_of_the_zoom_the_last_is_kept(site: RunningSite, context: BrowserContext) -> None:
    page = watched(context, site).page
    held: list[Route] = []
    page.route("**/zoom", lambda route, _: held.append(route))
    page.goto(f"http://127.0.0.1:{site.port}/")
    for _ in range(2):
        page.evaluate("document.dispatchEvent(new CustomEvent('desk', {detail: 'zoom-in'}))")
    for _ in range(2):
        until(lambda: page.evaluate("true") and held, what="a step to keep")
        with page.expect_response("**/zoom"):
            held.pop().continue_()  # of those that are on their way the last is the first to come
    assert site.parts.settings.get("zoom") == "125"


def test_the_settings_show_the_colours_that_a_menu_chose(site: RunningSite, context: BrowserContext) -> None:
    page = watched(context, site).go("/settings")
    for word, label in (("dark", "Dark"), ("light", "Light"), ("system", "As the system has it")):
        with page.expect_response("**/settings/theme/choose"):
            page.evaluate(f"document.dispatchEvent(new CustomEvent('desk', {{detail: 'theme-{word}'}}))")
        expect(page.get_by_label(label, exact=True)).to_be_checked()
