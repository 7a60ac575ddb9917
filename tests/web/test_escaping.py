"""Whatever data holds is shown as text; and no page, log or address tells a secret."""

import logging
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup, Tag
from fasthtml import common as h

from server.demo.serve import Simulator
from server.web import layout
from tests.web.site import RunningSite
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</textarea></title></script><script>alert(1)</script>",
    '" hx-get="https://evil.example/" hx-trigger="load" x="',
    "' hx-get='/healthz' hx-trigger='load' x=\"",
    "&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#34;&#x22;",
    '" autofocus onfocus=alert(1) x="',
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "javascript:alert(1)",
    "<div id=told hx-swap-oob=true>gone</div>",
]

SHOWING = """
from server.plugin import Button, Chart, Choice, Choices, Markdown, Page, Problem, Table, Text, Workflow, h

flow = Workflow("showing", title="Showing")


@flow.ask("Anything", say="Say it.", done="You said {anything}.")
def anything():
    return Text("Anything")


@flow.show("Seen")
def seen(anything):
    return [
        anything,
        Markdown(anything),
        Markdown(f"[link](<{anything}>) ![image](<{anything}>) [plain]({anything})"),
        Markdown("[a](javascript:alert(1)) <a href='javascript:alert(1)'>b</a> [c](data:text/html,x)"),
        Table([{anything: anything, "more": [anything, Markdown(anything)]}]),
        Chart({anything: 1}, title=anything, limit=2),
        Button(anything, press, confirm=anything, given=anything, asked=Text(anything, value=anything, hint=anything)),
        h.P(anything, title=anything),
        {"a dict": anything},
    ]


def press(given, asked):
    raise Problem(given + asked)


@flow.ask("Choose")
def chosen(anything):
    return {
        "one": Choice(anything, {"": "nothing", anything: anything}, value=anything, hint=anything),
        "more": Choices(anything, {anything: anything, "x": anything}, value=[anything]),
        "many": Choices(anything, [anything, *map(str, range(40))], value=[anything], required=False),
        "text": Text(anything, value=anything, placeholder=anything, hint=anything),
    }
"""


def is_harmless(text: str) -> None:
    """No element and no attribute that our own pages do not have."""
    soup = BeautifulSoup(text, "html.parser")
    for element in soup.find_all(True):
        assert element.name not in ("svg", "iframe", "style", "object", "embed", "base"), element.name
        if element.name == "script":
            assert str(element["src"]).startswith("/assets/")
            assert element.get_text() == ""
        for name, value in element.attrs.items():
            assert not name.startswith("on"), (name, value)
            if name.startswith("hx-") and name in ("hx-get", "hx-post"):
                ours = ("/apps/", "/demo", "/exports/", "/external", "/files/", "/pipelines", "/profile")
                assert str(value).startswith(ours), value
            if name in ("href", "src", "action", "formaction"):
                where = str(value).lower()
                assert where.startswith("/") or not where.startswith(("javascript", "data", "vbscript")), where
            assert name not in ("style", "srcdoc", "hx-on", "x"), (name, value)
    assert len(soup.find_all(id="told")) <= 1


@pytest.fixture
def visitor(start: Start) -> Visitor:
    return start(plugins={"70_showing.py": SHOWING}).visitor()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_as_text_everywhere(visitor: Visitor, hostile: str) -> None:
    walk = visitor.begin("showing", hostile)
    is_harmless(visitor.get(walk.address).text)
    walk.answer(hostile)
    is_harmless(walk.answer_given.text)
    assert f"You said {hostile}." in walk.card("anything").get_text()
    assert walk.form() == {
        "a.one": hostile,
        "a.more": [hostile],
        "find": "",
        "a.many": [hostile],
        "a.text": hostile,
    }
    shown = walk.card("seen")
    assert [str(cell.get_text()) for cell in shown.find_all("th")][:1] == [hostile]
    assert hostile in shown.get_text()
    button = shown.find("form")
    assert isinstance(button, Tag)
    assert button["hx-confirm"] == hostile
    pressed = visitor.post(str(button["hx-post"]), {"a.asked": hostile})
    is_harmless(pressed.text)
    assert hostile * 2 in pressed.soup.get_text()
    walk.answer(one="not offered" + hostile)
    is_harmless(walk.answer_given.text)
    walk.reload().answer()
    assert walk.cards == ["anything", "seen", "chosen"]
    for place in ("/", "/apps/showing", walk.address, f"/apps/showing/pipeline?key={'%3Cscript%3E'}"):
        is_harmless(visitor.get(place).text)


def test_hostile_addresses_are_told_as_text(visitor: Visitor) -> None:
    for path in ("/%3Cscript%3Ealert(1)%3C/script%3E", "/apps/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"):
        is_harmless(visitor.get(path).text)
        is_harmless(visitor.post(path).text)
    for address in ("javascript:alert(1)", "file:///etc/passwd", "http://evil.example", "<script>", "https:evil", ""):
        is_harmless(visitor.post("/external", {"address": address}).text)


def test_only_web_pages_are_opened_outside(site: RunningSite) -> None:
    visitor = site.visitor()
    addresses = ["javascript:alert(1)", "file:///etc/passwd", "http://x.example", "data:text/html,x", "/etc", "", "x"]
    for address in addresses:
        assert "is not opened" in visitor.post("/external", {"address": address}).text
    assert site.desk.asked == []
    visitor.post("/external", {"address": "https://app.botify.com/account"})
    assert site.desk.asked == [("browse", "https://app.botify.com/account")]


def test_only_the_apps_own_folders_are_opened(site: RunningSite) -> None:
    visitor = site.visitor()
    for name in ("..", "etc", "%2e%2e", "data", "downloads%2f..", "%2fetc"):
        assert visitor.post(f"/folder/{name}").status in (200, 404)
    assert site.desk.asked == []
    visitor.post("/folder/downloads")
    assert site.desk.asked == [("open", str(site.parts.folders.downloads))]
    for path in ("/exports/1/open", "/exports/../../etc/passwd/file", "/exports/x/file", "/exports/-1/file"):
        visitor.post(path)
        assert visitor.get(path).status == 404
    assert len(site.desk.asked) == 1


@pytest.fixture
def recorded(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_no_secret_is_in_a_page_or_in_the_log(
    start: Start, simulator: Simulator, recorded: pytest.LogCaptureFixture
) -> None:
    site = start()
    boot = site.guard.boot_path()
    visitor = Visitor(site.port)
    visitor.get(boot)
    visitor.get(boot)
    key, session = boot.partition("=")[2], visitor.cookie.partition("=")[2]
    walk = visitor.begin("botify-export").answer("app.botify.com/demo/tea-shop").answer().answer("0").answer()
    walk.press("Start export").until("1 row")
    places = ["/", "/apps/connect-botify", "/apps/hello", walk.address, "/no-such-page", "/boot?k=x"]
    pages = [visitor.get(place) for place in places]
    told = "".join(page.text + str(page.headers) for page in pages) + walk.answer_given.text
    database = (site.parts.folders.data / "pipulate.sqlite3").read_bytes().decode("latin-1")
    ours = "\n".join(f"{record.name}: {record.getMessage()} {record.exc_text or ''}" for record in recorded.records)
    for secret in (simulator.token, key, session):
        assert secret not in told
        assert secret not in database
        assert secret not in ours
    assert visitor.csrf not in ours


def test_a_name_that_is_no_text_costs_its_letters_and_not_the_page() -> None:
    """As a folder of another encoding is called, or what a plug-in read from one."""
    assert layout.fragment(h.P("caf\udce9 <b>")).body == b"<p>caf? &lt;b&gt;</p>"
    assert b"caf? " in layout.page(layout.Frame("", "", ()), "caf\udce9 ").body
