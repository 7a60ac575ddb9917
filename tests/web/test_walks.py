"""Pipelines over HTTP."""

from tests.web.site import RunningSite


def test_hello(site: RunningSite) -> None:
    walk = site.visitor().begin("hello")
    assert walk.key == "default-hello-01"
    walk.answer("Mike")
    assert walk.offered == "Hello Mike!"
    walk.answer()
    assert walk.cards == ["name", "greeting"]
    walk.press("Finalize")
    assert "🔒" in walk.text
