"""Walking through a workflow: opening, answering, going back. Gives cards as values, put together by `columns`.

An answer posted to a question nobody remembers (the app was restarted) opens the step again first.
One lock a pipeline keeps its steps from running twice at once.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from server.domain.export import Export
from server.domain.opening import Question, Work, WrongAnswers, result_of
from server.domain.pipeline import Pipeline
from server.domain.problem import Problem
from server.domain.workflow import Workflow
from server.web.column import Column, Failed
from server.web.columns import Columns
from server.web.failure import Failure, around_plugin
from server.web.file_field import stored
from server.web.file_tokens import in_words
from server.web.offered import Offered
from server.web.parts import Parts
from server.web.record import Record
from server.web.step_work import StepWork

_OLDER = "This page was older than what is recorded, so nothing was done. This is how it stands now."
_TYPED = (
    "This page was older than what is recorded: an answer above was changed in another window. "
    "What you typed is kept. Look at it, then press Continue again."
)
_LOCKED = "This pipeline is locked. Unlock it to change an answer."

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
        self._columns = Columns(parts, self._record, self._offered, self._work)

    def column(self, workflow: Workflow, key: str) -> Column:
        """The cards as they stand. While a step is at work, in another window perhaps, its card waits for it."""
        lock = self._lock(workflow, key)
        mine = lock.acquire(timeout=PATIENCE)
        try:
            return self._columns.drawn(workflow, self._record.find(workflow, key), busy=not mine)
        finally:
            if mine:
                lock.release()

    def open(self, workflow: Workflow, key: str, name: str) -> Column:
        """Do what a waiting card waits for, and draw what came of it."""
        with self._lock(workflow, key):
            step = workflow.step(name)
            if step and step.yields and not step.records:  # *Try again* on a card that shows
                self._parts.jobs.drop(workflow.name, key, {name})
            return self._columns.drawn(workflow, self._record.find(workflow, key), opening=name)

    def show(self, workflow: Workflow, key: str, name: str) -> Column:
        """What a waiting card that shows something has to show: that card alone, or none."""
        pipeline, step = self._record.find(workflow, key), workflow.step(name)
        if step is None or step.records or not workflow.reached(step, pipeline.results):
            return Column(workflow, pipeline, [])
        return Column(workflow, pipeline, self._columns.shown(workflow, pipeline, step))

    def answer(
        self, workflow: Workflow, key: str, name: str, posted: Mapping[str, Sequence[str]], seen: int | None = None
    ) -> Column:
        """`seen`, here and below: the version of the record on the page that was pressed, None where it is new."""
        with self._lock(workflow, key):
            pipeline = self._record.find(workflow, key)
            step = workflow.current(pipeline.results)
            if step is None or step.name != name:
                return self._columns.drawn(workflow, pipeline, notice=_stale(posted))
            try:
                question = self._columns.remembered(pipeline, step)
                asking = replace(self._columns.asking(pipeline, step, question), typed=posted)
                if _older(pipeline, seen):
                    return self._columns.drawn(workflow, pipeline, notice=_TYPED, instead=asking)
                with around_plugin(step.function):
                    answer = question.check(stored(question.fields, posted, self._parts.downloads.root))
            except Failure as failure:
                return self._columns.drawn(workflow, pipeline, instead=Failed(step, failure.sentence, posted))
            except WrongAnswers as wrong:
                return self._columns.drawn(workflow, pipeline, instead=replace(asking, problems=wrong.sentences))
            self._offered.forget(pipeline, [name])
            order = [one.name for one in workflow.recording]
            words, proposed = question.words(answer) or "nothing", question.proposed
            pipeline = self._record.update(pipeline, lambda old: old.answered(order, name, answer, words, proposed))
            return self._columns.drawn(workflow, self._record.say_done(pipeline, step))

    def back(self, workflow: Workflow, key: str, name: str, seen: int | None = None) -> Column:
        with self._lock(workflow, key):
            pipeline = self._record.find(workflow, key)
            if pipeline.finalized or _older(pipeline, seen):
                return self._columns.drawn(workflow, pipeline, notice=_LOCKED if pipeline.finalized else _OLDER)
            return self._columns.drawn(workflow, self._back_to(workflow, pipeline, name))

    def start(self, workflow: Workflow, key: str, name: str, again: bool = False, seen: int | None = None) -> Column:
        """Do the work that a card offers. Exports that exist are used or joined, unless `again`."""
        with self._lock(workflow, key):
            pipeline = self._record.find(workflow, key)
            step = workflow.step(name)
            if step is None or pipeline.finalized or _older(pipeline, seen):
                return self._columns.drawn(workflow, pipeline, notice=_OLDER if _older(pipeline, seen) else "")
            anew = name in pipeline.results and self._record.gone(pipeline, name)
            if name in pipeline.results and (again or anew):
                pipeline = self._back_to(workflow, pipeline, name)
            if workflow.current(pipeline.results) != step:
                return self._columns.drawn(workflow, pipeline)
            if step.yields and not self._offered.work(pipeline, name):
                return self._columns.drawn(
                    workflow, pipeline, instead=self._work.begin(workflow, pipeline, step, again, anew)
                )
            try:
                opened = self._offered.work(pipeline, name) or self._columns.opened(pipeline, step)
            except Failure as failure:
                return self._columns.drawn(workflow, pipeline, instead=Failed(step, failure.sentence))
            if isinstance(opened, Work):
                pipeline = self._record.ask_for(pipeline, step, opened, again, anew)
            elif not isinstance(opened, Question):
                pipeline = self._record.finish(workflow, pipeline, step, result_of(opened))
            return self._columns.drawn(workflow, pipeline)

    def finalize(self, workflow: Workflow, key: str, locked: bool) -> Column:
        with self._lock(workflow, key):
            pipeline = self._record.find(workflow, key)
            if locked and workflow.current(pipeline.results) is not None:
                return self._columns.drawn(workflow, pipeline)
            return self._columns.drawn(
                workflow, self._record.update(pipeline, lambda old: replace(old, finalized=locked))
            )

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

    def forget(self, workflow: str) -> None:
        """Forget what a workflow offered, and stop its work: it is another one now."""
        self._offered.forget_app(workflow)
        self._parts.jobs.drop_app(workflow)

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
            return self._columns.remembered(pipeline, step)
        except Failure as failure:
            raise Problem(failure.sentence) from failure

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


def _older(pipeline: Pipeline, seen: int | None) -> bool:
    return seen is not None and seen != pipeline.version


def _stale(posted: Mapping[str, Sequence[str]]) -> str:
    typed = ", ".join(f"“{in_words(value)}”" for values in posted.values() for value in values if value)[:300]
    told = f" Your answer {typed} was not used; go back to the card to change it." if typed else ""
    return f"This card was answered in another window.{told}"
