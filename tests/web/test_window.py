"""What belongs to the window around the pages, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.demo.serve import Simulator
from server.web import urls
from tests.under_way import EVERY_URL
from tests.web.site import RunningSite, running_site
from tests.web.visitor import Visitor


@pytest.fixture
def site(tmp_path: Path, simulator: Simulator) -> Iterator[RunningSite]:
    with running_site(tmp_path, simulator, browser=False) as running:
        yield running


def test_the_zoom_is_drawn_on_every_page_of_the_window(site: RunningSite, visitor: Visitor) -> None:
    assert visitor.post(urls.ZOOM, {"percent": "125"}).status == 200
    assert 'data-zoom="125"' in visitor.get("/").text
    for wrong in ("126", "0", "", "x", "1e2", "１２５"):
        assert "There is no zoom" in visitor.post(urls.ZOOM, {"percent": wrong}).text
    visitor.post(urls.ZOOM, {"percent": "100"})
    assert "data-zoom" not in visitor.get("/").text


def test_a_browser_keeps_its_own_zoom_and_keys(tmp_path: Path, simulator: Simulator) -> None:
    with running_site(tmp_path, simulator) as site:
        visitor = site.visitor()
        visitor.post(urls.ZOOM, {"percent": "125"})
        page = visitor.get("/").text
        assert "data-zoom" not in page
        assert "data-window" not in page


@pytest.mark.parametrize("what", ["quit", "copy", "full-screen"])
def test_the_window_is_asked_for_what_it_can_do(site: RunningSite, visitor: Visitor, what: str) -> None:
    assert visitor.post(f"/window/{what}").text == "yes"
    assert ("ask_window", what) in site.desk.asked


def test_the_question_before_the_end_names_the_exports(site: RunningSite, visitor: Visitor) -> None:
    assert "Quit?" in visitor.get(urls.QUIT).text
    site.parts.worker.stop()
    site.parts.exports.ask(site.parts.connection.api, EVERY_URL)
    assert site.parts.working() == 1
    told = visitor.get(urls.QUIT)
    assert "An export is under way: every url.csv" in told.text
    assert [button["value"] for button in told.soup.find_all("button")] == ["", "quit-now", "quit-later"]
    assert ("ask_window", "quit-asked") in site.desk.asked


def test_a_browser_has_a_button_that_ends_the_app(tmp_path: Path, simulator: Simulator) -> None:
    with running_site(tmp_path, simulator) as site:
        visitor = site.visitor()
        assert visitor.get("/").soup.select("header [data-say=quit]")
        assert "Closing a tab alone leaves it running." in visitor.get(urls.QUIT).text
        site.parts.worker.stop()
        site.parts.exports.ask(site.parts.connection.api, EVERY_URL)
        told = visitor.get(urls.QUIT)
        assert "An export is under way: every url.csv" in told.text
        assert "Closing the tab leaves the app running" in told.text
        assert [button["value"] for button in told.soup.find_all("button")] == ["", "quit-now"]


def test_a_window_has_its_own_ways_to_end(visitor: Visitor) -> None:
    assert not visitor.get("/").soup.select("[data-say=quit]")


def test_the_palette_has_the_apps_the_pages_and_the_pipelines(visitor: Visitor) -> None:
    visitor.post(urls.start("hello"), {"key": "for Ann <b>"})
    found = visitor.get(urls.PALETTE).soup
    links = {link.find("span").text: link["href"] for link in found.find_all("a")}  # type: ignore[union-attr]
    assert links["Hello World"] == "/apps/hello"
    assert links["Settings"] == "/settings"
    assert links["for Ann <b>"] == urls.pipeline("hello", "for Ann <b>")
    assert all(visitor.get(str(link)).status == 200 for link in links.values())
    begun = visitor.get(f"{urls.PALETTE}?new=yes").soup.find_all("button")
    assert {str(button["hx-post"]) for button in begun} >= {"/apps/hello/start", "/apps/botify-export/start"}


def test_an_address_pasted_for_a_name_begins_an_export_of_it(site: RunningSite, visitor: Visitor) -> None:
    address = "https://app.botify.com/demo/tea-shop/"
    for pasted in (f" {address}crawl/explorer?a=1#x", "app.botify.com/demo/tea-shop"):
        begun = visitor.post(urls.start("botify-export"), {"key": pasted}).header("hx-redirect")
        assert begun.endswith(f"#fill={address}")
    assert len(site.parts.pipelines.recent(5)) == 2
    begun = visitor.post(urls.start("hello"), {"key": address}).header("hx-redirect")
    assert begun == urls.pipeline("hello", address)


def test_an_address_dropped_begins_an_export_with_it(site: RunningSite, visitor: Visitor) -> None:
    address = "https://app.botify.com/demo/tea-shop/"
    there = visitor.post(urls.DROPPED, {"text": f" {address}crawl/explorer?a=1#x\n"}).text
    page, _, filled = there.partition("#fill=")
    assert filled == address
    assert visitor.get(page).status == 200
    assert len(site.parts.pipelines.recent(5)) == 1


@pytest.mark.parametrize("text", ["", "https://evil.example/a/b", "javascript:alert(1)", "<script>", "a" * 10_000])
def test_anything_else_dropped_is_told_and_begins_nothing(site: RunningSite, visitor: Visitor, text: str) -> None:
    told = visitor.post(urls.DROPPED, {"text": text})
    assert "no address of a Botify project" in told.text
    assert "<script>" not in told.text
    assert site.parts.pipelines.recent(5) == []


def test_a_token_dropped_is_checked_kept_and_never_shown(tmp_path: Path, simulator: Simulator) -> None:
    with running_site(tmp_path, simulator, connected=False, browser=False) as site:
        visitor = site.visitor()
        told = visitor.post(urls.TOKEN, {"text": f"{simulator.token}\n# username: ann\n"})
        assert "Connected to Botify" in told.text
        assert simulator.token not in told.text
        assert site.parts.connection.user() is not None
        site.parts.connection.disconnect()
        wrong = visitor.post(urls.TOKEN, {"text": "f00dfeed" * 5})
        assert "f00dfeed" not in wrong.text
        assert site.parts.connection.user() is None
        for text in ("", "# a comment\n", "two words\n", "x" * 500):
            assert "holds no Botify token" in visitor.post(urls.TOKEN, {"text": text}).text


def test_of_a_file_that_the_engine_keeps_from_the_page_no_more_is_told_than_its_token(
    site: RunningSite, visitor: Visitor, tmp_path: Path
) -> None:
    def told() -> Any:
        return json.loads(visitor.post(urls.DROPPED_FILE, {}).text)

    assert told() == {"name": "What was dropped", "text": None}
    site.desk.chosen = tmp_path / "passwords.txt"
    site.desk.chosen.write_text("secret")
    assert told() == {"name": "passwords.txt", "text": None}
    site.desk.chosen = tmp_path / "botify_token.txt"
    assert told() == {"name": "botify_token.txt", "text": None}
    site.desk.chosen.write_text("f00dfeed\n")
    assert told() == {"name": "botify_token.txt", "text": "f00dfeed\n"}


def test_about_and_whats_new_are_pages(visitor: Visitor) -> None:
    about = visitor.get(urls.ABOUT)
    assert about.status == 200
    assert "9.9" in about.text
    news = visitor.get(urls.NEWS)
    assert news.status == 200
    assert news.soup.find("h1").text == "What's new"  # type: ignore[union-attr]


def test_a_page_of_an_earlier_run_is_shown_while_it_is_there(site: RunningSite, visitor: Visitor) -> None:
    visitor.post(urls.start("hello"), {"key": "k"})
    there = site.parts.page_there
    assert all(there(page) for page in ("/", "/pipelines?find=x", "/guide/using", "/settings", "/apps/hello", "/about"))
    assert there(urls.pipeline("hello", "k"))
    for gone in ("/apps/none", urls.pipeline("hello", "other"), urls.pipeline("none", "k"), "/exports/1/file", "/boot"):
        assert not there(gone)


def test_the_one_time_address_leads_to_the_page(site: RunningSite) -> None:
    page = urls.pipeline("hello", "ä b&c +%0d%0aX")
    visitor = Visitor(site.port)
    answer = visitor.get(site.guard.boot_path(to=page))
    assert (answer.status, answer.header("location")) == (303, page)
