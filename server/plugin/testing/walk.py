"""A workflow walked without a window, step by step, by the app's own engine."""

import time
import weakref
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeGuard

from server.adapters.chosen import copied_from
from server.adapters.local_files import LocalFiles, folder_of
from server.domain.display import Button, buttons
from server.domain.files import SavedFile, with_files
from server.domain.problem import Problem
from server.domain.workflow import Workflow, call
from server.plugin.loader import load_file
from server.plugin.testing.ground import as_posted, opened_parts, pressed
from server.web.column import Asking, Card, Column, Exporting, Failed, Offering, Shown, Waiting, Working
from server.web.file_field import stored
from server.web.file_tokens import token
from server.web.record import Record
from server.web.walks import Walks

KEY = "walk"
PATIENCE = 20.0
"""Seconds that a step at work, or an export of the simulator, may take."""

_LOOK = 0.01


class Walk:
    """One pipeline of the workflow in a file, in a folder of its own that is removed with it.

    Services given by keyword take the place of the real ones. Raises Refusal for a file that cannot be loaded.
    """

    def __init__(self, file: str | Path, **services: Any) -> None:
        workflow = load_file(Path(file).resolve())
        if not isinstance(workflow, Workflow):
            raise TypeError(f"{file} makes no workflow, so there are no steps to walk. Use Visit.")
        self._workflow = workflow
        stack = ExitStack()
        self._end = weakref.finalize(self, stack.close)
        self._parts = opened_parts(stack, services)
        self._walks = Walks(self._parts)
        self._told: list[str] = []
        self._wrong = ""
        self._parts.pipelines.start(workflow.name, KEY)
        self._take(self._walks.column(workflow, KEY))

    @property
    def _services(self) -> dict[str, Any]:
        return Record(self._parts).services(self._workflow.name, KEY)

    # What is there

    @property
    def results(self) -> dict[str, Any]:
        """What the steps have left, by name."""
        return self._walks.results(self._workflow, KEY)

    @property
    def at(self) -> str:
        """The name of the step that waits for somebody; '' when all are done."""
        step = self._workflow.current(self._column.pipeline.results)
        return step.name if step else ""

    @property
    def offered(self) -> Any:
        """What the open card's field holds; of several fields {name: what it holds}."""
        card = self._open(Asking)
        offered = with_files(dict(card.offered), self._parts.downloads.root)
        return next(iter(offered.values())) if card.question.single else offered

    @property
    def problem(self) -> str:
        """What went wrong last: at a field, on a card, or with the whole column. '' if nothing did."""
        told = [self._wrong, self._column.notice]
        for card in self._column.cards:
            if isinstance(card, Failed):
                told.append(card.sentence)
            elif isinstance(card, Asking):
                told += card.problems.values()
            elif isinstance(card, Working):
                told.append(card.job.problem)
            elif isinstance(card, Exporting):
                told += [export.problem or "" for export in card.exports.values() if export.failed_in]
        return " ".join(one for one in told if one)

    @property
    def said(self) -> list[str]:
        """The sentences told so far, and below them the lines told by buttons."""
        return [*(one["text"] for one in self._column.pipeline.said), *self._told]

    def shown(self, name: str) -> Any:
        """What a step shows; None where nothing is drawn."""
        return next(
            (card.thing for card in self._column.cards if isinstance(card, Shown) and card.step.name == name), None
        )

    # What can be done

    def answer(self, value: Any = None, **values: Any) -> None:
        """Fill in the open card and continue; what is not given stays as it is offered. A Path is for a File."""
        card, self._wrong = self._open(Asking), ""
        try:
            posted = self._filled(card, value, values)
        except Problem as problem:
            self._wrong = str(problem)
            return
        self._take(self._walks.answer(self._workflow, KEY, card.step.name, posted))

    def preview(self, value: Any = None, **values: Any) -> Any:
        """What the open card draws under its fields when they are filled in so; nothing is recorded."""
        card = self._open(Asking)
        if card.step.preview is None:
            raise AssertionError(f"“{card.step.name}” has no preview.")
        try:
            posted, root = self._filled(card, value, values), self._parts.downloads.root
            answer = with_files(card.question.check(stored(card.question.fields, posted, root)), root)
            known = {**self._services, **self.results, card.step.name: answer}
            self._wrong, drawn = "", call(card.step.preview, known)
        except Problem as problem:
            self._wrong, drawn = str(problem), None
        return drawn

    def back(self, name: str) -> None:
        """Return to a finished card."""
        self._take(self._walks.back(self._workflow, KEY, name))

    def press(self, label: str = "", **arguments: Any) -> Any:
        """Press the open card's own button, or *Try again*; with a label one that is drawn: what it returns."""
        if label:
            return self._called(label, arguments)
        card = next((card for card in self._column.cards if isinstance(card, Offering | Failed | Working)), None)
        if card is None:
            raise AssertionError(f"No card has a button. The walk is at “{self.at}”.")
        start = isinstance(card, Offering) or (isinstance(card, Working) and card.step.records)
        press = self._walks.start if start else self._walks.open
        self._take(press(self._workflow, KEY, card.step.name))
        return None

    def _called(self, label: str, arguments: Mapping[str, Any]) -> Any:
        drawn = [one for card in self._column.cards for one in _buttons(card)]
        returned, wrong = None, ""
        try:
            returned, lines = pressed(drawn, label, arguments, {**self._services, **self.results})
            self._told += lines
        except Problem as problem:
            wrong = str(problem)
        self._take(self._walks.column(self._workflow, KEY))
        self._wrong = wrong
        return returned

    def _filled(self, card: Asking, value: Any, values: Mapping[str, Any]) -> dict[str, list[str]]:
        """The card's form as it would be posted; what is not given stays as it is offered. Raises AssertionError."""
        if unknown := set(values) - set(card.offered):
            raise AssertionError(f"The card has no field “{min(unknown)}”. It has: {', '.join(card.offered)}.")
        filled = {**card.offered, **values}
        if value is not None:
            filled[next(iter(filled))] = value
        return {name: self._posted(given) for name, given in filled.items()}

    def _posted(self, value: Any) -> list[str]:
        """A value as a form sends it. A file of this computer is copied first; one that is offered is there already."""
        if isinstance(value, Path):
            files = LocalFiles(lambda: self._parts.exports.downloads)
            value = copied_from(files, folder_of(self._workflow.name, KEY), value).to_json()
        return [token(SavedFile.from_json(value))] if SavedFile.is_stored(value) else as_posted(value)

    def _open(self, kind: type[Asking]) -> Asking:
        card = next((card for card in self._column.cards if isinstance(card, kind)), None)
        if card is None:
            raise AssertionError(f"No card asks. The walk is at “{self.at}”. {self.problem}".rstrip())
        return card

    def _take(self, column: Column) -> None:
        """Keep a column once everything on it that goes by itself is done: waiting cards, work, exports."""
        self._wrong = ""
        end = time.monotonic() + PATIENCE
        while True:
            self._column = replace(column, cards=[one for card in column.cards for one in self._loaded(card)])
            goes = next((card for card in self._column.cards if self._goes(card)), None)
            if goes is None:
                return
            if time.monotonic() > end:
                raise TimeoutError(f"“{goes.step.name}” was not done within {PATIENCE:.0f} s.")
            time.sleep(0 if isinstance(goes, Waiting) else _LOOK)
            column = (
                self._walks.open(self._workflow, KEY, goes.step.name)
                if isinstance(goes, Waiting)
                else self._walks.column(self._workflow, KEY)
            )

    def _goes(self, card: Card) -> TypeGuard[Waiting | Working | Exporting]:
        if isinstance(card, Exporting):
            recorded = card.step.name in self._walks.results(self._workflow, KEY)
            return not recorded and not any(export.failed_in for export in card.exports.values())
        return isinstance(card, Waiting) or (isinstance(card, Working) and not (card.job.over and card.job.problem))

    def _loaded(self, card: Card) -> list[Card]:
        if isinstance(card, Waiting) and not card.step.records:
            return list(self._walks.show(self._workflow, KEY, card.step.name).cards)
        return [card]


def _buttons(card: Card) -> list[Button]:
    if isinstance(card, Shown):
        return buttons(card.thing)
    return buttons([*card.question.above, *card.question.below]) if isinstance(card, Asking) else []
