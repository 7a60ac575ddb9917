"""The list of all pipelines, as values: which are shown, and what can be said of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.adapters.records import Line, Records
from server.domain.key import holds, sought
from server.domain.pipeline import Pipeline
from server.domain.workflow import Workflow
from server.web.words import shortened

PAGE = 50
"""Pipelines on one page of the list."""

TOLD = 2
"""Answers that are told of each."""

LONGEST = 90
"""Characters of them."""


class Condition(StrEnum):
    OPEN = "open"
    DONE = "done"
    LOCKED = "locked"
    UNREADABLE = "unreadable"
    NO_PLUGIN = "no plug-in"


@dataclass(frozen=True)
class Entry:
    """One pipeline. `title`: its workflow's, or the bare name of one that is not here."""

    line: Line
    title: str
    condition: Condition
    answers: str = ""
    """The first answers, in words, so that keys that look alike can be told apart."""


@dataclass(frozen=True)
class Shelf:
    """One page of what was sought. `found`: how many there are on all pages, `all`: without the search."""

    entries: Sequence[Entry]
    find: str
    page: int
    pages: int
    found: int
    all: int
    hidden: int = 0
    """How many belong to other profiles, while the menu is locked to one."""


def shelf(
    records: Records, workflows: Mapping[str, Workflow], find: str, page: int, hides: Callable[[str], bool]
) -> Shelf:
    """A page of the pipelines whose key or workflow holds all words of `find`. Only what is shown is read."""
    every, words = records.all(), sought(find)
    lines = [line for line in every if not hides(line.key)]
    found = [line for line in lines if holds(_searched(line, workflows), words)] if words else lines
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    entries = [_entry(records, line, workflows) for line in shown]
    return Shelf(entries, find, page, pages, len(found), len(lines), len(every) - len(lines))


def _title(line: Line, workflows: Mapping[str, Workflow]) -> str:
    workflow = workflows.get(line.workflow)
    return workflow.title if workflow else line.workflow


def _searched(line: Line, workflows: Mapping[str, Workflow]) -> str:
    return f"{line.key} {_title(line, workflows)} {line.workflow}"


def _entry(records: Records, line: Line, workflows: Mapping[str, Workflow]) -> Entry:
    pipeline = records.look(line)
    answers = [told for told in pipeline.words.values() if told][:TOLD] if pipeline else []
    condition = _condition(pipeline, workflows.get(line.workflow))
    return Entry(line, _title(line, workflows), condition, shortened(" · ".join(answers), LONGEST))


def _condition(pipeline: Pipeline | None, workflow: Workflow | None) -> Condition:
    if pipeline is None:
        return Condition.UNREADABLE
    if workflow is None:
        return Condition.NO_PLUGIN
    if pipeline.finalized:
        return Condition.LOCKED
    return Condition.DONE if workflow.current(pipeline.results) is None else Condition.OPEN
