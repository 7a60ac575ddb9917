"""The main job over HTTP, against the simulator: from the pasted address to the file."""

import json
from collections.abc import Callable

from bs4 import Tag

from server.demo.serve import Simulator
from tests.files import files_below
from tests.simulator import get
from tests.web.exporting import MEGASTORE, SHOP, TITLES, at_export, begun, finished, options
from tests.web.site import RunningSite
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]


def boxes(part: Tag) -> dict[str, bool]:
    return {str(one["value"]): one.has_attr("checked") for one in part.find_all("input", {"type": "checkbox"})}


def test_an_address_that_is_no_project_is_refused_with_what_one_looks_like(visitor: Visitor) -> None:
    walk = begun(visitor, "https://example.com/demo/tea-shop/")
    assert walk.problems == [
        "“https://example.com/demo/tea-shop/” is not the address of a Botify project. "
        "One looks like https://app.botify.com/org/project/"
    ]
    assert walk.offered == "https://example.com/demo/tea-shop/"
    walk.answer("")
    assert walk.problems == ["Project address: please fill this in."]


def test_a_project_that_is_not_at_botify_is_told(visitor: Visitor) -> None:
    walk = begun(visitor, "https://app.botify.com/demo/no-such-shop/")
    assert walk.cards == ["project", ">analysis"]
    assert len(walk.problems) == 1
    walk.press("Try again")
    assert walk.cards == ["project", ">analysis"]


def test_the_pasted_address_is_cleaned_and_the_clean_one_offered_again(visitor: Visitor) -> None:
    walk = begun(visitor, "  app.botify.com/demo/tea-shop/crawl/explorer?analysisSlug=20260601#x ")
    assert SHOP in walk.card("project").get_text()
    walk.press("Change Project")
    assert walk.offered == SHOP


def test_analyses_are_offered_newest_first_in_readable_words(visitor: Visitor) -> None:
    walk = begun(visitor)
    assert list(options(walk).items()) == [
        ("20260601-2", "1 June 2026 (2)"),
        ("20260601", "1 June 2026"),
        ("20260504", "4 May 2026"),
        ("20260406", "6 April 2026"),
    ]
    assert walk.offered == "20260601-2"
    walk.answer("20260504")
    assert "4 May 2026" in walk.card("analysis").get_text()
    walk.press("Change Analysis")
    assert walk.offered == "20260504"


def test_the_depth_chart_shows_what_fits_into_one_file(visitor: Visitor) -> None:
    walk = begun(visitor, MEGASTORE).answer()
    chart = walk.open.find(True, {"data-chart": True})
    assert isinstance(chart, Tag)
    told = json.loads(str(chart["data-chart"]))
    assert told["labels"] == [str(depth) for depth in range(10)]
    assert told["values"][:5] == [1, 181, 9_581, 127_581, 767_581]
    assert told["limit"] == 1_000_000
    assert "Down to depth 4 there are 767,581 URLs." in walk.text
    assert "One level further there are 1,817,581, too many for one file." in walk.text
    assert walk.offered == "4"
    walk.answer("5")
    assert walk.problems == ["Deepest level to export: a number from 0 to 4."]
    walk.answer("2")
    assert "Down to depth 2" in walk.card("depth").get_text()


def test_a_full_file_that_is_complete_fits(visitor: Visitor) -> None:
    walk = begun(visitor, MEGASTORE).answer("20260413")
    assert "Down to depth 4 there are 1,000,000 URLs." in walk.text


def test_a_small_site_fits_whole(visitor: Visitor) -> None:
    walk = begun(visitor).answer()
    assert walk.offered == "6"
    assert "too many" not in walk.text
    chart = walk.open.find(True, {"data-chart": True})
    assert isinstance(chart, Tag)
    assert json.loads(str(chart["data-chart"]))["limit"] is None


def test_searching_fields_keeps_what_is_ticked(visitor: Visitor) -> None:
    walk = begun(visitor).answer().answer()
    drawn = boxes(walk.open)
    assert [value for value, ticked in drawn.items() if ticked] == TITLES
    search = walk.open.find("input", {"type": "search"})
    assert isinstance(search, Tag)
    ticked = [*TITLES[:1], "depth"]
    found = visitor.post(str(search["hx-post"]), {"a.fields": ticked, "find": "http CODE"}).soup
    assert [value for value, is_ticked in boxes(found).items() if is_ticked] == sorted(ticked, key=list(drawn).index)
    rest = [value for value, is_ticked in boxes(found).items() if not is_ticked]
    assert rest
    assert all("code" in value.lower() or "code" in found.get_text().lower() for value in rest)
    nothing = visitor.post(str(search["hx-post"]), {"a.fields": ticked, "find": "no such words"}).soup
    assert list(boxes(nothing)) == sorted(ticked, key=list(drawn).index)
    assert "No other option has these words." in nothing.get_text()
    walk.answer(fields=[*ticked, "http_code"])
    assert walk.cards[-1] == ">csv"
    assert "Title" in walk.card("fields").get_text()


def test_no_fields_beside_the_url_are_fine_and_made_up_ones_are_refused(visitor: Visitor) -> None:
    walk = begun(visitor).answer().answer("0")
    walk.answer(fields=["secret.field"])
    assert walk.problems == ["Columns beside the URL: “secret.field” is not offered. Choose among those shown."]
    walk.answer(fields=[])
    assert walk.cards[-1] == ">csv"
    assert "none" in walk.card("fields").get_text()


def test_the_whole_walk_ends_in_a_file(visitor: Visitor, site: RunningSite) -> None:
    walk = begun(visitor).answer().answer("1").answer()
    assert "urls to depth 1" in walk.open.get_text()
    walk.press("Start export")
    finished(walk)
    card = walk.card("csv")
    assert "urls to depth 1.csv" in card.get_text()
    assert "25 rows" in card.get_text()
    assert [cell.get_text() for cell in card.find_all("th")][:2] == ["url", "metadata.title.content"]
    file = site.parts.folders.downloads / "demo" / "tea-shop" / "20260601-2" / "urls to depth 1.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("url,metadata.title.content")
    copy = file.with_name("urls to depth 1 (for spreadsheets).csv")  # some titles look like formulas
    for label, asked in (("Open", ("open", str(copy))), ("Show in folder", ("reveal", str(file)))):
        walk.press(label, card)
        assert site.desk.asked[-1] == asked
    saved = card.find("a", string="Save as…")
    assert isinstance(saved, Tag)
    assert visitor.get(str(saved["href"])).body == file.read_bytes()
    assert walk.reload().cards[-1] == "csv"
    assert "Finalize" in walk.text


def test_in_the_window_a_file_is_saved_through_the_desktop(start: Start) -> None:
    site = start(browser=False)
    walk = finished(at_export(site).press("Start export"))
    site.desk.target = site.parts.folders.data / "copy.csv"
    card = walk.card("csv")
    walk.press("Save as…", card)
    assert site.desk.asked == [("save_as", "urls to depth 1.csv")]
    assert f"Saved as {site.desk.target}." in walk.told
    site.desk.target = None
    walk.press("Save as…", card)
    assert walk.told == ""
    assert site.visitor().get("/exports/1/file").status == 404


def test_what_is_on_disk_is_shown_marked_and_not_asked_for_again(
    visitor: Visitor, site: RunningSite, simulator: Simulator
) -> None:
    finished(at_export(site, "first").press("Start export"))
    second = begun(visitor, SHOP, "second")
    assert "urls to depth 1.csv" in second.card("files_here").get_text()
    assert options(second)["20260601-2"] == "1 June 2026 (2) ✓ downloaded"
    second.answer().answer("1").answer()
    assert second.cards == ["project", "analysis", "depth", "fields", "csv"], "the file is shown once, as the result"
    assert second.text.count("urls to depth 1.csv") == 1
    assert get(simulator, "jobs")["count"] == 1


def test_other_files_of_the_project_stay_listed_beside_a_result(visitor: Visitor, site: RunningSite) -> None:
    finished(at_export(site, "first").press("Start export"))
    walk = begun(visitor, SHOP, "second").answer().answer("0").answer()
    finished(walk.press("Start export"))
    assert "urls to depth 1.csv" in walk.card("files_here").get_text()
    assert "urls to depth 0.csv" not in walk.card("files_here").get_text()
    assert "urls to depth 0.csv" in walk.card("csv").get_text()


def test_a_file_that_is_gone_is_told_and_fetched_anew(
    visitor: Visitor, site: RunningSite, simulator: Simulator
) -> None:
    walk = finished(at_export(site, "x").press("Start export"))
    (file,) = files_below(site.parts.folders.downloads, "*.csv")
    content = file.read_bytes()
    file.unlink()
    assert "is no longer on this computer" in walk.reload().card("csv").get_text()
    finished(walk.press("Fetch it again"))
    assert file.read_bytes() == content
    file.unlink()
    other = at_export(site, "y")
    assert other.cards[-1] == ">csv"
    finished(other.press("Start export"))
    assert file.read_bytes() == content
    assert get(simulator, "jobs")["count"] == 1


# Without a token, and with the demo


def test_without_a_token_the_card_says_what_to_do(start: Start) -> None:
    visitor = start(connected=False).visitor()
    page = visitor.get("/").soup
    assert "Try it with demo data" in page.get_text()
    walk = begun(visitor)
    assert walk.problems == [
        "No Botify token is known yet. Open “Connect Botify” in the Apps menu and paste yours, "
        "or press “Try it with demo data” on the first page."
    ]


def test_the_demo_marks_every_page_and_can_be_left(start: Start) -> None:
    site = start(connected=False)
    visitor = site.visitor()
    went = visitor.post("/demo", {"on": "on"})
    assert went.header("hx-redirect") == "/apps/botify-export"
    walk = begun(visitor)
    places = ["/", "/apps/hello", "/apps/botify-export", "/apps/connect-botify", walk.address, "/no-such-page"]
    for place in places:
        soup = visitor.get(place).soup
        assert soup.find(class_="badge", string="demo"), place
        assert SHOP in soup.get_text(), place
    assert options(walk)
    visitor.post("/demo", {"on": ""})
    for place in places:
        assert not visitor.get(place).soup.find(class_="badge", string="demo"), place


def test_a_token_is_checked_kept_and_removed(start: Start, simulator: Simulator) -> None:
    site = start(connected=False)
    visitor = site.visitor()

    def section() -> Tag:
        drawn = visitor.get("/apps/connect-botify").soup
        waiting = drawn.find(True, {"hx-trigger": "load"})
        assert isinstance(waiting, Tag)
        return visitor.get(str(waiting["hx-get"])).soup

    def pressed(label: str, **form: str) -> str:
        button = section().find("button", string=label)
        assert isinstance(button, Tag)
        target = button if button.get("hx-post") else button.find_parent("form")
        assert isinstance(target, Tag)
        return visitor.post(str(target["hx-post"]), form).text

    assert "Botify does not accept" in pressed("Connect", **{"a.token": "x" * 40})
    told = pressed("Connect", **{"a.token": simulator.token})
    assert "Connected as demo.user." in told
    assert simulator.token not in told + section().get_text()
    assert "Connected as demo.user." in section().get_text()
    assert "Connected as demo.user." in pressed("Connect", **{"a.token": simulator.token}), "another, without a gap"
    assert options(begun(visitor))
    assert "The token was removed" in pressed("Disconnect")
    assert not section().find("button", string="Disconnect")
    assert section().find("button", string="Connect")


def test_in_the_demo_nobody_takes_the_own_token_for_the_demos(start: Start, simulator: Simulator) -> None:
    site = start(connected=False)
    site.parts.connection.connect(simulator.token)
    visitor = site.visitor()
    visitor.post("/demo", {"on": "on"})
    waiting = visitor.get("/apps/connect-botify").soup.select_one("#column [hx-get]")
    shown = visitor.get(str(waiting and waiting["hx-get"])).soup
    assert "The demo needs no token" in shown.get_text()
    assert not shown.find("button"), "it would forget the own one"
