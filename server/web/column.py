"""A pipeline's cards, as values: what `walks` finds out and `cards` draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from server.domain.display import Files
from server.domain.export import Export, ExportRequest
from server.domain.files import files_in
from server.domain.opening import Question
from server.domain.pipeline import Pipeline
from server.domain.workflow import Step, Workflow
from server.web.work import Job


@dataclass(frozen=True)
class Locked:
    step: Step
    words: str
    result: Any
    files: Mapping[str, Export] = field(default_factory=dict)
    problem: str = ""
    """Why its sentence cannot be said."""


@dataclass(frozen=True)
class Waiting:
    """Drawn at once; it loads itself."""

    step: Step


@dataclass(frozen=True)
class Asking:
    step: Step
    question: Question
    offered: Mapping[str, Any]
    typed: Mapping[str, Sequence[str]] | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Offering:
    """Work that waits for a press: *Start export*."""

    step: Step
    requests: Mapping[str, ExportRequest]


@dataclass(frozen=True)
class Exporting:
    step: Step
    exports: Mapping[str, Export]


@dataclass(frozen=True)
class Working:
    """A step at work that tells how it goes, or that was stopped or failed."""

    step: Step
    job: Job


@dataclass(frozen=True)
class Failed:
    """`typed` is what had been filled in when it failed, so that it is not lost."""

    step: Step
    sentence: str
    typed: Mapping[str, Sequence[str]] | None = None


@dataclass(frozen=True)
class Shown:
    step: Step
    thing: Any


@dataclass(frozen=True)
class Last:
    """Below the last step: lock it, or it is locked."""

    finalized: bool


Card = Locked | Waiting | Asking | Offering | Exporting | Working | Failed | Shown | Last


def each_file_once(cards: Sequence[Card]) -> list[Card]:
    """The cards, without the files in a list that are the result of a card further down: that card shows them."""
    kept: list[Card] = []
    below: set[str] = set()
    for card in reversed(cards):
        if isinstance(card, Locked):
            below |= {file.place for file in files_in(card.result)}
        elif isinstance(card, Shown) and isinstance(card.thing, Files):
            listed = [file for file in card.thing.files if file.place not in below]
            if not listed:
                continue
            card = replace(card, thing=Files(listed))  # noqa: PLW2901
        kept.append(card)
    return kept[::-1]


@dataclass(frozen=True)
class Column:
    """A pipeline's cards from top to bottom, and a notice on top where something is to be said about the last press."""

    workflow: Workflow
    pipeline: Pipeline
    cards: Sequence[Card]
    notice: str = ""
