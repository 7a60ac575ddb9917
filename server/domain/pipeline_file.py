"""A pipeline as a JSON file: what one person hands to another, and what is believed of such a file.

The numbers of exports stay behind: they mean something in one registry alone. A file's place below the downloads folder
goes along, for the same request gives the same place everywhere.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, NoReturn

from server.domain.files import SavedFile, is_below
from server.domain.key import checked_key
from server.domain.pipeline import Pipeline
from server.domain.problem import Problem

MARK = "pipulate-pipeline"
VERSION = 1
LARGEST = 10_000_000
"""Bytes of a file that is read."""

_NAMES = ("workflow", "key", "created", "updated")
_LEFT_OUT = {"exports"}


def file_name(key: str) -> str:
    """'a/b' -> 'a-b.json': a name that every system takes."""
    kept = "".join("-" if letter in '<>:"/\\|?*' or not letter.isprintable() else letter for letter in key)
    return (kept.strip(" .")[:60].strip(" .") or "pipeline") + ".json"


def to_text(workflow: str, key: str, created: str, updated: str, state: Any) -> str:
    """The file of a pipeline. `state`: what its record holds, as JSON; as text where it cannot be read."""
    told: dict[str, Any] = {"kind": MARK, "version": VERSION, "workflow": workflow, "key": key}
    told |= {"created": created, "updated": updated}
    if isinstance(state, Mapping):
        told["state"] = {name: value for name, value in state.items() if name not in _LEFT_OUT}
    else:
        told["unreadable"] = state
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def from_text(content: bytes) -> Pipeline:
    """The pipeline of a file, each part checked. Raises Problem with what is wrong."""
    if len(content) > LARGEST:
        raise Problem(f"The file has more than {LARGEST // 1_000_000} MB, which no pipeline has. Choose another file.")
    told = _document(content)
    if "unreadable" in told:
        raise Problem("This file holds a record that could not be read when it was exported, so it cannot be opened.")
    try:
        return _pipeline(told)
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise Problem(
            f"This file is not whole ({error}). Nothing was imported. Ask for it to be exported once more."
        ) from error


def _document(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
        content.decode("utf-8-sig").encode()
        json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Problem("This is no JSON file. Choose one that was exported on this page.") from error
    if not isinstance(told, dict) or told.get("kind") != MARK:
        raise Problem("This file holds no pipeline. Choose one that was exported on this page.")
    if told.get("version") != VERSION:
        raise Problem("This file was made by a newer Pipulate Desktop. Update the app, then import it again.")
    return told


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _pipeline(told: Mapping[str, Any]) -> Pipeline:
    for name in _NAMES:
        _a(str, told.get(name), name)
    if not told["workflow"].replace("-", "").isalnum() or not told["workflow"].isascii():
        raise ValueError("its workflow has no name")
    for name in ("created", "updated"):
        datetime.fromisoformat(told[name])
    state = _a(dict, told.get("state"), "state")
    _a(dict, state.get("results"), "results")
    known = {one.name for one in fields(Pipeline)} - set(_NAMES) - _LEFT_OUT
    empty = Pipeline("", "")
    checked = {
        name: _CHECKS.get(name, _alike)(_a(_kind(empty, name), value, name))
        for name, value in state.items()
        if name in known
    }
    return Pipeline(
        told["workflow"], checked_key(told["key"]), created=told["created"], updated=told["updated"], **checked
    )


def _kind(empty: Pipeline, name: str) -> type:
    kind = type(getattr(empty, name))
    return list if kind is tuple else kind


def _a(kind: type, value: Any, name: str) -> Any:
    if type(value) is not kind:
        raise TypeError(f"“{name}” is missing or of the wrong kind")
    return value


def _alike(value: Any) -> Any:
    return value


def _results(results: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _without_exports(value) for name, value in results.items()}


def _without_exports(value: Any) -> Any:
    """The value with its files checked: each below the downloads folder, of no export that is known here."""
    if SavedFile.is_stored(value):
        return _file(value)
    if isinstance(value, dict):
        return {name: _without_exports(part) for name, part in value.items()}
    return [_without_exports(part) for part in value] if isinstance(value, list) else value


def _file(stored: Mapping[str, Any]) -> Any:
    (told,) = stored.values()
    for name, kind in (("place", str), ("rows", int), ("bytes", int), ("analysis", str), ("export", int)):
        _a(kind, _a(dict, told, "a file").get(name), f"a file's {name}")
    if not is_below(told["place"]):
        raise ValueError("a file lies outside the downloads folder")
    return SavedFile(**{**told, "export": 0}).to_json()


def _words(words: Mapping[str, Any]) -> dict[str, str]:
    return {name: _a(str, text, f"words of {name}") for name, text in words.items()}


def _answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    for name, one in answers.items():
        if set(_a(dict, one, f"answer of {name}")) != {"proposed", "answer"}:
            raise ValueError(f"the answer of {name} is incomplete")
    return {name: _without_exports(one) for name, one in answers.items()}


def _said(said: list[Any]) -> list[dict[str, str]]:
    for one in said:
        if set(_a(dict, one, "said")) != {"step", "when", "text"} or not all(
            isinstance(it, str) for it in one.values()
        ):
            raise ValueError("a sentence is incomplete")
    return said


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "results": _results,
    "words": _words,
    "answers": _answers,
    "said": _said,
}
