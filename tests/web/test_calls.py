"""The calls to Botify of a pipeline: each can be made again, pasted as it is shown."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag

from server.demo.serve import Simulator
from server.web import urls
from tests.display import until
from tests.simulator import get, put
from tests.web.exporting import at_export, begun, finished
from tests.web.site import RunningSite
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]

NASTY = "'; touch pwned; echo \" $(touch pwned) `touch pwned` $HOME !! \\ \n\u2028 ünï 日本 \u202e %s %% {x}"

ASKING = f"""
from server.plugin import Button, Number, Text, Workflow

flow = Workflow("asking", title="Asking")
SHOP = {{"org": "demo", "project": "tea-shop"}}

@flow.ask("Word")
def word():
    return Text("Word")

@flow.ask("Count", done="{{count}}")
def count(word, botify):
    botify.collections(SHOP)
    rows = botify.query(
        SHOP,
        collections=["crawl.20260601-2"],
        metrics=["crawl.20260601-2.count_urls_crawl"],
        filters={{"not": {{"field": "url", "predicate": "contains", "value": word + {NASTY!r}}}}},
    )
    return Number("Count", value=rows[0][0])

@flow.do("Work")
def work(count, botify):
    yield "at work"
    return len(botify.analyses(SHOP))

@flow.show("Again")
def again(work):
    return Button("Ask", ask)

def ask(botify):
    return str(len(botify.collections(SHOP)))
"""


def lines(visitor: Visitor, app: str, key: str) -> list[tuple[str, str]]:
    """(what for, the rest) of each call on the page."""
    page = visitor.get(urls.calls(app, key)).soup
    found = page.select(".calls summary")
    return [(str(one.strong.get_text()), str(one.small.get_text())) for one in found if one.strong and one.small]


def opened(visitor: Visitor, app: str, key: str) -> list[dict[str, str]]:
    """What each call's line shows when it is opened: {'Request': …, 'curl': …, 'Python': …}."""
    page = visitor.get(urls.calls(app, key)).soup
    parts = [visitor.get(str(one["hx-get"])).soup for one in page.select(".calls details")]
    return [{str(code.strong.get_text()): _text(code) for code in part.select(".code")} for part in parts]  # type: ignore[union-attr]


def _text(code: Tag) -> str:
    assert code.code is not None
    return code.code.get_text()


def run(command: list[str], folder: Path, simulator: Simulator, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "BOTIFY_TOKEN": simulator.token, "HOME": str(folder), **more}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def asked_last(simulator: Simulator) -> Mapping[str, Any]:
    return {name: value for name, value in get(simulator, "log")[-1].items() if name in ("method", "path", "body")}


@pytest.fixture
def asked(start: Start) -> tuple[RunningSite, Visitor]:
    site = start(plugins={"70_asking.py": ASKING})
    visitor = site.visitor()
    visitor.begin("asking", "k").answer("tea").answer().until("Ask")
    return site, visitor


def test_calls_of_asking_and_of_working_steps_are_listed(asked: tuple[RunningSite, Visitor]) -> None:
    _, visitor = asked
    found = [(what, rest.split(" · ")[:3]) for what, rest in lines(visitor, "asking", "k")]
    assert found == [
        ("Collections of a project", ["Count", "GET", "200"]),
        ("Query", ["Count", "POST", "200"]),
        ("Crawls of a project", ["Work", "GET", "200"]),
    ]


def test_what_a_button_asked_is_listed_too(asked: tuple[RunningSite, Visitor]) -> None:
    _, visitor = asked
    visitor.begin("asking", "k").press("Ask")
    assert [what for what, _ in lines(visitor, "asking", "k")][3:] == ["Collections of a project"]


def test_the_pipelines_page_leads_to_them(asked: tuple[RunningSite, Visitor]) -> None:
    _, visitor = asked
    page = visitor.get(urls.pipeline("asking", "k")).soup
    assert page.find("a", string="Botify calls", href=urls.calls("asking", "k"))
    hello = visitor.begin("hello", "h")
    assert not hello.page.find("a", string="Botify calls")


def test_what_is_shown_runs_as_pasted_and_asks_the_same(
    asked: tuple[RunningSite, Visitor], simulator: Simulator, tmp_path: Path
) -> None:
    _, visitor = asked
    before = get(simulator, "log")
    sent = [{name: one[name] for name in ("method", "path", "body") if name in one} for one in before]
    shown = opened(visitor, "asking", "k")
    assert len(shown) == 3
    for one in shown:
        for command in (["bash", "-c", one["curl"]], ["sh", "-c", one["curl"]], [sys.executable, "-c", one["Python"]]):
            done = run(command, tmp_path, simulator)
            assert done.returncode == 0, (command, done.stderr)
            if command[0] != sys.executable:
                assert "error" not in json.loads(done.stdout)
            assert asked_last(simulator) in sent
    assert not list(tmp_path.rglob("pwned"))
    assert NASTY[:20] in json.loads(shown[1]["Request"].partition("\n\n")[2])["query"]["filters"]["not"]["value"]


def test_an_export_shows_how_it_was_asked_for_polled_and_fetched(
    site: RunningSite, simulator: Simulator, tmp_path: Path
) -> None:
    put(simulator, "pace", {"created": 1, "processing": 6})
    walk = at_export(site).press("Start export")
    finished(walk)
    visitor = walk.visitor
    found = lines(visitor, "botify-export", "x")
    assert [what for what, _ in found] == ["Query", "Export asked for", "Export looked at", "File fetched"]
    assert "times" in found[2][1]
    shown = opened(visitor, "botify-export", "x")
    assert "signature" not in json.dumps(shown).lower()
    for number, one in enumerate(shown):
        for which, command in enumerate((["bash", "-c", one["curl"]], [sys.executable, "-c", one["Python"]])):
            folder = tmp_path / f"{number}-{which}"
            folder.mkdir()
            done = run(command, folder, simulator)
            assert done.returncode == 0, (command, done.stderr)
            if number == 3:
                (file,) = folder.iterdir()
                assert file.stat().st_size > 100


def test_a_second_pipeline_that_uses_the_export_shows_its_calls_as_well(site: RunningSite) -> None:
    finished(at_export(site, "x").press("Start export"))
    walk = at_export(site, "y")
    assert "Export asked for" in [what for what, _ in lines(walk.visitor, "botify-export", "y")]


def test_an_export_made_again_keeps_the_calls_of_the_first(site: RunningSite) -> None:
    walk = finished(at_export(site, "x").press("Start export"))
    finished(walk.press("Export again"))
    until(lambda: [what for what, _ in lines(walk.visitor, "botify-export", "x")].count("File fetched") == 2)


def test_they_are_renamed_deleted_and_brought_back_with_the_pipeline(asked: tuple[RunningSite, Visitor]) -> None:
    site, visitor = asked
    calls = site.parts.calls
    renamed = urls.pipelines_press("rename", "asking", "k")
    assert visitor.post(renamed, {"new": "other"}).status == 200
    assert len(lines(visitor, "asking", "other")) == 3
    assert calls.of("asking", "k") == []
    deleted = visitor.post(urls.pipelines_press("delete", "asking", "other")).soup
    assert calls.of("asking", "other") == []
    visitor.begin("asking", "other")
    assert calls.of("asking", "other") == []
    undo = deleted.find("button", string="Undo")
    assert undo is not None
    assert visitor.post(str(undo["hx-post"]), json.loads(str(undo["hx-vals"]))).status == 200
    assert len(calls.of("asking", "other (2)")) == 3


def test_no_token_is_in_page_database_or_log(
    asked: tuple[RunningSite, Visitor], simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    site, visitor = asked
    shown = json.dumps(opened(visitor, "asking", "k")) + visitor.get(urls.calls("asking", "k")).text
    with sqlite3.connect(site.parts.folders.data / "pipulate.sqlite3") as database:
        stored = "\n".join(database.iterdump())
    database.close()
    assert "tea" in stored
    for text in (shown, stored, caplog.text):
        assert simulator.token not in text


def test_the_demos_calls_can_be_made_again_as_well(start: Start, simulator: Simulator, tmp_path: Path) -> None:
    site = start(demo=True)
    visitor = site.visitor()
    walk = begun(visitor)
    page = visitor.get(urls.calls("botify-export", walk.key))
    assert "whose token is" in page.text
    (one,) = opened(visitor, "botify-export", walk.key)
    assert run(["bash", "-c", one["curl"]], tmp_path, simulator).returncode == 0


def test_a_call_that_broke_off_and_its_second_try_are_one_line(start: Start, simulator: Simulator) -> None:
    site = start(plugins={"70_asking.py": ASKING})
    put(simulator, "faults", {"connection_cut": {"times": 1}})
    visitor = site.visitor()
    visitor.begin("asking", "k").answer("tea")
    assert [rest.split(" · ")[2] for _, rest in lines(visitor, "asking", "k")] == ["2 times", "200"]


def test_calls_of_others_are_not_shown(asked: tuple[RunningSite, Visitor]) -> None:
    _, visitor = asked
    visitor.begin("asking", "mine")
    page = visitor.get(urls.calls("asking", "k")).soup
    first = page.select(".calls details")[0]
    assert visitor.get(str(first["hx-get"]).replace("key=k", "key=mine")).status == 404
    assert visitor.get(urls.calls("asking", "nobody's")).status == 404
