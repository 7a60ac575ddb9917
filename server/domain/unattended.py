"""Walking through a workflow without anybody at the window: answers are given beforehand, the rest is as proposed."""

from collections.abc import Callable, Mapping
from typing import Any

from server.domain.opening import Question, Value, Work, open_step
from server.domain.problem import WrongInput
from server.domain.workflow import Workflow

Answer = Callable[[Question], list[str]]
"""What to post for a step's field, told the question: the options may decide."""


def walk_to_work(
    workflow: Workflow, services: Mapping[str, Any], answers: Mapping[str, Answer]
) -> tuple[Work, dict[str, Any]]:
    """The work of the first step that asks for exports, and the results above it. Steps that show are passed over.

    Raises Problem with the sentence that the window would show, WrongInput where there is no such step.
    """
    results: dict[str, Any] = {}
    for step in workflow.recording:
        opened = open_step(step, {**services, "so_far": {}, **results})
        if isinstance(opened, Work):
            return opened, results
        if isinstance(opened, Question):
            results[step.name] = _answered(opened, answers.get(step.name))
        else:
            results[step.name] = opened.json if isinstance(opened, Value) else None
    raise WrongInput(f"The workflow “{workflow.title}” asks for no export.")


def _answered(question: Question, answer: Answer | None) -> Any:
    if answer is None:
        return question.proposed
    name = next(iter(question.fields))
    return question.check({name: answer(question)})
