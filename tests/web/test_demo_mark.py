"""Made-up data is never taken for real data."""

from collections.abc import Callable

from tests.web.site import RunningSite
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]


def switch(visitor: Visitor, on: str) -> None:
    assert visitor.post("/demo", {"on": on}).status == 200


def test_a_pipeline_of_the_demo_opens_in_the_demo_alone(start: Start) -> None:
    visitor = start(demo=True).visitor()
    address = visitor.begin("botify-export", "k").answer("https://app.botify.com/demo/tea-shop/").address
    switch(visitor, "")
    outside = visitor.get(address)
    assert "made with demo data" in outside.text
    assert "tea-shop" not in outside.text
    went = visitor.post("/demo", {"on": "on", "app": "botify-export", "key": "k"})
    assert went.header("hx-redirect") == address
    assert "tea-shop" in visitor.get(address).text


def test_a_pipeline_of_the_account_is_not_mixed_with_the_demo(start: Start) -> None:
    visitor = start().visitor()
    address = visitor.begin("botify-export", "k").address
    switch(visitor, "on")
    assert "belongs to your Botify account" in visitor.get(address).text


def test_a_workflow_that_needs_no_botify_opens_everywhere(start: Start) -> None:
    visitor = start(demo=True).visitor()
    walk = visitor.begin("hello", "k").answer("Mike")
    switch(visitor, "")
    assert "Mike" in walk.reload().text
