"""The first test of a workflow, as the page that teaches plug-ins shows it."""

from server.plugin.testing import Walk


def test_hello():
    walk = Walk("plugins/20_hello_workflow.py")
    walk.answer("Mike")
    assert walk.offered == "Hello Mike!"
    walk.answer()
    assert walk.results == {"name": "Mike", "greeting": "Hello Mike!"}
    walk.back("name")
    assert walk.offered == "Mike"
    assert walk.results == {}
