"""A pipeline: one walk through a workflow, as one record. The presence of a step's result is the progress."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Json = Any
SAID_KEPT = 200
"""Sentences that a record keeps: the newest."""


@dataclass(frozen=True)
class Pipeline:
    """All that is known of one walk. Results are JSON; a step without one has not been done."""

    workflow: str
    key: str
    results: Mapping[str, Json] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    """Answers as they were offered, in words: a choice's label rather than its value."""
    answers: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    """{step: {'proposed': …, 'answer': …}}, kept when results are cleared, to be offered again."""
    exports: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """{step: {name: export}} that a step waits for; the name is '' where it asked for just one."""
    so_far: Mapping[str, Json] = field(default_factory=dict)
    """{step: what its work keeps until it has a result}."""
    said: Sequence[Mapping[str, str]] = ()
    """Sentences told to the user, oldest first: {'step': …, 'when': 'open' or 'done', 'text': …}."""
    finalized: bool = False
    demo: bool = False
    """Begun with made-up sites, which must never look like real ones."""
    version: int = 0
    """Grows with each result that comes or goes, so that a page tells when it is older than the record."""
    created: str = ""
    updated: str = ""

    def answered(
        self, order: Sequence[str], step: str, result: Json, words: str = "", proposed: Json = None
    ) -> "Pipeline":
        """Record an answer to an asking step. Everything later is cleared, for it may depend on it."""
        kept = self.recorded(order, step, result, words)
        return replace(kept, answers={**self.answers, step: {"proposed": proposed, "answer": result}})

    def recorded(self, order: Sequence[str], step: str, result: Json, words: str = "") -> "Pipeline":
        cleared = self.back_to(order, step)
        said = cleared.words if not words else {**cleared.words, step: words}
        return replace(cleared, results={**cleared.results, step: result}, words=said)

    def back_to(self, order: Sequence[str], step: str) -> "Pipeline":
        """Open a step again: its result and all later ones go, the answers stay to be offered. No file is touched."""
        gone = set(order[order.index(step) :])
        return replace(
            self,
            results=_without(self.results, gone),
            words=_without(self.words, gone),
            exports=_without(self.exports, gone),
            so_far=_without(self.so_far, gone),
            version=self.version + 1,
        )

    def waits_for(self, step: str, exports: Mapping[str, int]) -> "Pipeline":
        return replace(self, exports={**self.exports, step: dict(exports)})

    def told(self, step: str, when: str, text: str) -> "Pipeline":
        """Add a sentence unless it is what was said last of this step."""
        last = next((one for one in reversed(self.said) if one["step"] == step), None)
        if not text or last == {"step": step, "when": when, "text": text}:
            return self
        return replace(self, said=[*self.said, {"step": step, "when": when, "text": text}][-SAID_KEPT:])

    def refill(self, step: str, proposed: Json) -> tuple[bool, Json]:
        """(whether an old answer may be offered, the answer): only while the step proposes what it proposed then."""
        old = self.answers.get(step)
        if old is None or old["proposed"] != proposed:
            return False, None
        return True, old["answer"]


def _without(mapping: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name not in names}


def next_key(profile: str, workflow: str, taken: Collection[str]) -> str:
    """The proposed key: 'client-hello-01', with the next free number."""
    number = 1
    while (key := f"{profile}-{workflow}-{number:02}") in taken:
        number += 1
    return key
