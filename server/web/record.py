"""What is known of pipelines, and each change to it: results, sentences, exports asked for."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from server.adapters.file_services import placed, say_nothing
from server.adapters.local_files import folder_of
from server.adapters.places import own_place
from server.domain.export import Export, State
from server.domain.files import files_in, with_files
from server.domain.opening import RESULT_LIMIT, Work
from server.domain.pipeline import Pipeline
from server.domain.problem import Problem
from server.domain.workflow import Step, Workflow, sentence
from server.web.failure import Failure, around_plugin
from server.web.parts import Parts


class Record:
    """All pipelines of this process's parts. Raises Problem (Unreadable too) where there is none to speak of."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def find(self, workflow: Workflow, key: str) -> Pipeline:
        found = self._parts.pipelines.find(workflow.name, key)
        if found is None:
            raise Problem(f"There is no pipeline “{key}”. Begin it from the page of “{workflow.title}”.")
        return found

    def known(self, pipeline: Pipeline) -> dict[str, Any]:
        root, exports = self._parts.downloads.root, self._parts.exports
        return {name: with_files(value, root, exports.known) for name, value in pipeline.results.items()}

    def given(self, pipeline: Pipeline, step: Step) -> dict[str, Any]:
        """All that a step's function may name. `so_far` is its own, to be written to."""
        so_far = dict(pipeline.so_far.get(step.name, {}))
        services = self.services(pipeline.workflow, pipeline.key, step.name)
        return {**services, "so_far": so_far, **self.known(pipeline)}

    def services(self, app: str, key: str = "", step: str = "") -> dict[str, Any]:
        """The services of a step or button of a pipeline, or of a page where there is no key: files have a folder."""
        offered = placed(self._parts.services, lambda name: self._place(app, key, f"{folder_of(app, key)}/{name}"))
        if key and offered["say"] is say_nothing:
            offered["say"] = lambda sentence: self._said(app, key, step, str(sentence))
        return offered

    def _place(self, app: str, key: str, place: str) -> str:
        if not key:
            return place
        return own_place(self._parts.pipelines, self._parts.exports.downloads, app, key, place)

    def _said(self, app: str, key: str, step: str, text: str) -> None:
        self._parts.pipelines.update(app, key, lambda old: old.told(step, "work", text))

    def keep(self, pipeline: Pipeline, step: Step, so_far: Mapping[str, Any]) -> None:
        """Write down what a step has so far. Raises Problem where it is no JSON, or too much."""
        try:
            blob = json.dumps(so_far)
        except (TypeError, ValueError) as error:
            raise Problem(f"What “{step.name}” keeps in so_far is not JSON ({error}).") from error
        if len(blob) > RESULT_LIMIT:
            raise Problem(f"What “{step.name}” keeps in so_far is longer than {RESULT_LIMIT:,} bytes. Write a file.")
        self.update(pipeline, lambda old: replace(old, so_far={**old.so_far, step.name: json.loads(blob)}))

    def update(self, pipeline: Pipeline, change: Any) -> Pipeline:
        return self._parts.pipelines.update(pipeline.workflow, pipeline.key, change)

    def finish(self, workflow: Workflow, pipeline: Pipeline, step: Step, result: Any) -> Pipeline:
        order = [one.name for one in workflow.recording]

        def change(old: Pipeline) -> Pipeline:
            recorded = old.recorded(order, step.name, result)
            return replace(recorded, exports={**recorded.exports, **_only(old.exports, step.name)})

        pipeline = self.update(pipeline, change)
        return pipeline if result is None else self.say_done(pipeline, step)  # of a skipped step nothing is said

    def say_done(self, pipeline: Pipeline, step: Step) -> Pipeline:
        """Tell the sentence of a finished step. One that fails is told on its card."""
        with suppress(Failure):
            return self.say(pipeline, step, "done", step.done)
        return pipeline

    def say(self, pipeline: Pipeline, step: Step, when: str, text: Any) -> Pipeline:
        if not text:
            return pipeline
        with around_plugin(step.function):
            told = sentence(text, self.known(pipeline))
        return self.update(pipeline, lambda old: old.told(step.name, when, told))

    def gone(self, pipeline: Pipeline, name: str) -> bool:
        """Whether a file of this result is not on the disk as it was: fetching it again costs no second export."""
        return any(not file.here or file.altered for file in files_in(self.known(pipeline)[name]))

    def exports(self, pipeline: Pipeline, name: str) -> dict[str, Export]:
        """What a step waits for, each as it was asked for last: that may have been in another pipeline, or window."""
        exports = self._parts.exports
        found = {part: exports.get(id) for part, id in pipeline.exports.get(name, {}).items()}
        return {part: exports.find(one.api, one.request) or one for part, one in found.items() if one is not None}

    def ask_for(self, pipeline: Pipeline, step: Step, work: Work, again: bool, anew: bool = False) -> Pipeline:
        """`again`: Botify makes them once more, those that failed where some did; `anew`: what is not on the disk as it
        was is fetched.
        """
        exports, api = self._parts.exports, self._parts.connection.api
        before = {name: exports.find(api, request) for name, request in work.requests.items()}
        failed = {name for name, export in before.items() if export is None or export.state is not State.DONE}
        rows = {
            name: exports.ask(api, request, again and (name in failed or not failed), anew)
            for name, request in work.requests.items()
        }
        for export in rows.values():
            if not export.open and export.state is not State.DONE:
                exports.retry(export.id)
        asked = {name: export.id for name, export in rows.items()}
        pipeline = self.update(pipeline, lambda old: old.waits_for(step.name, asked))
        self._parts.worker.wake()
        self._parts.jobs.news.tell((pipeline.workflow, pipeline.key))
        return pipeline


def _only(mapping: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {name: mapping[name]} if name in mapping else {}
