"""A pipeline as a file comes back as it went out; a file of anything else is refused with a sentence."""

import json
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.domain.key import LONGEST, checked_key, free_key, holds, sought
from server.domain.pipeline import Pipeline
from server.domain.pipeline_file import LARGEST, file_name, from_text, to_text
from server.domain.problem import Problem

WHEN = "2026-11-21T09:00:00+00:00"
TEXT = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda part: (
        some.lists(part, max_size=3) | some.dictionaries(TEXT.filter(lambda it: it != "__file__"), part, max_size=3)
    ),
    max_leaves=8,
)
STEPS = some.dictionaries(TEXT, JSON, max_size=4)
PIPELINES = some.builds(
    Pipeline,
    workflow=some.just("hello"),
    key=TEXT.filter(str.strip).map(str.strip),
    results=STEPS,
    words=some.dictionaries(TEXT, TEXT, max_size=3),
    answers=some.dictionaries(TEXT, some.fixed_dictionaries({"proposed": JSON, "answer": JSON}), max_size=3),
    said=some.lists(some.fixed_dictionaries({"step": TEXT, "when": TEXT, "text": TEXT}), max_size=3),
    finalized=some.booleans(),
    created=some.just(WHEN),
    updated=some.just(WHEN),
)


def written(pipeline: Pipeline) -> bytes:
    state = {
        name: value for name, value in asdict(pipeline).items() if name not in ("workflow", "key", "created", "updated")
    }
    return to_text(pipeline.workflow, pipeline.key, pipeline.created, pipeline.updated, state).encode()


@given(PIPELINES)
def test_what_goes_out_comes_back(pipeline: Pipeline) -> None:
    assert from_text(written(pipeline)) == pipeline


def document(**changes: Any) -> bytes:
    told = json.loads(written(Pipeline("hello", "x", {"name": "Mike"}, created=WHEN, updated=WHEN)))
    return json.dumps({**told, **changes}).encode()


FILE = {"place": "demo/shop/a.csv", "rows": 1, "bytes": 2, "analysis": "20260101", "export": 7}


def with_file(**changes: Any) -> bytes:
    return document(state={"results": {"csv": [{"__file__": {**FILE, **changes}}]}})


def test_a_file_below_the_downloads_folder_is_taken_without_its_number() -> None:
    assert from_text(with_file()).results == {"csv": [{"__file__": {**FILE, "export": 0}}]}


@pytest.mark.parametrize(
    "place",
    ["../secret", "a/../../b", "/etc/passwd", "", "a//b", ".", "C:/x", "a\\..\\b", "a\0b", "..\\x", "a/./b", "a/"],
)
def test_a_file_elsewhere_is_refused(place: str) -> None:
    with pytest.raises(Problem, match="outside the downloads folder"):
        from_text(with_file(place=place))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"x"',
        b"{}",
        b"[" * 100_000,
        b'{"kind": "pipulate-pipeline", "version": 1}',
        document(version=2),
        document(kind="other"),
        document(key="  "),
        document(key="x" * 201),
        document(key=5),
        document(key="\ud800"),
        document(workflow=""),
        document(workflow="../x"),
        document(workflow=None),
        document(created="yesterday"),
        document(updated=5),
        document(state=None),
        document(state=[]),
        document(state={}),
        document(state={"results": []}),
        document(state={"results": {}, "words": {"a": 5}}),
        document(state={"results": {}, "answers": {"a": 5}}),
        document(state={"results": {}, "answers": {"a": {"answer": 5}}}),
        document(state={"results": {}, "said": {}}),
        document(state={"results": {}, "said": [{}]}),
        document(state={"results": {}, "said": [{"step": 1, "when": "", "text": ""}]}),
        document(state={"results": {}, "finalized": 1}),
        document(state={"results": {"a": float("nan")}}),
        document(state={"results": {"csv": {"__file__": None}}}),
        with_file(rows="1"),
        with_file(rows=True),
        with_file(surprise=1),
        document(unreadable="x"),
        b" " * (LARGEST + 1),
    ],
)
def test_anything_else_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Problem, match=r"[.]$"):
        from_text(content)


@given(JSON)
def test_no_json_breaks_the_reader(told: Any) -> None:
    for content in (json.dumps(told), document(state=told).decode(), document(state={"results": told}).decode()):
        with suppress(Problem):
            from_text(content.encode())


def test_numbers_of_exports_stay_behind_and_what_is_not_known_is_left_out() -> None:
    pipeline = Pipeline("hello", "x", exports={"csv": {"": 7}}, created=WHEN, updated=WHEN)
    assert b"exports" not in written(pipeline)
    state = {"results": {}, "exports": {"csv": {"": 7}}, "from a newer app": 1}
    assert from_text(document(state=state)) == Pipeline("hello", "x", created=WHEN, updated=WHEN)


@given(some.text(max_size=300))
def test_any_key_gives_a_file_name(key: str) -> None:
    name = file_name(key)
    assert name.endswith(".json")
    assert not set(name) & set('<>:"/\\|?*\n\0')
    assert name.removesuffix(".json").strip(" .") == name.removesuffix(".json") != ""


@given(some.text(min_size=1, max_size=LONGEST), some.integers(0, 12))
def test_a_free_key_is_free_and_short_enough(key: str, times: int) -> None:
    taken: set[str] = set()
    for _ in range(times):
        taken.add(free_key(key, taken))
    assert len(taken) == times
    assert free_key(key, taken) not in taken
    assert all(len(one) <= LONGEST for one in taken)


def test_keys_are_checked() -> None:
    assert checked_key("  a b ") == "a b"
    for wrong in ("", "  ", "x" * 201):
        with pytest.raises(Problem):
            checked_key(wrong)


def test_a_search_knows_no_case_and_no_spelling_of_accents() -> None:
    assert holds("Café Zürich Hello World", sought("zurich") or ["x"]) is False
    assert holds("Cafe\u0301 ZÜRICH", sought("zürich café"))
    assert holds("STRASSE", sought("straße"))
    assert not holds("one", sought("one two"))
    assert holds("anything", sought("  "))
