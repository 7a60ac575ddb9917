"""An answer of several lines is offered again as such."""

from collections.abc import Callable

from tests.web.site import RunningSite

LISTS = """
from server.plugin import Text, Workflow

flow = Workflow("lists", title="Lists")


@flow.ask("Addresses")
def addresses():
    return Text("Addresses", parse=lambda text: text.replace(",", " ").split())
"""


def test_a_list_is_offered_again_one_entry_a_line(start: Callable[..., RunningSite]) -> None:
    walk = start(plugins={"70_lists.py": LISTS}).visitor().begin("lists").answer("a.example, b.example")
    walk.press("Change Addresses")
    area = walk.open.find("textarea")
    assert area is not None
    assert area.get_text().strip().split("\n") == ["a.example", "b.example"]
    walk.answer()
    assert "a.example\nb.example" in walk.card("addresses").get_text()
