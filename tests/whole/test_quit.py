"""The app ends quickly, whatever is going on in it."""

import http.client
import signal
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import Tag
from playwright.sync_api import BrowserContext, expect

from tests.display import until
from tests.web.visitor import Visitor
from tests.whole.program import served


def test_a_page_in_a_browser_ends_it(tmp_path: Path, context: BrowserContext) -> None:
    with served(tmp_path, "--demo") as program:
        page = context.new_page()
        page.goto(program.address)
        page.get_by_role("button", name="Quit").click()
        page.get_by_role("button", name="Quit now").click()
        expect(page.get_by_role("heading", name="The app has ended")).to_be_visible()
        assert program.process.wait(20) == 0


def test_it_ends_at_once_while_long_work_goes_on_and_is_listened_to(tmp_path: Path) -> None:
    with served(tmp_path, "--demo") as program:
        address = urlsplit(program.address)
        visitor = Visitor(address.port or 0)
        assert visitor.get(f"{address.path}?{address.query}").status == 303
        form = visitor.get("/apps/stream-simulator").soup.find("form")
        assert isinstance(form, Tag)
        for _ in range(2):
            visitor.post(str(form["hx-post"]), {"a.seconds": "600"})
        until(lambda: visitor.get("/apps/stream-simulator").text.count("Part 3 of") >= 2)
        stream = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=20)
        stream.request("GET", "/live?app=stream-simulator", headers={"Cookie": visitor.cookie})
        listening = stream.getresponse()
        assert b"retry" in listening.readline()
        program.process.send_signal(signal.SIGTERM)
        code = program.process.wait(20)
        assert code in (0, 143)
        listening.read()
        stream.close()
    logs = [file.read_text() for file in (tmp_path / "data").rglob("*.log")]
    assert logs
    assert not [log for log in logs if "Traceback" in log or "graceful" in log]
