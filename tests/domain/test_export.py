"""Export requests: which are the same, where their files lie, and how an export moves on."""

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from server.adapters.database import Database
from server.adapters.exports import Exports
from server.domain.export import Export, ExportRequest, State, Waits, canonical, file_name
from server.domain.problem import Refused, WrongInput

PROJECT = {"org": "acme", "project": "shop"}
words = st.text("abcdefgh._-", min_size=1, max_size=8).filter(file_name)
leaves = st.text(max_size=8) | st.integers() | st.booleans() | st.none()
json_values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
filters = st.dictionaries(st.text(max_size=5), json_values, max_size=3)


@st.composite
def requests(draw: st.DrawFn) -> ExportRequest:
    return ExportRequest(
        {"org": draw(words), "project": draw(words)},
        draw(words),
        draw(words),
        dimensions=draw(st.lists(words, min_size=1, max_size=3)),
        metrics=draw(st.lists(words, max_size=2)),
        filters=draw(st.none() | filters),
        columns=draw(st.lists(words, max_size=2)),
        periods=draw(st.lists(st.tuples(words, words), max_size=1)),
    )


def turned(value: Any) -> Any:
    """The same with the keys of its dicts in another order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(part) for part in value] if isinstance(value, list) else value


# Identity


@given(request=requests())
def test_the_order_of_keys_and_the_name_make_no_other_request(request: ExportRequest) -> None:
    same = replace(request, filters=turned(request.filters), project=turned(dict(request.project)), name="another")
    assert same.identity == request.identity
    assert len(request.identity) == 64


@given(request=requests())
def test_a_stored_request_is_the_same_request(request: ExportRequest) -> None:
    again = ExportRequest.from_json(request.to_json())
    assert again.identity == request.identity
    assert again.name == request.name


@given(one=requests(), other=requests())
def test_what_is_asked_tells_requests_apart(one: ExportRequest, other: ExportRequest) -> None:
    assert (one.identity == other.identity) == (canonical(one.asked()) == canonical(other.asked()))


@given(request=requests())
def test_more_in_the_project_and_defaults_said_aloud_change_nothing(request: ExportRequest) -> None:
    more = {**request.project, "address": "https://app.botify.com/acme/shop/"}
    same = replace(request, project=more, job_type="export", payload=None, collections=())
    assert same.identity == request.identity


@pytest.mark.parametrize(
    "change",
    [
        {"analysis": "20240102"},
        {"dimensions": ["url", "x"]},
        {"dimensions": ["x", "url"]},
        {"metrics": ["x"]},
        {"filters": {"field": "x"}},
        {"columns": ["URL"]},
        {"collections": ["search_console"]},
        {"periods": [["2024-01-01", "2024-01-31"]]},
        {"payload": {"x": 1}},
        {"job_type": "links"},
        {"project": {"org": "acme", "project": "other"}},
        {"project": {"org": "other", "project": "shop"}},
    ],
)
def test_any_other_wish_is_another_request(change: dict[str, Any]) -> None:
    request = ExportRequest(PROJECT, "20240101", "name", dimensions=["url"])
    assert replace(request, **change).identity != request.identity


def test_an_old_request_keeps_its_identity() -> None:
    request = ExportRequest(PROJECT, "20240101", "name", dimensions=["url"])
    assert canonical(request.asked()) == ('{"analysis":"20240101","dimensions":["url"],"org":"acme","project":"shop"}')


@pytest.mark.parametrize(
    "wrong",
    [
        {"project": {"org": "acme"}},
        {"project": {}},
        {"name": ""},
        {"name": " . "},
        {"dimensions": []},
    ],
)
def test_a_request_that_asks_for_nothing_is_refused(wrong: dict[str, Any]) -> None:
    whole: dict[str, Any] = {"project": PROJECT, "analysis": "a", "name": "n", "dimensions": ["url"]}
    with pytest.raises(WrongInput):
        ExportRequest(**whole | wrong)


# Names and places

DEVICES = [
    f"{name}{ending}"
    for name in ("con", "PRN", "aux", "NUL", "com1", "LPT9", "COM¹")
    for ending in ("", ".csv", ".tar.gz")
]


def is_a_good_name(name: str) -> None:
    assert not set(name) & set('<>:"/\\|?*\0')
    assert name.isprintable()
    assert name == name.strip()
    assert not name.startswith(".")
    assert not name.endswith(".")
    assert len(name.encode()) <= 121
    assert name.split(".")[0].strip().lower() not in {device.split(".")[0].lower() for device in DEVICES}


@given(text=st.text())
def test_any_text_becomes_one_name_that_every_file_system_takes(text: str) -> None:
    name = file_name(text)
    if name:
        is_a_good_name(name)
    assert file_name(name) == name


@pytest.mark.parametrize("text", [*DEVICES, "con .txt", "nul. x"])
def test_names_of_devices_are_not_used(text: str) -> None:
    assert file_name(text).startswith("_")
    is_a_good_name(file_name(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../x", "_.._x"),
        ("a:b", "a_b"),
        ("x\0", "x_"),
        ("two\nlines", "two_lines"),
        ("urls to depth 3", "urls to depth 3"),
        ("end. . ", "end"),
        (".", ""),
        ("..", ""),
        ("   ", ""),
        ("日本語", "日本語"),
        ("😀" * 100, "😀" * 30),
        ("x" * 300, "x" * 120),
    ],
)
def test_names_are_mended_as_little_as_needed(text: str, name: str) -> None:
    assert file_name(text) == name


@given(request=requests(), number=st.integers(1, 99))
def test_a_place_has_four_names_and_stays_inside(request: ExportRequest, number: int) -> None:
    parts = request.place(number).split("/")
    assert len(parts) == 4
    for part in parts:
        is_a_good_name(part.removesuffix(".csv"))
    assert parts[-1].endswith(".csv")


@given(org=st.text(), project=st.text(), analysis=st.text())
def test_a_place_has_no_empty_name(org: str, project: str, analysis: str) -> None:
    request = ExportRequest({"org": org, "project": project}, analysis, "n", dimensions=["url"])
    assert all(request.place().split("/"))


@settings(max_examples=25, deadline=None)
@given(asked=st.lists(requests(), min_size=2, max_size=5))
def test_two_requests_never_share_a_place(asked: list[ExportRequest], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("registry")
    database = Database(folder / "x.sqlite3")
    exports = Exports(database, folder / "downloads")
    rows = [exports.ask("api", replace(request, name="same")) for request in asked]
    database.close()
    for one, other in itertools.combinations(rows, 2):
        same = one.request.identity == other.request.identity
        assert (one.id == other.id) == same
        assert (one.place.casefold() == other.place.casefold()) == same


# Moving on


def export(**known: Any) -> Export:
    return Export(ExportRequest(PROJECT, "a", "n", dimensions=["url"]), "api", "acme/shop/a/n.csv", **known)


@given(state=st.sampled_from(State))
def test_what_failed_goes_on_where_it_was(state: State) -> None:
    before = export(state=state, job_id="1", tries=7)
    for stopped in (before.failed(5.0, Refused("It broke.")), before.cancelled(5.0)):
        assert not stopped.open
        again = stopped.retried(6.0)
        assert (again.state, again.due, again.tries, again.problem, again.job_id) == (state, 6.0, 0, None, "1")


def test_a_move_put_off_is_due_later_and_says_why() -> None:
    waiting = export(due=1.0).put_off(10.0, 2.5, "The network is away.")
    assert (waiting.due, waiting.tries, waiting.problem) == (12.5, 1, "The network is away.")
    assert waiting.open
    assert waiting.entered(State.DONE, 20.0).problem is None


@given(tries=st.integers(0, 10_000), jitter=st.floats(0, 1))
def test_waits_grow_to_their_limits(tries: int, jitter: float) -> None:
    waits = Waits()
    assert waits.poll_first <= waits.poll(tries) <= waits.poll(tries + 1) <= waits.poll_longest
    assert waits.retry_first / 2 <= waits.retry(tries, jitter) <= waits.retry_longest
    assume(tries > 20)
    assert waits.poll(tries) == waits.poll_longest


def test_a_place_is_below_the_downloads_folder(tmp_path: Path) -> None:
    request = ExportRequest({"org": "..", "project": "/etc"}, "../..", "passwd", dimensions=["url"])
    assert (tmp_path / request.place()).resolve().is_relative_to(tmp_path.resolve())
