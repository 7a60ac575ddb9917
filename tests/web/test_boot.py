"""The one-time address and the cookie that it gives."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.demo.serve import Simulator
from tests.web.attacks import is_refused, request
from tests.web.site import RunningSite, running_site
from tests.web.visitor import Visitor


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


@pytest.fixture
def timed(shared_simulator: Simulator, tmp_path: Path, clock: list[float]) -> Iterator[RunningSite]:
    with running_site(tmp_path, shared_simulator, clock=lambda: clock[0]) as site:
        yield site


def test_a_one_time_address_opens_once(timed: RunningSite) -> None:
    path = timed.guard.boot_path()
    first = Visitor(timed.port).get(path)
    assert (first.status, first.header("location"), first.body) == (303, "/", b"")
    for _ in range(2):
        again = Visitor(timed.port).get(path)
        assert again.status == 403
        assert not again.header("set-cookie")


def test_a_one_time_address_opens_for_thirty_seconds(timed: RunningSite, clock: list[float]) -> None:
    in_time, late = timed.guard.boot_path(), timed.guard.boot_path()
    clock[0] += 29.9
    assert Visitor(timed.port).get(in_time).status == 303
    clock[0] += 0.2
    assert Visitor(timed.port).get(late).status == 403
    clock[0] -= 10
    assert Visitor(timed.port).get(late).status == 403


@pytest.mark.parametrize(
    "query", ["", "?", "?k=", "?k=wrong", "?k=%00", "?k=%ff", "?k={key}x", "?k=x{key}", "?K={key}"]
)
def test_a_wrong_key_opens_nothing_and_spends_nothing(timed: RunningSite, query: str) -> None:
    path = timed.guard.boot_path()
    key = path.partition("=")[2]
    for _ in range(3):
        reply = Visitor(timed.port).get("/boot" + query.format(key=key))
        assert (reply.status, reply.header("set-cookie")) == (403, "")
    assert Visitor(timed.port).get(path).status == 303


def test_a_foreign_page_cannot_spend_the_key(timed: RunningSite) -> None:
    path = timed.guard.boot_path()
    host = ("Host", f"127.0.0.1:{timed.port}")
    is_refused(request(timed.port, "GET", path, [host, ("Sec-Fetch-Site", "cross-site")]), 403)
    is_refused(request(timed.port, "GET", path, [("Host", "evil.example")]), 421)
    is_refused(request(timed.port, "HEAD", path, [host]), 403)
    assert Visitor(timed.port).get(path).status == 303


def test_the_cookie_is_our_windows_alone(timed: RunningSite) -> None:
    cookie = Visitor(timed.port).get(timed.guard.boot_path()).header("set-cookie")
    pair, *attributes = cookie.split("; ")
    name, _, value = pair.partition("=")
    assert name == f"pipulate-{timed.port}"
    assert re.fullmatch(r"[\w-]{43}", value)
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Strict"]
    assert value not in timed.guard.csrf


def test_a_new_run_has_new_secrets(shared_simulator: Simulator, tmp_path: Path) -> None:
    values = []
    for _ in range(2):
        with running_site(tmp_path, shared_simulator) as site:
            visitor = site.visitor()
            values.append((visitor.cookie.partition("=")[2], visitor.csrf))
    assert len({value for pair in values for value in pair}) == 4
