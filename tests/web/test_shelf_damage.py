"""Pipelines that cannot be opened, on the page of all pipelines: their plug-in is gone, or their record is damaged."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.shelf import Shelf, damage, states, uploaded
from tests.web.site import RunningSite
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]

ODD = 'from server.plugin import Text, Workflow\n\nflow = Workflow("odd", title="Odd")\n\n\n' + (
    '@flow.ask("A")\ndef a():\n    return Text("A")\n'
)


def test_pipelines_of_a_plugin_that_is_gone_are_told_and_kept(start: Start, tmp_path: Path) -> None:
    with_it = start(plugins={"70_odd.py": ODD})
    with_it.visitor().begin("odd", "x").answer("1")
    (with_it.parts.folders.plugins / "70_odd.py").unlink()
    site = start()
    visitor = site.visitor()
    page = Shelf(visitor)
    assert "its plug-in is not here" in page.about("x")
    assert page.soup.find("a", string="x") is None
    assert page.find("odd").keys == ["x"]
    file = page.download("x").body
    page.rename("x", "y").press("Delete y").press("Undo").press("Duplicate y")
    assert sorted(states(site)) == [("odd", "y"), ("odd", "y (2)")]
    assert "Its plug-in “odd” is not here: add it" in page.upload(file).told


@pytest.mark.parametrize("state", [b"{", b"", b"\x00", b"\xff\xfe", b'{"results": 5}', "日本".encode(), b"5"])
def test_a_record_that_cannot_be_read_is_told_and_kept_as_it_is(
    visitor: Visitor, site: RunningSite, state: bytes
) -> None:
    visitor.begin("hello", "whole")
    visitor.begin("hello", "broken").answer("Mike")
    damage(site, "broken", state)
    page = Shelf(visitor)
    assert "its record cannot be read" in page.about("broken")
    assert Shelf(visitor).find("broken").keys == ["broken"]
    told = json.loads(page.download("broken").body)
    assert told["unreadable"] == state.decode("utf-8", "backslashreplace")
    assert (
        "could not be read when it was exported"
        in uploaded(visitor, "/pipelines/import", page.download("broken").body).text
    )
    page.rename("broken", "renamed").press("Delete renamed").press("Undo")
    with closing(sqlite3.connect(site.parts.folders.data / "pipulate.sqlite3")) as connection:
        query = "SELECT CAST(state AS BLOB) FROM pipeline WHERE key = 'renamed'"
        assert connection.execute(query).fetchone()[0] == state
    assert "hello" in visitor.get("/").text
