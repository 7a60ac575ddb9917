"""A workflow with several exports in one step, counted by SQL, walked to its end."""

from collections.abc import Callable
from pathlib import Path

import pytest

from server.plugin.testing import Walk
from tests.display import until
from tests.web.exporting import SHOP
from tests.web.site import RunningSite

Start = Callable[..., RunningSite]
FILE = Path(__file__).parent / "walked" / "65_parameter_buster.py"


@pytest.fixture
def app(start: Start) -> RunningSite:
    return start(plugins={FILE.name: FILE.read_text(encoding="utf-8")})


def test_it_is_walked_to_its_end_without_a_window() -> None:
    walk = Walk(FILE)
    walk.answer(SHOP)
    walk.answer()
    assert walk.offered == ["search_console"], "the shop has no log files"
    walk.answer()
    assert walk.at == "sources"
    walk.press()
    crawl, search = walk.results["sources"]["crawl"], walk.results["sources"]["search_console"]
    assert (crawl.name, search.name) == ("not indexable", "search console")
    assert walk.results["counts"]["rows"] == crawl.rows + search.rows
    by_hand = sum("?brand=" in line or "&brand=" in line for line in crawl.path.read_text().splitlines())
    assert walk.results["counts"]["parameters"]["brand"] == {"crawl": by_hand, "search_console": 0}
    assert walk.offered == {"seen": 100, "wanted": 0}
    walk.answer(seen=by_hand)
    removed = [row["Parameter"] for row in walk.shown("to_remove").rows]
    assert "brand" in removed
    assert "Disallow: /*?brand=" in walk.shown("robots").text
    assert '"brand"' in walk.shown("javascript").text
    assert f"Seen in {by_hand} URLs, wanted in 0" in walk.said
    assert walk.at == ""


def test_its_exports_stand_on_one_card_and_are_recorded_together(app: RunningSite) -> None:
    walk = app.visitor().begin("parameter-buster", "k").answer(SHOP).answer().answer()
    offered = walk.card("sources").get_text()
    assert "not indexable" in offered
    assert "search console" in offered
    walk.press("Start export")
    until(lambda: ">sources" not in walk.reload().cards, what="both files")
    walk.until("Thresholds")
    assert [name.get_text() for name in walk.card("sources").select(".file strong")] == [
        "not indexable.csv",
        "search console.csv",
    ]
    record = app.parts.pipelines.find("parameter-buster", "k")
    assert record is not None
    assert set(record.results["sources"]) == {"crawl", "search_console"}


def test_the_crawl_alone_is_one_export_in_a_dict(app: RunningSite) -> None:
    walk = app.visitor().begin("parameter-buster", "k").answer(SHOP).answer().answer(more=[])
    walk.press("Start export")
    until(lambda: ">sources" not in walk.reload().cards, what="the file")
    walk.until("Thresholds")
    assert list(app.parts.pipelines.find("parameter-buster", "k").results["sources"]) == ["crawl"]  # type: ignore[union-attr]


def test_the_same_exports_in_another_pipeline_are_used_without_a_press(app: RunningSite) -> None:
    first = app.visitor().begin("parameter-buster", "one").answer(SHOP).answer().answer()
    first.press("Start export")
    until(lambda: ">sources" not in first.reload().cards, what="both files")
    second = app.visitor().begin("parameter-buster", "two").answer(SHOP).answer().answer()
    second.until("Thresholds")
    assert second.cards[:4] == ["project", "analysis", "more", "sources"]
    assert len(app.parts.exports.all()) == 2
