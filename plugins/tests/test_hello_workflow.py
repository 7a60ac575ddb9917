"""The greeting is made from the name, and both can be changed."""

from pathlib import Path

from server.plugin.testing import Walk

PLUGIN = Path(__file__).parents[1] / "20_hello_workflow.py"


def test_the_name_is_greeted():
    walk = Walk(PLUGIN)
    walk.answer("Mike")
    assert walk.offered == "Hello Mike!"
    walk.answer()
    assert walk.results == {"name": "Mike", "greeting": "Hello Mike!"}
    walk.back("name")
    assert walk.offered == "Mike"
