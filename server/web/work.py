"""Work that tells how it goes: each function that yields runs in a thread of its own until it ends or is stopped.

Nothing here is kept over a restart. What a step's work comes to is recorded before it counts as done.
"""

import itertools
import logging
import threading
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from enum import StrEnum
from typing import Any

from server.domain.call import Caller, calling
from server.domain.problem import Problem
from server.domain.progress import Standing
from server.web.failure import Failure, around_plugin
from server.web.news import News, Place

log = logging.getLogger(__name__)

OVER_KEPT = 50
"""Jobs that are over and still known, so that a page that was open meanwhile can be told."""

OVER_SHOWN = 2
"""Jobs of buttons that are over and stay on their page, when one presses for the next."""

PATIENCE = 0.3
"""Seconds that the end of the app waits for work to stop. What is asleep longer goes with the process."""

Function = Callable[..., Any]


class State(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Job:
    """One run of a function. `place` is (app, key, step), the step '' for a button; `version` grows with each news."""

    def __init__(self, id: str, place: tuple[str, str, str], title: str, news: News) -> None:
        self.id, self.place, self.title = id, place, title
        self.state, self.standing, self.problem = State.RUNNING, Standing(), ""
        self._versions, self._news = itertools.count(2), news
        self.version = 1
        self.result: Any = None
        self.drawn: tuple[Any, Any] = (None, None)
        """The thing shown last and its HTML, so that the buttons in it stay the same while it does."""
        self._stop = threading.Event()

    @property
    def over(self) -> bool:
        return self.state is not State.RUNNING

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """It ends when it yields next."""
        self._stop.set()
        self._tell()

    def take(self, told: Any) -> None:
        self.standing = self.standing.after(told)
        self._tell()

    def end(self, state: State, problem: str = "") -> None:
        self.problem, self.state = problem, state
        self._tell()

    def _tell(self) -> None:
        """After the change, so that whoever knows the version knows at least that much."""
        self.version = next(self._versions)
        self._news.tell(self.place[:2])


class Stopped:
    """In place of a result: the work was stopped at a yield."""


Kept = Callable[["Job", bool], None]
Ended = Callable[[Job, Any], Any]


class Jobs:
    """All jobs of this process. May be used from any thread. `leaving` is called at the end of each job's thread."""

    def __init__(self, leaving: Callable[[], None] = lambda: None) -> None:
        self._leaving = leaving
        self._jobs: dict[str, Job] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._numbers = itertools.count(1)
        self._run_name = f"{time.time_ns():x}"
        self.news = News()
        self._lock = threading.Lock()
        self.closing = False

    def begin(
        self,
        place: tuple[str, str, str],
        title: str,
        function: Function,
        call: Callable[[], Any],
        ended: Ended,
        kept: Kept = lambda job, ends: None,
    ) -> Job:
        """Start `call`, which calls `function`. A step that runs already is not started twice.

        `ended(job, returned)` is called in the job's thread before it counts as done, and gives its result; it may
        raise Failure and Problem. `kept(job, ends)` is called after each yield, and before every end but a good one.
        """
        with self._lock:
            running = self._at(place) if place[2] else None
            if running is not None and not running.over:
                return running
            if running is not None:
                del self._jobs[running.id]
            if not place[2]:
                for old in [one.id for one in self._jobs.values() if one.place == place and one.over][:-OVER_SHOWN]:
                    del self._jobs[old]
            job = Job(f"{self._run_name}-{next(self._numbers)}", place, title, self.news)
            if self.closing:
                job.end(State.STOPPED)
                return job
            self._jobs[job.id] = job
            run = calling(Caller(*place))(self._run)
            thread = threading.Thread(
                target=run, args=(job, function, call, ended, kept), name=f"work {title}", daemon=True
            )
            self._threads[job.id] = thread
        thread.start()
        return job

    def get(self, id: str) -> Job | None:
        return self._jobs.get(id)

    def of_step(self, app: str, key: str, step: str) -> Job | None:
        with self._lock:
            return self._at((app, key, step))

    def of_buttons(self, app: str, key: str) -> list[Job]:
        """The work that buttons of a page or pipeline began, oldest first."""
        with self._lock:
            return [job for job in self._jobs.values() if job.place == (app, key, "")]

    def versions(self, place: Place) -> tuple[dict[str, int], bool]:
        """({job: version} of a page or pipeline, whether one of these jobs goes on)."""
        with self._lock:
            own = [job for job in self._jobs.values() if job.place[:2] == place]
        goes_on = any(not job.over for job in own)  # asked first: an end that comes now has a version of its own
        return {job.id: job.version for job in own}, goes_on

    def is_known(self, job: Job) -> bool:
        """Whether nobody has dropped it."""
        return self._jobs.get(job.id) is job

    def forget(self, job: Job) -> None:
        with self._lock:
            self._jobs.pop(job.id, None)
        job.stop()

    def drop(self, app: str, key: str, steps: set[str] | None = None) -> None:
        """Stop the work of these steps, of all and of buttons too where none are named; nothing of it is used."""
        with self._lock:
            own = [job for job in self._jobs.values() if job.place[:2] == (app, key)]
            dropped = [job for job in own if steps is None or job.place[2] in steps]
            for job in dropped:
                del self._jobs[job.id]
        for job in dropped:
            job.stop()

    def drop_app(self, app: str) -> None:
        """Stop all work of an app."""
        with self._lock:
            keys = {job.place[1] for job in self._jobs.values() if job.place[0] == app}
        for key in keys:
            self.drop(app, key)

    def renew(self, app: str, key: str, steps: set[str]) -> None:
        """Forget the work of these steps that is over, so that it is done again when it is asked for."""
        with self._lock:
            for job in [job for job in self._jobs.values() if job.place[:2] == (app, key) and job.place[2] in steps]:
                if job.over:
                    del self._jobs[job.id]

    def stop(self) -> None:
        """Tell all work to stop, and wait a moment for it."""
        with self._lock:
            self.closing = True
            jobs, threads = list(self._jobs.values()), list(self._threads.values())
        self.news.tell()
        for job in jobs:
            job.stop()
        until = time.monotonic() + PATIENCE
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _at(self, place: tuple[str, str, str]) -> Job | None:
        return next((job for job in self._jobs.values() if job.place == place), None)

    def _run(self, job: Job, function: Function, call: Callable[[], Any], ended: Ended, kept: Kept) -> None:
        state, problem = State.DONE, ""
        try:
            with around_plugin(function):
                returned = _driven(job, call(), kept)
            if returned is Stopped:
                state = State.STOPPED
            else:
                job.result = ended(job, returned)
        except Failure as failure:
            state, problem = State.FAILED, failure.sentence
        except Problem as told:
            if not self.closing:  # the database is closed while the app ends
                log.warning("%s ended with nothing to show for it: %s", job.title, told)
            state, problem = State.FAILED, str(told)
        if state is not State.DONE:
            with suppress(Problem):
                kept(job, True)
        job.end(state, problem)
        self._clear(job)
        self._leaving()

    def _clear(self, job: Job) -> None:
        with self._lock:
            self._threads.pop(job.id, None)
            over = [one.id for one in self._jobs.values() if one.over]
            for id in over[:-OVER_KEPT]:
                del self._jobs[id]


def _driven(job: Job, work: Generator[Any, None, Any], kept: Kept) -> Any:
    """What the work returns at its end, Stopped where it was stopped. Raises whatever the plug-in raises."""
    while True:
        try:
            told = next(work)
        except StopIteration as end:
            return end.value
        job.take(told)
        kept(job, False)
        if job.stopping:
            work.close()
            return Stopped
