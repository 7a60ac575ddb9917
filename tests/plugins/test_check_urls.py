"""A list of addresses is checked with progress, and goes on where it was after *Stop*, a failure and a restart."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from server.adapters.web import HttpService
from server.domain.problem import NotReachable
from server.plugin.testing import Walk
from tests.display import NOBODY, ROOT
from tests.web.site import RunningSite
from tests.web.tab import watched

Start = Callable[..., RunningSite]
FILE = Path(__file__).parent / "shown" / "71_check_urls.py"


class Web:
    """A small web of this machine: /held answers when `gate` is open."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.headers: list[str] = []
        self.gate = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def _handler(web) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked[self.path] += 1
                web.headers += list(self.headers)
                if self.path == "/held":
                    web.gate.wait(20)
                moved = self.path == "/moved"
                self.send_response(301 if moved else 200 if self.path in ("/ok", "/held") else 404)
                if moved:
                    self.send_header("Location", "/ok")
                self.send_header("Content-Length", "5")
                self.end_headers()
                self.wfile.write(b"hello")

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is written."""

        return Handler


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    thread = threading.Thread(target=web.server.serve_forever, args=(0.01,))
    thread.start()
    yield web
    web.gate.set()
    web.server.shutdown()
    thread.join()
    web.server.server_close()


@pytest.fixture
def begin(start: Start) -> Callable[[], RunningSite]:
    return lambda: start(plugins={FILE.name: FILE.read_text(encoding="utf-8")})


def listed(*addresses: str) -> str:
    return "\n".join(addresses)


def test_the_guide_prints_it_whole_in_forty_lines() -> None:
    printed = FILE.read_text(encoding="utf-8")
    assert len(printed.splitlines()) <= 40
    assert f"```python\n{printed}```" in (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")


def test_it_is_walked_without_a_window(web: Web) -> None:
    walk = Walk(FILE)
    walk.answer(listed(web.address + "/ok", web.address + "/moved"))
    assert walk.problem == ""
    assert walk.results["checks"] == {web.address + "/ok": [200, ""], web.address + "/moved": [301, "/ok"]}
    assert [row["Status"] for row in walk.shown("result").rows] == [200, 301]


def test_it_is_walked_in_a_browser_by_keys_alone(
    begin: Callable[[], RunningSite], context: BrowserContext, web: Web
) -> None:
    tab = watched(context, begin())
    page = tab.go("/apps/check-urls")
    expect(page.get_by_label("Name of the pipeline")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("One address a line")).to_be_focused()
    page.wait_for_load_state()
    page.keyboard.insert_text(listed(web.address + "/ok", web.address + "/held", web.address + "/gone"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"200 {web.address}/ok")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("max", "3")
    web.gate.set()
    table = page.locator("#card-result tbody tr")
    expect(table).to_have_text([f"{web.address}/ok200", f"{web.address}/held200", f"{web.address}/gone404"])
    assert tab.complaints == []


def test_an_address_that_does_not_answer_can_be_listed_as_well(web: Web) -> None:
    nobody = f"{NOBODY}/"
    walk = Walk(FILE.with_name("72_dead_links.py"))
    walk.answer("a.example")
    assert walk.problem == "Each line must begin with http."
    walk.answer(listed(web.address + "/ok", nobody))
    assert walk.at == "answers"
    walk.press()
    assert walk.results["answers"][web.address + "/ok"] == "501", "the small web knows no HEAD"
    assert walk.results["answers"][nobody].startswith(f"{nobody} did not answer")
    chart, table = walk.shown("result")
    assert chart.values["501"] == 1
    assert [row["Address"] for row in table.rows] == [web.address + "/ok", nobody]


def test_each_address_is_shown_with_its_status_and_target(begin: Callable[[], RunningSite], web: Web) -> None:
    walk = begin().visitor().begin("check-urls")
    walk.answer("ftp://x.example")
    assert walk.problems == ["ftp://x.example does not begin with http:// or https://."]
    walk.answer(listed(web.address + "/ok", "", web.address + "/moved", web.address + "/ok", web.address + "/gone"))
    walk.until("All checked")
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in walk.card("result").select("tbody tr")]
    assert rows == [
        [web.address + "/ok", "200", ""],
        [web.address + "/moved", "301", "/ok"],
        [web.address + "/gone", "404", ""],
    ]
    assert set(web.asked.values()) == {1}
    assert "authorization" not in {name.lower() for name in web.headers}


def test_what_was_done_is_not_done_again_after_stop_and_a_restart(begin: Callable[[], RunningSite], web: Web) -> None:
    site = begin()
    walk = site.visitor().begin("check-urls", "k")
    walk.answer(listed(*(web.address + path for path in ("/ok", "/held", "/moved")))).until("200")
    walk.press("Stop")
    web.gate.set()
    walk.until("Stopped.")
    assert web.asked == {"/ok": 1, "/held": 1}
    site.parts.leave()
    again = begin().visitor().begin("check-urls", "k").until("All checked")
    assert "301" in again.card("result").get_text()
    assert web.asked == {"/ok": 1, "/held": 1, "/moved": 1}
    record = site.parts.pipelines.find("check-urls", "k")
    assert record is not None
    assert record.so_far == {}, "the result has it all"


def test_what_was_done_is_not_done_again_after_a_failure(begin: Callable[[], RunningSite], web: Web) -> None:
    nobody = f"{NOBODY}/"
    site = begin()
    walk = site.visitor().begin("check-urls", "k").answer(listed(web.address + "/ok", nobody))
    walk.until(f"{nobody} did not answer")
    record = site.parts.pipelines.find("check-urls", "k")
    assert record is not None
    assert record.so_far == {"checks": {web.address + "/ok": [200, ""]}}
    walk.press("Try again").until(f"{nobody} did not answer")
    assert web.asked == {"/ok": 1}
    walk.press("Change Addresses").answer(web.address + "/ok").until("All checked")
    assert web.asked == {"/ok": 2}, "a changed list begins anew"


def test_an_answer_that_is_too_long_or_too_slow_is_told(web: Web) -> None:
    with HttpService(size=4) as http:
        assert http.head(web.address + "/nothing").status_code == 501
        with pytest.raises(NotReachable, match="longer than 4 bytes"):
            http.get(web.address + "/ok")
        with pytest.raises(NotReachable, match="did not answer"):
            http.get("nonsense")
    with HttpService(seconds=0.2) as impatient, pytest.raises(NotReachable, match="did not answer"):
        impatient.get(web.address + "/held")
