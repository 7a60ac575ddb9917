"""The page of all pipelines: found, renamed, copied, deleted and put back."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag

from tests.display import until
from tests.web.shelf import Shelf, states
from tests.web.site import RunningSite
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]


def test_all_pipelines_are_listed_and_found_as_one_types(visitor: Visitor) -> None:
    assert Shelf(visitor).counted == "There are no pipelines yet. Begin one from an app's page."
    visitor.begin("hello", "Café one").answer("Mike").answer().press("Finalize")
    visitor.begin("hello", "café TWO").answer("Mike").answer()
    visitor.begin("botify-export", "three")
    page = Shelf(visitor)
    assert page.keys == ["three", "café TWO", "Café one"]
    assert page.counted == "3 pipelines"
    assert "Hello World" in page.about("Café one")
    assert "Hello World · Mike · Hello Mike! · " in page.about("Café one")
    assert "locked 🔒" in page.about("Café one")
    assert "done" in page.about("café TWO")
    assert page.find("CAFÉ".replace("É", "%C3%89")).keys == ["café TWO", "Café one"]
    assert page.find("hello two").keys == ["café TWO"]
    assert page.counted == "1 of 3 pipelines"
    assert page.find("botify").keys == ["three"]
    assert page.find("nobody").keys == []
    assert "None of the 3 pipelines has “nobody”" in page.counted
    assert Shelf(visitor, "/pipelines?find=three").keys == ["three"]
    assert "/pipelines" in [one["href"] for one in visitor.get("/").soup.select("header.top > a")]


def test_the_list_has_pages(site: RunningSite, visitor: Visitor) -> None:
    for number in range(101):
        site.parts.pipelines.start("hello", f"key-{number:03}")
    page = Shelf(visitor)
    assert len(page.keys) == 50
    older = page.soup.find("a", string="Older")
    assert isinstance(older, Tag)
    second = Shelf(visitor, str(older["href"]))
    assert second.keys[0] == "key-050"
    assert "51 to 100" in second.soup.get_text()
    assert Shelf(visitor, "/pipelines?page=999").keys == ["key-000"]
    assert Shelf(visitor, "/pipelines?page=-5").keys == page.keys
    second.press("Delete key-040")
    assert second.keys[0] == "key-050"
    assert second.press("Undo").told == "“key-040” is back."
    assert "key-040" in second.keys
    landing = visitor.get("/apps/hello").soup
    assert len(landing.select("ul.keys a")) == 100
    link = landing.find("a", string="All 101")
    assert isinstance(link, Tag)
    assert len(Shelf(visitor, str(link["href"])).keys) == 50


def test_a_pipeline_is_renamed(visitor: Visitor, site: RunningSite) -> None:
    walk = visitor.begin("hello", "old name").answer("Mike")
    visitor.begin("hello", "taken")
    visitor.begin("botify-export", "elsewhere")
    page = Shelf(visitor)
    page.press("Rename old name")
    typed = page.soup.find("input", {"name": "new"})
    assert isinstance(typed, Tag)
    assert typed["value"] == "old name"
    page.press("Save", new="taken")
    assert "There is a pipeline “taken” already. Choose another name." in page.soup.get_text()
    page.press("Save", new=" ")
    assert "Type a name" in page.soup.get_text()
    page.press("Save", new="x" * 201)
    assert "at most 200 characters" in page.soup.get_text()
    assert page.press("Cancel").keys == ["elsewhere", "taken", "old name"]
    assert page.rename("old name", "  elsewhere ").told == "“old name” is called “elsewhere” now."
    assert sorted(states(site)) == [("botify-export", "elsewhere"), ("hello", "elsewhere"), ("hello", "taken")]
    assert visitor.begin("hello", "elsewhere").offered == "Hello Mike!"
    assert "There is no pipeline “old name”" in visitor.get(walk.address).soup.get_text()
    assert page.rename("taken", "taken").told == "“taken” is called “taken” now."


def test_what_an_old_name_offered_is_not_offered_to_the_next_of_that_name(visitor: Visitor) -> None:
    visitor.begin("hello", "x").answer("Mike")
    page = Shelf(visitor).rename("x", "y")
    assert visitor.begin("hello", "x").answer("Ann").offered == "Hello Ann!"
    page = Shelf(visitor).press("Delete x")
    assert visitor.begin("hello", "x").cards == [">name"]
    assert page.press("Undo").told == (
        "“x” is back. It is called “x (2)”, for its name was given to another meanwhile."
    )
    assert visitor.begin("hello", "x (2)").offered == "Hello Ann!"


def test_a_duplicate_goes_its_own_way(visitor: Visitor, site: RunningSite) -> None:
    visitor.begin("hello", "x").answer("Mike")
    page = Shelf(visitor).press("Duplicate x")
    assert page.told == "“x (2)” is a copy of “x”."
    assert page.keys == ["x (2)", "x"]
    assert page.press("Duplicate x").keys[0] == "x (3)"
    copy = visitor.begin("hello", "x (2)")
    assert copy.offered == "Hello Mike!"
    copy.answer("Bye")
    assert visitor.begin("hello", "x").cards == ["name", ">greeting"]


def test_a_deletion_can_be_undone_until_the_next(visitor: Visitor, site: RunningSite) -> None:
    for key in ("one", "two"):
        visitor.begin("hello", key).answer(key)
    before = states(site)
    page = Shelf(visitor).press("Delete one")
    assert page.told == "“one” was deleted. Its files stay on your disk."
    assert page.keys == ["two"]
    assert page.press("Undo").told == "“one” is back."
    assert states(site) == before
    page.press("Delete one").press("Delete two")
    assert len(page.soup.find_all("button", string="Undo")) == 1
    page.press("Undo")
    assert page.keys == ["two"]
    assert page.soup.find("button", string="Undo") is None
    assert Shelf(visitor).soup.find("button", string="Undo") is None
    again = visitor.post("/pipelines/undo", {"deleted": "1"})
    assert "cannot be undone any more" in again.text
    gone = visitor.post("/pipelines/delete?app=hello&key=none")
    assert "There is no pipeline “none” any more." in gone.text


def test_the_first_page_deletes_and_undoes_too(visitor: Visitor, site: RunningSite) -> None:
    visitor.begin("hello", "one")
    page = Shelf(visitor, "/")
    page.press("Delete one")
    assert page.told == "“one” was deleted. Its files stay on your disk."
    assert states(site) == {}
    page.press("Undo")
    assert "one" in page.soup.get_text()
    assert list(states(site)) == [("hello", "one")]


def test_hostile_names_are_shown_as_text(visitor: Visitor) -> None:
    bad = "<img src=https://evil.example/x onerror=alert(1)>"
    visitor.begin("hello", bad)
    page = Shelf(visitor).press(f"Duplicate {bad}").press(f"Delete {bad}")
    for soup in (page.soup, Shelf(visitor).press(f"Rename {bad} (2)").soup, page.find("%3Cimg").soup):
        assert isinstance(soup, BeautifulSoup)
        assert soup.find("img", src=True) is None or all("evil" not in str(one["src"]) for one in soup.find_all("img"))
    assert "cannot be asked to" in visitor.post("/pipelines/explode?app=hello&key=x").text


ENDLESS = """
import time

from server.plugin import Workflow

flow = Workflow("endless", title="Endless")


@flow.do("Count")
def count():
    while True:
        yield "still counting"
        time.sleep(0.01)
"""


@pytest.mark.parametrize("given_up", ["rename", "delete"])
def test_work_of_a_name_that_is_given_up_is_stopped(start: Start, given_up: str) -> None:
    site = start(plugins={"70_endless.py": ENDLESS})
    visitor = site.visitor()
    visitor.begin("endless", "x")
    job = site.parts.jobs.of_step("endless", "x", "count")
    assert job is not None
    page = Shelf(visitor)
    page.rename("x", "y") if given_up == "rename" else page.press("Delete x")
    until(lambda: job.over, what="the end of the work")
    assert site.parts.jobs.of_step("endless", "x", "count") is None
    key = "y" if given_up == "rename" else page.press("Undo") and "x"
    assert visitor.begin("endless", str(key)).cards == [">count"]
