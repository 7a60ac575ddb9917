"""Pipelines over HTTP: keys, answers, going back, locking, and two windows at once."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from server.domain.pipeline import Pipeline
from server.domain.problem import Problem
from tests.web.site import RunningSite
from tests.web.visitor import Visitor, Walk

Start = Callable[..., RunningSite]

STEPS = """
from server.plugin import Choice, Number, Skip, Text, Workflow

flow = Workflow("steps", title="Steps", again="Once more")


@flow.ask("First", say="Say something.", done="You said {first}.")
def first():
    return Text("First")


@flow.ask("Password", refill=False)
def again(first):
    return Text("Again")


@flow.ask("Amount")
def amount(first):
    return {"number": Number("Number", value=3, min=1, max=9), "kind": Choice("Kind", {"a": "Apples", "b": "Pears"})}


@flow.do("Sum")
def total(amount):
    return amount["number"] * 2


@flow.do("Only for tens")
def left_out(total):
    return "ten" if total == 10 else Skip


@flow.show("The end")
def end(first, left_out):
    return [f"{first}!", f"left out: {left_out}"]
"""


def blob(site: RunningSite, key: str) -> str:
    with closing(sqlite3.connect(site.parts.folders.data / "pipulate.sqlite3")) as connection:
        return str(connection.execute("SELECT state FROM pipeline WHERE key = ?", (key,)).fetchone()[0])


def test_hello_from_the_empty_key_to_the_lock(visitor: Visitor) -> None:
    walk = visitor.begin("hello")
    assert walk.key == "default-hello-01"
    assert walk.cards == [">name"]
    assert walk.said == ["What shall I call you?"]
    walk.answer("Mike")
    assert walk.offered == "Hello Mike!"
    walk.answer()
    assert walk.cards == ["name", "greeting"]
    walk.press("Finalize")
    assert "Locked 🔒" in walk.text
    assert walk.column.find_all("button", string="Change") == []
    walk.press("Unlock")
    assert "Finalize" in walk.text
    assert walk.cards == ["name", "greeting"]
    assert "Mike" in walk.card("name").get_text()


def test_the_landing_page_proposes_the_next_key_and_lists_the_others(visitor: Visitor) -> None:
    for key in ("default-hello-01", "my own", ""):
        visitor.begin("hello", key)
    page = visitor.get("/apps/hello").soup
    field = page.find("input", {"name": "key"})
    assert field is not None
    assert field["placeholder"] == "default-hello-03"
    assert sorted(str(one["value"]) for one in page.find_all("option")) == [
        "default-hello-01",
        "default-hello-02",
        "my own",
    ]
    links = [str(link["href"]) for link in page.select("ul.keys a")]
    assert {Walk(visitor, link).key for link in links} == {"default-hello-01", "default-hello-02", "my own"}
    assert "my own" in visitor.get("/").text


def test_two_who_press_enter_at_once_get_different_keys(visitor: Visitor) -> None:
    with ThreadPoolExecutor(6) as pool:
        keys = {walk.key for walk in pool.map(lambda _: visitor.begin("hello"), range(12))}
    assert keys == {f"default-hello-{number:02}" for number in range(1, 13)}


def test_two_workflows_may_use_the_same_key(start: Start) -> None:
    visitor = start(plugins={"30_steps.py": STEPS}).visitor()
    visitor.begin("hello", "mine").answer("Mike")
    assert visitor.begin("steps", "mine").cards == [">first"]
    assert visitor.begin("hello", "mine").cards == ["name", ">greeting"]


def test_a_pipeline_is_resumed_at_its_first_open_step(visitor: Visitor, site: RunningSite) -> None:
    visitor.begin("hello", "x").answer("Mike")
    for someone in (visitor, site.visitor()):
        walk = someone.begin("hello", "x")
        assert walk.cards == ["name", ">greeting"]
        assert walk.offered == "Hello Mike!"


def test_going_back_offers_the_old_answer_and_clears_what_follows(visitor: Visitor, site: RunningSite) -> None:
    walk = visitor.begin("hello", "x").answer("Mike").answer("Hello Mike, how are you?")
    walk.press("Change Your name")
    assert walk.cards == [">name"]
    assert walk.offered == "Mike"
    found = site.parts.pipelines.find("hello", "x")
    assert found is not None
    assert found.results == {}
    walk.answer()
    assert walk.offered == "Hello Mike, how are you?"


def test_another_answer_above_makes_a_new_proposal(visitor: Visitor) -> None:
    walk = visitor.begin("hello", "x").answer("Mike").answer("Hi!")
    walk.press("Change Your name").answer("Ann")
    assert walk.offered == "Hello Ann!"


def test_a_step_may_refuse_to_be_filled_in_again(start: Start) -> None:
    walk = start(plugins={"30_steps.py": STEPS}).visitor().begin("steps")
    walk.answer("a").answer("secret")
    walk.press("Change Password")
    assert walk.offered == ""
    walk.press("Change First")
    assert walk.offered == "a"


def test_all_kinds_of_steps_in_one_walk(start: Start) -> None:
    walk = start(plugins={"30_steps.py": STEPS}).visitor().begin("steps")
    walk.answer("a").answer("b")
    assert walk.form() == {"a.number": "3", "a.kind": "a"}
    walk.answer(number="12", kind="b")
    assert walk.problems == ["Number: a number from 1 to 9."]
    assert walk.form() == {"a.number": "12", "a.kind": "b"}
    walk.answer(number="4")
    assert walk.cards == ["first", "again", "amount", "total", "end"]
    assert "You said a." in walk.card("first").get_text()
    assert "4 · Pears" in walk.card("amount").get_text()
    assert "8" in walk.card("total").get_text()
    assert "left out: None" in walk.card("end").get_text()
    assert walk.said[0] == "Say something."
    assert walk.press("Once more").answer_given.header("hx-redirect") == "/apps/steps/pipeline?key=default-steps-02"


def test_an_answer_not_on_offer_is_refused_at_its_field(start: Start) -> None:
    walk = start(plugins={"30_steps.py": STEPS}).visitor().begin("steps").answer("a").answer("b")
    walk.answer(number="4", kind="no such kind")
    assert walk.problems == ["Kind: choose one of those offered."]
    walk.answer(number="four", kind="a")
    assert "“four” is not a whole number" in walk.problems[0]


def test_two_pipelines_in_two_windows_do_not_disturb_each_other(site: RunningSite) -> None:
    first, second = site.visitor().begin("hello", "one"), site.visitor().begin("hello", "two")
    first.answer("Ann")
    second.answer("Bob")
    first.answer()
    assert "Hello Ann!" in first.reload().text
    assert second.reload().offered == "Hello Bob!"


def test_an_answer_from_a_stale_window_is_refused_and_told(site: RunningSite) -> None:
    first, stale = site.visitor().begin("hello", "x"), site.visitor().begin("hello", "x")
    first.answer("Ann")
    stale.answer("Bob")
    assert stale.notice == "This card was answered in another window. " + (
        "Your answer “Bob” was not used; go back to the card to change it."
    )
    assert stale.cards == ["name", ">greeting"]
    assert stale.offered == "Hello Ann!"


def test_an_answer_to_a_question_nobody_remembers_is_taken(start: Start, tmp_path: Path) -> None:
    before = start()
    walk = before.visitor().begin("hello", "x").answer("Mike")
    again = start().visitor()
    page = Walk(again, walk.address)
    page.column = walk.column  # the old page is still shown
    page.answer("Hello again")
    assert page.cards == ["name", "greeting"]
    assert "Hello again" in page.text


@pytest.mark.parametrize("damage", ["", "{", "5", "null", '{"results": 5}', '{"results": []}', "\x00", '["results"]'])
def test_a_damaged_record_is_told_and_kept_as_it_is(visitor: Visitor, site: RunningSite, damage: str) -> None:
    visitor.begin("hello", "whole")
    address = visitor.begin("hello", "x").answer("Mike").address
    with closing(sqlite3.connect(site.parts.folders.data / "pipulate.sqlite3")) as connection, connection:
        connection.execute("UPDATE pipeline SET state = ? WHERE key = 'x'", (damage,))
    page = visitor.get(address)
    assert page.status == 409
    assert "cannot be read. It was kept as it is" in page.soup.get_text()
    for verb in ("answer", "back", "finalize", "unlock", "open"):
        pressed = visitor.post(f"/apps/hello/pipeline/{verb}?key=x&step=name", {"a.name": "Bob"})
        assert "cannot be read" in pressed.text
        assert pressed.header("hx-retarget") == "#told"
    assert "cannot be read" in visitor.post("/apps/hello/start", {"key": "x"}).text
    assert blob(site, "x") == damage
    assert "x" in [link.get_text() for link in visitor.get("/apps/hello").soup.select("ul.keys a")]
    assert visitor.begin("hello", "whole").cards == [">name"]


def test_updates_from_many_threads_lose_nothing(site: RunningSite) -> None:
    pipelines = site.parts.pipelines
    pipelines.start("hello", "x")
    together = threading.Barrier(4)

    def told(number: int) -> None:
        together.wait()
        for step in range(25):
            pipelines.update("hello", "x", partial(Pipeline.told, step=f"{number}-{step}", when="open", text="text"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(told, range(4)))
    found = pipelines.find("hello", "x")
    assert found is not None
    assert len({one["step"] for one in found.said}) == 100


def test_two_windows_that_answer_at_once_leave_one_answer(site: RunningSite) -> None:
    walks = [site.visitor().begin("hello", "x") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda walk, name: walk.answer(name), walks, ["a", "b", "c", "d"]))
    taken = [walk for walk in walks if not walk.notice]
    assert len(taken) == 1
    assert {walk.reload().offered for walk in walks} == {taken[0].offered}


def test_there_is_no_pipeline_before_it_is_begun(visitor: Visitor, site: RunningSite) -> None:
    page = visitor.get("/apps/hello/pipeline?key=none")
    assert page.status == 409
    assert "There is no pipeline “none”" in page.soup.get_text()
    assert visitor.get("/apps/hello/pipeline").status == 404
    assert visitor.get("/apps/none").status == 404
    assert "cannot be asked to" in visitor.post("/apps/hello/pipeline/explode?key=none").text
    with pytest.raises(Problem):
        site.parts.pipelines.update("hello", "none", lambda old: old)
    assert site.parts.pipelines.keys("hello") == []
