"""A sentence that says where to go leads there."""

from collections.abc import Callable

from tests.web.exporting import SHOP
from tests.web.site import RunningSite


def test_who_has_no_token_yet_is_led_to_where_it_is_given(start: Callable[..., RunningSite]) -> None:
    walk = start(connected=False).visitor().begin("botify-export").answer(SHOP)
    notice = walk.open.find(class_="problem")
    assert notice is not None
    assert "No Botify token is known yet. Open “Connect Botify” in the Apps menu" in notice.get_text()
    assert [link["href"] for link in notice.find_all("a")] == ["/apps/connect-botify", "/"]
