"""What open cards offered last. It lives in memory, for a question holds functions, which no record can."""

from collections import OrderedDict
from collections.abc import Iterable

from server.domain.opening import Question, Work
from server.domain.pipeline import Pipeline

KEPT = 1000


class Offered:
    """By pipeline and step; the oldest are forgotten, and opened again when they are needed."""

    def __init__(self) -> None:
        self._things: OrderedDict[tuple[str, str, str], Question | Work] = OrderedDict()

    def keep(self, pipeline: Pipeline, step: str, thing: Question | Work) -> None:
        self._things[pipeline.workflow, pipeline.key, step] = thing
        while len(self._things) > KEPT:
            self._things.popitem(last=False)

    def thing(self, pipeline: Pipeline, step: str) -> Question | Work | None:
        return self._things.get((pipeline.workflow, pipeline.key, step))

    def question(self, pipeline: Pipeline, step: str) -> Question | None:
        thing = self._things.get((pipeline.workflow, pipeline.key, step))
        return thing if isinstance(thing, Question) else None

    def work(self, pipeline: Pipeline, step: str) -> Work | None:
        thing = self._things.get((pipeline.workflow, pipeline.key, step))
        return thing if isinstance(thing, Work) else None

    def forget_all(self, workflow: str, key: str) -> None:
        """What a pipeline offered, that goes by this name no more."""
        for name in [name for name in self._things if name[:2] == (workflow, key)]:
            self._things.pop(name, None)

    def forget_app(self, workflow: str) -> None:
        """What all pipelines of a workflow offered, for it is another one now."""
        for name in [name for name in self._things if name[0] == workflow]:
            self._things.pop(name, None)

    def forget(self, pipeline: Pipeline, steps: Iterable[str]) -> None:
        for step in steps:
            self._things.pop((pipeline.workflow, pipeline.key, step), None)
