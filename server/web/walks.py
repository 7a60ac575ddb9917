"""Walking through a workflow: opening, answering, going back. Gives cards as values; `cards` draws them.

An answer posted to a question nobody remembers (the app was restarted) opens the step again first.
One lock a pipeline keeps its steps from running twice at once.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from server.domain.display import is_nothing
from server.domain.export import Export, State
from server.domain.opening import Opened, Question, Seen, Work, WrongAnswers, open_step, result_of
from server.domain.pipeline import Pipeline
from server.domain.problem import Problem
from server.domain.workflow import Step, Workflow, sentence
from server.web.column import Asking, Card, Column, Exporting, Failed, Last, Locked, Offering, Shown, Waiting
from server.web.failure import Failure, around_plugin
from server.web.offered import Offered
from server.web.parts import Parts
from server.web.record import Record
from server.web.step_work import StepWork

PATIENCE = 0.2
"""Seconds that a page waits for a step at work elsewhere: most take milliseconds, the network takes longer."""


class Walks:
    """All walks of this process. Raises Problem (Unreadable too) where there is no pipeline to speak of."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._record = Record(parts)
        self._offered = Offered()
        self._locks: dict[tuple[str, str], threading.Lock] = {}
        self._work = StepWork(parts, self._record, self._offered, self._lock)

    def column(self, workflow: Workflow, key: str) -> Column:
        """The cards as they stand. While a step is at work, in another window perhaps, its card waits for it."""
        lock = self._lock(workflow, key)
        mine = lock.acquire(timeout=PATIENCE)
        try:
            return self._drawn(workflow, self._record.find(workflow, key), busy=not mine)
        finally:
            if mine:
                lock.release()

    def open(self, workflow: Workflow, key: str, name: str) -> Column:
        """Do what a waiting card waits for, and draw what came of it."""
        with self._lock(workflow, key):
            step = workflow.step(name)
            if step and step.yields and not step.records:  # *Try again* on a card that shows
                self._parts.jobs.drop(workflow.name, key, {name})
            return self._drawn(workflow, self._record.find(workflow, key), opening=name)

    def show(self, workflow: Workflow, key: str, name: str) -> Column:
        """What a waiting card that shows something has to show: that card alone, or none."""
        pipeline, step = self._record.find(workflow, key), workflow.step(name)
        if step is None or step.records or not workflow.reached(step, pipeline.results):
            return Column(workflow, pipeline, [])
        return Column(workflow, pipeline, self._shown(workflow, pipeline, step))

    def answer(self, workflow: Workflow, key: str, name: str, posted: Mapping[str, Sequence[str]]) -> Column:
        with self._lock(workflow, key):
            pipeline = self._record.find(workflow, key)
            step = workflow.current(pipeline.results)
            if step is None or step.name != name:
                return self._drawn(workflow, pipeline, notice=_stale(posted))
            try:
                question = self._remembered(pipeline, step)
            except Failure as failure:
                return self._drawn(workflow, pipeline, instead=Failed(step, failure.sentence, posted))
            try:
                with around_plugin(step.function):
                    answer = question.check(posted)
            except Failure as failure:
                return self._drawn(workflow, pipeline, instead=Failed(step, failure.sentence, posted))
            except WrongAnswers as wrong:
                asking = self._asking(pipeline, step, question)
                return self._drawn(workflow, pipeline, instead=replace(asking, typed=posted, problems=wrong.sentences))
            self._offered.forget(pipeline, [name])
            order = [one.name for one in workflow.recording]
            words, proposed = question.words(answer), question.proposed
            pipeline = self._record.update(pipeline, lambda old: old.answered(order, name, answer, words, proposed))
            return self._drawn(workflow, self._record.say_done(pipeline, step))

    def back(self, workflow: Workflow, key: str, name: str) -> Column:
        with self._lock(workflow, key):
            pipeline = self._record.find(workflow, key)
            if pipeline.finalized:
                return self._drawn(workflow, pipeline, notice="This pipeline is locked. Unlock it to change an answer.")
            return self._drawn(workflow, self._back_to(workflow, pipeline, name))

    def start(self, workflow: Workflow, key: str, name: str, again: bool = False) -> Column:
        """Do the work that a card offers. Exports that exist are used or joined, unless `again`."""
        with self._lock(workflow, key):
            pipeline = self._record.find(workflow, key)
            step = workflow.step(name)
            if step is None or pipeline.finalized:
                return self._drawn(workflow, pipeline)
            if name in pipeline.results and (again or self._record.gone(pipeline, name)):
                pipeline = self._back_to(workflow, pipeline, name)
            if workflow.current(pipeline.results) != step:
                return self._drawn(workflow, pipeline)
            if step.yields and not self._offered.work(pipeline, name):
                return self._drawn(workflow, pipeline, instead=self._work.begin(workflow, pipeline, step, again))
            try:
                opened = self._offered.work(pipeline, name) or self._opened(pipeline, step)
            except Failure as failure:
                return self._drawn(workflow, pipeline, instead=Failed(step, failure.sentence))
            if isinstance(opened, Work):
                pipeline = self._record.ask_for(pipeline, step, opened, again)
            elif not isinstance(opened, Question):
                pipeline = self._record.finish(workflow, pipeline, step, result_of(opened))
            return self._drawn(workflow, pipeline)

    def finalize(self, workflow: Workflow, key: str, locked: bool) -> Column:
        with self._lock(workflow, key):
            pipeline = self._record.find(workflow, key)
            if locked and workflow.current(pipeline.results) is not None:
                return self._drawn(workflow, pipeline)
            return self._drawn(workflow, self._record.update(pipeline, lambda old: replace(old, finalized=locked)))

    @contextmanager
    def alone(self, workflow: str, key: str) -> Iterator[None]:
        """While this lasts no step of the pipeline is opened: it is renamed, or removed. Raises Problem if one is."""
        lock = self._locks.setdefault((workflow, key), threading.Lock())
        if not lock.acquire(timeout=PATIENCE):
            raise Problem(f"“{key}” is at work just now. Wait until its card is done, then try again.")
        try:
            yield
            self._offered.forget_all(workflow, key)
            self._parts.jobs.drop(workflow, key)
        finally:
            lock.release()

    def results(self, workflow: Workflow, key: str) -> dict[str, Any]:
        return self._record.known(self._record.find(workflow, key))

    def exports_of(self, workflow: Workflow, key: str, name: str) -> dict[str, Export]:
        """The exports that a step waits for."""
        return self._record.exports(self._record.find(workflow, key), name)

    def question(self, workflow: Workflow, key: str, name: str) -> Question:
        """The question last drawn, or drawn anew. Raises Problem."""
        pipeline = self._record.find(workflow, key)
        step = workflow.current(pipeline.results)
        if step is None or step.name != name:
            raise Problem("This card was answered elsewhere. Reload the page.")
        try:
            return self._remembered(pipeline, step)
        except Failure as failure:
            raise Problem(failure.sentence) from failure

    # One card after another

    def _drawn(
        self,
        workflow: Workflow,
        pipeline: Pipeline,
        *,
        notice: str = "",
        opening: str = "",
        busy: bool = False,
        instead: Card | None = None,
    ) -> Column:
        cards: list[Card] = []
        for step in workflow.steps:
            if not step.records:
                cards += self._waiting(pipeline, step) if step.slow else self._shown(workflow, pipeline, step)
                continue
            if step.name not in pipeline.results:
                card = instead or self._open_card(workflow, pipeline, step, opening, busy)
                pipeline = self._record.find(workflow, pipeline.key)  # opening may have recorded
                if step.name not in pipeline.results:
                    return Column(workflow, pipeline, [*cards, card], notice)
            cards += self._locked(pipeline, step)
        return Column(workflow, pipeline, [*cards, Last(pipeline.finalized)], notice)

    def _waiting(self, pipeline: Pipeline, step: Step) -> list[Card]:
        return self._work.waiting(pipeline, step) if step.yields else [Waiting(step)]

    def _shown(self, workflow: Workflow, pipeline: Pipeline, step: Step) -> list[Card]:
        if step.yields:
            return self._work.shown(workflow, pipeline, step)
        try:
            opened = self._opened(pipeline, step)
        except Failure as failure:
            return [Failed(step, failure.sentence)]
        thing = opened.thing if isinstance(opened, Seen) else None
        return [] if is_nothing(thing) else [Shown(step, thing)]

    def _locked(self, pipeline: Pipeline, step: Step) -> list[Card]:
        known = self._record.known(pipeline)
        result = known[step.name]
        if result is None:
            return []
        try:
            with around_plugin(step.function):
                words = (
                    sentence(step.done, self._record.known(pipeline))
                    if step.done
                    else pipeline.words.get(step.name, "")
                )
        except Failure as failure:
            words = failure.sentence
        return [Locked(step, words, result, self._record.exports(pipeline, step.name))]

    def _open_card(self, workflow: Workflow, pipeline: Pipeline, step: Step, opening: str, busy: bool) -> Card:
        """The card of the first step without a result. Work that turns out done is recorded on the way."""
        if rows := self._record.exports(pipeline, step.name):
            return self._exporting(workflow, pipeline, step, rows)
        ready = self._offered.thing(pipeline, step.name) if step.yields else None
        working = self._work.card(pipeline, step) if step.yields and opening != step.name else None
        if working and not ready:
            return working
        if busy or (step.slow and not step.button and not ready and opening != step.name):
            return Waiting(step)
        try:
            self._record.say(pipeline, step, "open", step.say)
            if not ready and (step.button or step.yields):
                return Offering(step, {}) if step.button else self._work.begin(workflow, pipeline, step)
            opened = ready or self._opened(pipeline, step)
        except Failure as failure:
            return Failed(step, failure.sentence)
        return self._card_of(workflow, pipeline, step, opened)

    def _card_of(self, workflow: Workflow, pipeline: Pipeline, step: Step, opened: Opened) -> Card:
        if isinstance(opened, Question):
            return self._asking(pipeline, step, opened)
        if isinstance(opened, Work):
            return self._offering(workflow, pipeline, step, opened)
        self._record.finish(workflow, pipeline, step, result_of(opened))
        return Waiting(step)

    def _asking(self, pipeline: Pipeline, step: Step, question: Question) -> Asking:
        has_old, old = pipeline.refill(step.name, question.proposed) if step.refill else (False, None)
        return Asking(step, question, question.offered(has_old, old))

    def _offering(self, workflow: Workflow, pipeline: Pipeline, step: Step, work: Work) -> Card:
        """The same request made before is joined, or its file used, without a press."""
        self._offered.keep(pipeline, step.name, work)
        exports, api = self._parts.exports, self._parts.connection.api
        found = {name: exports.find(api, request) for name, request in work.requests.items()}
        known = {name: export for name, export in found.items() if export and self._useful(export)}
        if len(known) < len(work.requests):
            return Offering(step, work.requests)
        pipeline = self._record.update(
            pipeline, lambda old: old.waits_for(step.name, {name: export.id for name, export in known.items()})
        )
        return self._exporting(workflow, pipeline, step, known)

    def _useful(self, export: Export) -> bool:
        if export.state is State.DONE:
            return self._parts.exports.saved_file(export).here
        return export.open

    def _exporting(self, workflow: Workflow, pipeline: Pipeline, step: Step, rows: Mapping[str, Export]) -> Card:
        if all(export.state is State.DONE for export in rows.values()):
            files = {name: self._parts.exports.saved_file(export).to_json() for name, export in rows.items()}
            self._record.finish(workflow, pipeline, step, files.get("", files))
        return Exporting(step, rows)

    # Calling the plug-in

    def _opened(self, pipeline: Pipeline, step: Step) -> Opened:
        """Open a step and remember its question. Raises Failure with a sentence, whatever the plug-in raised."""
        if step.yields:
            raise Failure("The app was started anew and prepares this card again. Reload the page.")
        with around_plugin(step.function):
            opened = open_step(step, self._record.given(pipeline, step))
        if isinstance(opened, Question):
            self._offered.keep(pipeline, step.name, opened)
        return opened

    def _remembered(self, pipeline: Pipeline, step: Step) -> Question:
        opened = self._offered.question(pipeline, step.name) or self._opened(pipeline, step)
        if not isinstance(opened, Question):
            raise Failure("This card asks nothing any more. Reload the page.")
        return opened

    def _lock(self, workflow: Workflow, key: str) -> threading.Lock:
        return self._locks.setdefault((workflow.name, key), threading.Lock())

    def _back_to(self, workflow: Workflow, pipeline: Pipeline, name: str) -> Pipeline:
        """What was offered further down belonged to the answers above it, so it is forgotten."""
        order = [step.name for step in workflow.recording]
        if name not in order:
            return pipeline
        self._work.drop(workflow, pipeline.key, name)
        self._offered.forget(pipeline, order[order.index(name) :])
        return self._record.update(pipeline, lambda old: old.back_to(order, name))


def _stale(posted: Mapping[str, Sequence[str]]) -> str:
    typed = ", ".join(f"“{value}”" for values in posted.values() for value in values if value)[:300]
    told = f" Your answer {typed} was not used; go back to the card to change it." if typed else ""
    return f"This card was answered in another window.{told}"
