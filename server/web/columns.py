"""Which cards a pipeline has: each step as its result, the open one as what its function comes to.

Work that turns out done on the way is recorded. `walks` decides what a press changes, `cards` draws.
"""

from collections.abc import Mapping

from server.domain.call import Caller, calling
from server.domain.display import is_nothing
from server.domain.export import Export, State
from server.domain.opening import Opened, Question, Seen, Work, open_step, result_of
from server.domain.pipeline import Pipeline
from server.domain.workflow import Step, Workflow, sentence
from server.web.column import (
    Asking,
    Card,
    Column,
    Exporting,
    Failed,
    Last,
    Locked,
    Offering,
    Shown,
    Waiting,
    each_file_once,
)
from server.web.failure import Failure, around_plugin
from server.web.offered import Offered
from server.web.parts import Parts
from server.web.record import Record
from server.web.step_work import StepWork


class Columns:
    """Of all pipelines of this process. The caller has the pipeline's lock, or says that it is busy."""

    def __init__(self, parts: Parts, record: Record, offered: Offered, work: StepWork) -> None:
        self._parts, self._record, self._offered, self._work = parts, record, offered, work

    def drawn(
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
        current = workflow.current(pipeline.results)
        if notice and current and not current.yields:
            opening = current.name  # a card that loads itself would take the notice away
        for step in workflow.steps:
            if not step.records:
                cards += self._waiting(pipeline, step) if step.slow else self.shown(workflow, pipeline, step)
                continue
            if step.name not in pipeline.results:
                card = instead or self._open_card(workflow, pipeline, step, opening, busy)
                pipeline = self._record.find(workflow, pipeline.key)  # opening may have recorded
                if step.name not in pipeline.results:
                    return Column(workflow, pipeline, each_file_once([*cards, card]), notice)
            cards += self._locked(pipeline, step)
        return Column(workflow, pipeline, each_file_once([*cards, Last(pipeline.finalized)]), notice)

    def _waiting(self, pipeline: Pipeline, step: Step) -> list[Card]:
        return self._work.waiting(pipeline, step) if step.yields else [Waiting(step)]

    def shown(self, workflow: Workflow, pipeline: Pipeline, step: Step) -> list[Card]:
        if step.yields:
            return self._work.shown(workflow, pipeline, step)
        try:
            opened = self.opened(pipeline, step)
        except Failure as failure:
            return [Failed(step, failure.sentence)]
        thing = opened.thing if isinstance(opened, Seen) else None
        return [] if is_nothing(thing) else [Shown(step, thing)]

    def _locked(self, pipeline: Pipeline, step: Step) -> list[Card]:
        known = self._record.known(pipeline)
        result = known[step.name]
        if result is None and step.name not in pipeline.words:
            return []  # skipped: nothing was asked
        words, problem = pipeline.words.get(step.name, ""), ""
        try:
            with around_plugin(step.function):
                words = sentence(step.done, known) if step.done and result is not None else words
        except Failure as failure:
            problem = failure.sentence
        return [Locked(step, words, result, self._record.exports(pipeline, step.name), problem)]

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
            opened = ready or self.opened(pipeline, step)
        except Failure as failure:
            return Failed(step, failure.sentence)
        return self._card_of(workflow, pipeline, step, opened)

    def _card_of(self, workflow: Workflow, pipeline: Pipeline, step: Step, opened: Opened) -> Card:
        if isinstance(opened, Question):
            return self.asking(pipeline, step, opened)
        if isinstance(opened, Work):
            return self._offering(workflow, pipeline, step, opened)
        self._record.finish(workflow, pipeline, step, result_of(opened))
        return Waiting(step)

    def asking(self, pipeline: Pipeline, step: Step, question: Question) -> Asking:
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

    def opened(self, pipeline: Pipeline, step: Step) -> Opened:
        """Open a step and remember its question. Raises Failure with a sentence, whatever the plug-in raised."""
        if step.yields:
            raise Failure("The app was started anew and prepares this card again. Reload the page.")
        with calling(Caller(pipeline.workflow, pipeline.key, step.name)), around_plugin(step.function):
            opened = open_step(step, self._record.given(pipeline, step))
        if isinstance(opened, Question):
            self._offered.keep(pipeline, step.name, opened)
        return opened

    def remembered(self, pipeline: Pipeline, step: Step) -> Question:
        opened = self._offered.question(pipeline, step.name) or self.opened(pipeline, step)
        if not isinstance(opened, Question):
            raise Failure("This card asks nothing any more. Reload the page.")
        return opened
