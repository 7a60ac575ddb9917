"""A project of the simulator is exported: it has three crawls, and nothing leaves this computer."""

from pathlib import Path

from server.plugin.testing import Walk

PLUGIN = Path(__file__).parents[1] / "50_botify_export.py"


def test_a_crawl_becomes_a_file():
    walk = Walk(PLUGIN)
    walk.answer("https://app.botify.com/demo/tea-shop/")
    assert walk.at == "analysis"
    walk.answer()
    walk.answer(2)
    walk.answer()
    walk.press()
    assert walk.results["depth"] == 2
    assert walk.results["csv"].path.read_text(encoding="utf-8").startswith("url,")


def test_an_address_of_elsewhere_is_refused():
    walk = Walk(PLUGIN)
    walk.answer("https://www.example.com/")
    assert "app.botify.com" in walk.problem
