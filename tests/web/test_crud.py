"""A list: add, edit in place, toggle, sort, delete and undo, as its page does it."""

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from bs4 import Tag

from tests.web.site import RunningSite
from tests.web.visitor import Answer, Visitor

Start = Callable[..., RunningSite]

TASKS = "/apps/tasks"


def add(visitor: Visitor, text: str) -> Answer:
    form = visitor.get(TASKS).soup.find("form", class_="add")
    assert isinstance(form, Tag)
    answer = visitor.post(str(form["hx-post"]), {"a.text": text})
    assert answer.status == 200, answer.text
    return answer


def listed(visitor: Visitor) -> list[str]:
    return [name.get_text() for name in visitor.get(TASKS).soup.select("#rows .name")]


def row(visitor: Visitor, text: str) -> Tag:
    return next(
        one for one in visitor.get(TASKS).soup.select("#rows > li") if one.select(".name")[0].get_text() == text
    )


def press(visitor: Visitor, button: Tag | None, **form: str) -> Answer:
    assert button is not None
    posted = {**json.loads(str(button.get("hx-vals", "{}"))), **form}
    return visitor.post(str(button["hx-post"]), posted)


def test_a_task_is_added_on_top_and_the_field_is_empty_again(visitor: Visitor) -> None:
    add(visitor, "Buy milk")
    answer = add(visitor, "  <b>Call</b> ")
    assert answer.soup.select_one("[hx-swap-oob='afterbegin:#rows'] .name")
    field = answer.soup.find("input")
    assert isinstance(field, Tag)
    assert field["value"] == ""
    assert field.has_attr("autofocus")
    assert listed(visitor) == ["<b>Call</b>", "Buy milk"]


def test_what_cannot_be_added_is_told_at_its_field_and_kept(visitor: Visitor, site: RunningSite) -> None:
    answer = add(visitor, "x" * 501)
    assert answer.soup.select_one(".problem")
    assert "at most 500 characters" in answer.text
    assert "x" * 501 in answer.text
    assert "please fill this in" in add(visitor, " ").text
    assert listed(visitor) == []


def test_a_task_is_edited_in_its_place(visitor: Visitor) -> None:
    for text in ("Buy milk", "Call"):
        add(visitor, text)
    edit = row(visitor, "Buy milk").find("button", title="Edit")
    assert isinstance(edit, Tag)
    form = visitor.get(str(edit["hx-get"])).soup.find("form")
    assert isinstance(form, Tag)
    field, cancel = form.find("input"), form.find("button", attrs={"data-cancel": "yes"})
    assert isinstance(field, Tag)
    assert isinstance(cancel, Tag)
    assert field["value"] == "Buy milk"
    wrong = visitor.post(str(form["hx-post"]), {str(field["name"]): ""})
    assert "please fill this in" in wrong.text
    assert "Buy milk" in visitor.get(str(cancel["hx-get"])).text
    assert "Buy oat milk" in visitor.post(str(form["hx-post"]), {str(field["name"]): "Buy oat milk"}).text
    assert listed(visitor) == ["Call", "Buy oat milk"]


def test_a_task_is_ticked_off_and_on_again(visitor: Visitor) -> None:
    add(visitor, "Buy milk")
    for on in ("on", ""):
        box = row(visitor, "Buy milk").find("input", type="checkbox")
        answer = press(visitor, box, **({"on": on} if on else {}))
        for drawn in (answer.soup, row(visitor, "Buy milk")):
            assert [one.has_attr("checked") for one in drawn.find_all("input")] == [bool(on)]


def test_a_deleted_task_can_be_brought_back(visitor: Visitor) -> None:
    for text in ("a", "b", "c"):
        add(visitor, text)
    answer = press(visitor, row(visitor, "b").find("button", string="Delete"))
    assert "“b” was deleted." in answer.text
    assert [str(one["id"]) for one in answer.soup.find_all(True, recursive=False)] == ["told"], "the row is gone"
    assert listed(visitor) == ["c", "a"]
    back = press(visitor, answer.soup.find("button", string="Undo"))
    assert "“b” is back." in back.text
    assert [name.get_text() for name in back.soup.select("#rows .name")] == listed(visitor) == ["c", "b", "a"]


def test_a_task_stays_where_it_was_put(visitor: Visitor) -> None:
    for text in ("a", "b", "c"):
        add(visitor, text)
    moving, above = row(visitor, "c"), row(visitor, "b")
    told = visitor.post(str(moving["data-move"]), {"after": str(above["data-row"])})
    assert "Now at place 2." in told.text
    assert listed(visitor) == ["b", "c", "a"]
    visitor.post(str(row(visitor, "a")["data-move"]), {"after": "0"})
    assert listed(visitor) == ["a", "b", "c"]


def test_a_row_that_was_deleted_in_another_window_is_told(visitor: Visitor, site: RunningSite) -> None:
    add(visitor, "a")
    old = row(visitor, "a")
    press(site.visitor(), old.find("button", string="Delete"))
    for answer in (
        press(visitor, old.find("button", string="Delete")),
        visitor.post(str(old["data-move"]), {"after": "0"}),
        press(visitor, old.find("input", type="checkbox"), on="on"),
    ):
        assert "deleted in another window" in answer.text
        assert answer.header("hx-retarget") == "#told"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/rows/1/explode", {}),
        ("/rows/1/toggle", {"column": "text", "on": "on"}),
        ("/rows/1/toggle", {"column": "priority", "on": "on"}),
        ("/rows/1/move", {"after": "x"}),
        ("/rows/x/delete", {}),
    ],
)
def test_what_no_page_offers_is_refused(visitor: Visitor, path: str, form: dict[str, str]) -> None:
    add(visitor, "a")
    before = visitor.get(TASKS).soup.find(id="rows")
    assert visitor.post(TASKS + path, form).soup.select_one(".problem")
    assert visitor.get(TASKS).soup.find(id="rows") == before


def test_an_app_without_rows_is_not_asked_for_some(visitor: Visitor) -> None:
    assert "is no list" in visitor.post("/apps/hello/rows", {"a.text": "x"}).text
    assert visitor.get("/apps/hello/rows").status == 404


def test_thousands_of_rows_come_page_by_page(visitor: Visitor, site: RunningSite) -> None:
    with site.parts.exports.database.writing() as connection:
        connection.executemany(
            "INSERT INTO crud_tasks (place, profile, deleted, row) VALUES (?, 0, '', ?)",
            [(number, json.dumps({"text": f"Task {number}"})) for number in range(2_500)],
        )
    answer = visitor.get(TASKS)
    assert len(answer.body) < 80_000
    found: list[str] = []
    pages = 0
    while True:
        found += re.findall('class="name">([^<]+)<', answer.text)
        more = re.findall('<li class="more"><button[^>]* hx-get="([^"]+)"', answer.text)
        pages += 1
        if not more:
            break
        answer = visitor.get(unescape(more[0]))
    assert found == [f"Task {number}" for number in range(2_500)]
    assert pages == 51


COUNTED = """
from dataclasses import dataclass

from server.plugin import Crud, Text


def whole(text):
    return str(int(text))


@dataclass
class Count:
    text: str


app = Crud("counts", Count, title="Counts", text=Text("Count", parse=whole))
"""


def test_what_a_parse_function_raises_is_told_at_the_field_with_the_plugins_own_line(start: Start) -> None:
    site = start(plugins={"70_counts.py": COUNTED})
    visitor = site.visitor()
    form = visitor.get("/apps/counts").soup.find("form", class_="add")
    assert isinstance(form, Tag)
    answer = visitor.post(str(form["hx-post"]), {"a.text": "many"})
    told = answer.soup.select_one(".problem")
    assert told
    where = f"({site.parts.folders.plugins / '70_counts.py'}, line 8)"
    assert told.get_text() == f"ValueError: invalid literal for int() with base 10: 'many' {where}"


@pytest.mark.parametrize("place", ["rows?after=#", "rows?profile=#&after=1", "rows/#/form"])
def test_a_number_that_no_row_can_have_is_told(site: RunningSite, place: str) -> None:
    told = site.visitor().get(f"{TASKS}/{place.replace('#', '9' * 20)}")
    assert "no row of that number" in told.text
