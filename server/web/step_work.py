"""Steps that yield: begun in a thread of their own, their result recorded if the pipeline still waits for it."""

import threading
import time
from collections.abc import Callable
from typing import Any

from server.domain.display import is_nothing
from server.domain.opening import Question, Seen, Work, opened, result_of
from server.domain.pipeline import Pipeline
from server.domain.problem import Problem
from server.domain.workflow import Step, Workflow, call
from server.web.column import Card, Shown, Waiting, Working
from server.web.failure import around_plugin
from server.web.offered import Offered
from server.web.parts import Parts
from server.web.record import Record
from server.web.work import Job, Kept, State

KEEP_EVERY = 1.0
"""Seconds between two writes of what work has so far."""

Lock = Callable[[Workflow, str], threading.Lock]


class StepWork:
    def __init__(self, parts: Parts, record: Record, offered: Offered, lock: Lock) -> None:
        self._parts, self._record, self._offered, self._lock = parts, record, offered, lock

    def card(self, pipeline: Pipeline, step: Step) -> Card | None:
        """The card of work under way, stopped or failed; None where there is none."""
        job = self._job(pipeline, step)
        return None if job is None or job.state is State.DONE else Working(step, job)

    def begin(
        self, workflow: Workflow, pipeline: Pipeline, step: Step, again: bool = False, anew: bool = False
    ) -> Card:
        """Start a step, unless it runs. The caller has the pipeline's lock, or the step records nothing."""
        given = self._record.given(pipeline, step)
        job = self._parts.jobs.begin(
            (workflow.name, pipeline.key, step.name),
            step.title,
            step.function,
            lambda: call(step.function, given),
            lambda job, returned: self._ended(workflow, pipeline.key, step, job, returned, again, anew),
            self._keeping(workflow, pipeline.key, step, given["so_far"]),
        )
        return Working(step, job)

    def shown(self, workflow: Workflow, pipeline: Pipeline, step: Step) -> list[Card]:
        """What a step that yields and records nothing shows: how its work goes, then what it came to."""
        job = self._job(pipeline, step)
        if job is None:
            return [self.begin(workflow, pipeline, step)]
        if job.state is not State.DONE:
            return [Working(step, job)]
        return [] if is_nothing(job.result) else [Shown(step, job.result)]

    def waiting(self, pipeline: Pipeline, step: Step) -> list[Card]:
        """What is known of such a step without starting it."""
        job = self._job(pipeline, step)
        return [Waiting(step) if job is None or job.over else Working(step, job)]

    def drop(self, workflow: Workflow, key: str, first: str) -> None:
        """Stop all work from a step on, and use nothing of it."""
        names = [step.name for step in workflow.steps]
        self._parts.jobs.drop(workflow.name, key, set(names[names.index(first) :]))

    def _keeping(self, workflow: Workflow, key: str, step: Step, so_far: dict[str, Any]) -> Kept:
        """What writes down what the work has so far, at most once a second and when it ends."""
        last = time.monotonic()

        def keep(job: Job, ends: bool) -> None:
            nonlocal last
            if so_far:
                _refuse_key(next(reversed(so_far)), step)
            if not so_far or not (ends or time.monotonic() - last >= KEEP_EVERY):
                return
            last = time.monotonic()
            with self._lock(workflow, key):
                pipeline = self._record.find(workflow, key)
                if self._parts.jobs.is_known(job) and workflow.current(pipeline.results) == step:
                    self._record.keep(pipeline, step, so_far)

        return keep

    def _job(self, pipeline: Pipeline, step: Step) -> Job | None:
        return self._parts.jobs.of_step(pipeline.workflow, pipeline.key, step.name)

    def _ended(self, workflow: Workflow, key: str, step: Step, job: Job, returned: Any, again: bool, anew: bool) -> Any:
        """Record what a step's work came to, in its thread. Raises Failure, and Problem where that cannot be."""
        with self._lock(workflow, key):
            pipeline = self._record.find(workflow, key)
            current = workflow.current(pipeline.results) == step if step.records else True
            if not self._parts.jobs.is_known(job) or not current:
                return None
            with around_plugin(step.function):
                came_to = opened(step, returned, self._record.given(pipeline, step))
            if isinstance(came_to, Seen):
                return came_to.thing
            if isinstance(came_to, Work) and (step.button or again or anew):
                self._record.ask_for(pipeline, step, came_to, again, anew)
            elif isinstance(came_to, Question | Work):
                self._offered.keep(pipeline, step.name, came_to)
            else:
                self._record.finish(workflow, pipeline, step, result_of(came_to))
            return None


def _refuse_key(key: Any, step: Step) -> None:
    """The newest key of `so_far`: one that JSON changes would not be found again, and the work be done twice."""
    if not isinstance(key, str):
        raise Problem(
            f"What “{step.name}” keeps in so_far has the key {key!r}, which comes back as the text “{key}” after a "
            "stop. Write so_far[str(…)], and look for that."
        )
