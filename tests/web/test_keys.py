"""Any text a person types is a usable key."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.site import RunningSite
from tests.web.visitor import Visitor, Walk

Start = Callable[..., RunningSite]


@pytest.fixture(scope="module")
def guarded_visitor(guarded: RunningSite) -> Visitor:
    return guarded.visitor()


AWKWARD = [
    "../../etc/passwd",
    "..",
    ".",
    "//",
    "a/b\\c",
    "?key=other&step=name#x",
    "a+b %20 %2f",
    "\"quoted\" 'twice' <b>bold</b> &amp;",
    "{name}",
    "日本語 עברית العربية",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "e\u0301 é",
    "a\u0000b",
    "a\nb\tc",
    "\u202egnp.exe",
    "x" * 200,
    "😀" * 200,
    "None",
    "0",
]


def is_usable(visitor: Visitor, key: str) -> None:
    walk = visitor.begin("hello", key)
    walk.reload().answer("Mike")
    found = Walk(visitor, walk.address)
    assert found.cards == ["name", ">greeting"]
    again = visitor.begin("hello", key)
    assert again.address == walk.address
    assert again.cards == ["name", ">greeting"]
    listed = [str(link["href"]) for link in visitor.get("/apps/hello").soup.select("ul.keys a")]
    assert listed.count(walk.address) == 1


@pytest.mark.parametrize("key", AWKWARD, ids=ascii)
def test_an_awkward_key_is_usable(guarded_visitor: Visitor, guarded: RunningSite, key: str) -> None:
    is_usable(guarded_visitor, key)
    with guarded.parts.exports.database.writing() as connection:
        connection.execute("DELETE FROM pipeline")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(key=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(str.strip))
def test_any_text_is_a_usable_key(guarded_visitor: Visitor, guarded: RunningSite, key: str) -> None:
    is_usable(guarded_visitor, key)
    with guarded.parts.exports.database.writing() as connection:
        connection.execute("DELETE FROM pipeline")


def test_a_key_that_is_too_long_is_told(visitor: Visitor, site: RunningSite) -> None:
    answer = visitor.post("/apps/hello/start", {"key": "x" * 201})
    assert "at most 200 characters" in answer.text
    assert site.parts.pipelines.keys("hello") == []
