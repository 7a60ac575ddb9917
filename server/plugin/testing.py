"""The test kit of plug-ins: a workflow walked without a window, step by step, by the app's own engine.

The one module of `server.plugin` that reaches into the rest of the app: tests of plug-ins import it, no plug-in does.
Botify is the simulator, started when a step first asks for it.
"""

import tempfile
import time
import weakref
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeGuard

from server.adapters.connection import Demo
from server.demo.jobs import Pace
from server.demo.serve import simulator
from server.domain.display import Button, buttons
from server.domain.export import Waits
from server.domain.fields import as_text
from server.domain.workflow import Workflow, call
from server.plugin.loader import load_file
from server.plugin.paths import Folders
from server.web.column import Asking, Card, Column, Exporting, Failed, Offering, Shown, Waiting, Working
from server.web.parts import Parts, open_parts
from server.web.walks import Walks

KEY = "walk"
PATIENCE = 20.0
"""Seconds that a step at work, or an export of the simulator, may take."""

_QUICK = Waits(poll_first=0.02, poll_longest=0.1, retry_first=0.02, retry_longest=0.1)
_LOOK = 0.01


class NoDesk:
    """Nothing is opened, shown or saved while a test walks."""

    browser = False

    def open(self, path: Path) -> None: ...

    def reveal(self, path: Path) -> None: ...

    def browse(self, address: str) -> None: ...

    def open_file(self, kind: str, endings: Any) -> Path | None:
        return None

    def save_as(self, source: Path, name: str) -> Path | None:
        return None


class Walk:
    """One pipeline of the workflow in a file, in a folder of its own that is removed with it.

    Services given by keyword take the place of the real ones. Raises Refusal for a file that cannot be loaded.
    """

    def __init__(self, file: str | Path, **services: Any) -> None:
        workflow = load_file(Path(file).resolve())
        if not isinstance(workflow, Workflow):
            raise TypeError(f"{file} makes no workflow, so there are no steps to walk. Call its functions in the test.")
        self._workflow = workflow
        stack = ExitStack()
        self._end = weakref.finalize(self, stack.close)
        self._parts = _parts(stack, services)
        self._walks = Walks(self._parts)
        self._parts.pipelines.start(workflow.name, KEY)
        self._take(self._walks.column(workflow, KEY))

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
        return next(iter(card.offered.values())) if card.question.single else dict(card.offered)

    @property
    def problem(self) -> str:
        """What went wrong last: at a field, on a card, or with the whole column. '' if nothing did."""
        told = [self._column.notice]
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
        """The sentences told so far."""
        return [one["text"] for one in self._column.pipeline.said]

    def shown(self, name: str) -> Any:
        """What a step shows; None where nothing is drawn."""
        return next(
            (card.thing for card in self._column.cards if isinstance(card, Shown) and card.step.name == name), None
        )

    # What can be done

    def answer(self, value: Any = None, **values: Any) -> None:
        """Fill in the open card and continue; what is not given stays as it is offered."""
        card = self._open(Asking)
        filled = dict(card.offered) | values
        if value is not None:
            filled[next(iter(filled))] = value
        posted = {name: _posted(given) for name, given in filled.items()}
        self._take(self._walks.answer(self._workflow, KEY, card.step.name, posted))

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

    def _called(self, label: str, arguments: dict[str, Any]) -> Any:
        drawn = [one for card in self._column.cards for one in _buttons(card) if one.label == label]
        button = next(
            (one for one in drawn if all(one.fixed.get(name, it) == it for name, it in arguments.items())), None
        )
        if button is None:
            raise AssertionError(f"No button “{label}” is drawn with {arguments}.")
        answers = {
            name: field.check(_posted(arguments.get(name, field.proposed))) for name, field in button.fields.items()
        }
        known = {**self._parts.services, **self.results, **button.fixed, **answers}
        returned = call(button.function, known)
        self._take(self._walks.column(self._workflow, KEY))
        return returned

    def _open(self, kind: type[Asking]) -> Asking:
        card = next((card for card in self._column.cards if isinstance(card, kind)), None)
        if card is None:
            raise AssertionError(f"No card asks. The walk is at “{self.at}”. {self.problem}".rstrip())
        return card

    def _take(self, column: Column) -> None:
        """Keep a column once everything on it that goes by itself is done: waiting cards, work, exports."""
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


def _parts(stack: ExitStack, services: dict[str, Any]) -> Parts:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
    (folder / "none").mkdir()
    folders = replace(Folders.standard(folder / "data", folder / "downloads"), resources=folder / "none")

    def start_demo() -> Demo:
        running = stack.enter_context(simulator(folder / "simulator", pace=Pace(0, 0), rate=None))
        return Demo(running.api, running.token, ())

    opened = open_parts(
        folders, NoDesk(), start_demo=start_demo, environment={}, version="test", waits=_QUICK, demo=True
    )
    parts = stack.enter_context(opened)
    return replace(parts, services={**parts.services, **services})


def _buttons(card: Card) -> list[Button]:
    if isinstance(card, Shown):
        return buttons(card.thing)
    return buttons([*card.question.above, *card.question.below]) if isinstance(card, Asking) else []


def _posted(value: Any) -> list[str]:
    """A value as a form sends it."""
    if isinstance(value, list | tuple):
        return [as_text(one) for one in value]
    return [] if value is None else [as_text(value)]
