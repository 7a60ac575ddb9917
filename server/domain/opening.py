"""What a step comes to when it is opened: a question, work for Botify, a value, something to see, or nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.display import buttons, is_field
from server.domain.export import ExportRequest
from server.domain.fields import Field, File, Options, Secret, with_options
from server.domain.files import without_files
from server.domain.misuse import Misuse, named
from server.domain.problem import Problem, WrongInput
from server.domain.progress import to_the_end
from server.domain.workflow import Function, Kind, Skip, Step, call, wants

RESULT_LIMIT = 1_000_000
"""Bytes of JSON in one result. Millions of rows belong in files."""


@dataclass(frozen=True)
class Question:
    """Fields to fill in, with things to see above and below. `single`: the answer is the field's own, not a dict."""

    fields: Mapping[str, Field]
    single: bool
    above: Sequence[Any] = ()
    below: Sequence[Any] = ()

    @property
    def proposed(self) -> Any:
        values = {name: field.proposed for name, field in self.fields.items()}
        return next(iter(values.values())) if self.single else values

    def offered(self, has_old: bool, old: Any) -> dict[str, Any]:
        """{field: value to show}: the old answer where it still fits, else what is proposed."""
        olds = ({next(iter(self.fields)): old} if self.single else dict(old)) if has_old else {}
        return {
            name: olds[name] if name in olds and field.fits(olds[name]) else field.proposed
            for name, field in self.fields.items()
        }

    def check(self, posted: Mapping[str, Sequence[str]]) -> Any:
        """The answer. Raises WrongAnswers with a sentence for each field that is wrong."""
        answers, problems = {}, {}
        for name, field in self.fields.items():
            try:
                answers[name] = field.check(posted.get(name, ()))
            except Problem as problem:
                problems[name] = str(problem)
        if problems:
            raise WrongAnswers(problems)
        return next(iter(answers.values())) if self.single else answers

    def words(self, answer: Any) -> str:
        answers = {next(iter(self.fields)): answer} if self.single else answer
        return " · ".join(field.words(answers[name]) for name, field in self.fields.items())


class WrongAnswers(WrongInput):
    """Sentences by field."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = dict(sentences)


@dataclass(frozen=True)
class Work:
    """Export requests, by name; '' where the step asked for just one."""

    requests: Mapping[str, ExportRequest]


@dataclass(frozen=True)
class Value:
    """A result, as JSON."""

    json: Any


@dataclass(frozen=True)
class Seen:
    thing: Any


class Skipped:
    """The step returned `Skip`."""


Opened = Question | Work | Value | Seen | Skipped


def result_of(opened: Opened) -> Any:
    """What a step that needs nothing more leaves to the steps below: its value, None where it was skipped."""
    return opened.json if isinstance(opened, Value) else None


def open_step(step: Step, known: Mapping[str, Any]) -> Opened:
    """Call a step's function with results and services, to its end. Raises whatever it raises, and Misuse."""
    return opened(step, to_the_end(call(step.function, known)), known)


def opened(step: Step, returned: Any, known: Mapping[str, Any]) -> Opened:
    """What it means that a step's function returned this. Raises Misuse."""
    _refuse_buttons(returned, known)
    if step.kind is Kind.SHOW:
        return Seen(returned)
    if returned is Skip:
        return Skipped()
    return _question(step, returned, known) if step.kind is Kind.ASK else _work(step, returned)


def _refuse_buttons(thing: Any, known: Mapping[str, Any]) -> None:
    """A button whose function asks for what nobody knows is told when it is drawn, not when it is pressed."""
    for button in buttons(thing):
        if any(isinstance(field, File) for field in button.fields.values()):
            raise Misuse(f"The button “{button.label}” asks for a File, which only a card can: ask for it there.")
        for name in wants(button.function):
            if name not in known and name not in button.arguments:
                raise Misuse(
                    f"The button “{button.label}” calls “{button.function.__name__}”, which asks for “{name}”: "
                    "neither one of its arguments, nor a result above, nor a service."
                )


def _question(step: Step, returned: Any, known: Mapping[str, Any]) -> Question:
    things = list(returned) if isinstance(returned, list | tuple) else [returned]
    places = [number for number, thing in enumerate(things) if _is_fields(thing)]
    if len(places) != 1:
        found = "no field" if not places else "several fields: use {name: field}"
        raise Misuse(
            f"“{step.name}” asks, so it returns a field, {{name: field}}, or a list around one; this has {found}."
            + (" Is “return” missing?" if returned is None else "")
        )
    asked = things[places[0]]
    single = is_field(asked)
    fields = {step.name: asked} if single else dict(asked)
    if unnamed := [name for name in fields if not isinstance(name, str)]:
        raise Misuse(f"“{step.name}” names a field {named(unnamed[0])}. Name each by a text: {{name: field}}.")
    fields = {name: _with_options(field, known) for name, field in fields.items()}
    if any(isinstance(field, Secret) for field in fields.values()):
        raise Misuse(f"“{step.name}” asks for a Secret, but answers are recorded. Ask for it with a Button's argument.")
    return Question(fields, single, things[: places[0]], things[places[0] + 1 :])


def _with_options(field: Field, known: Mapping[str, Any]) -> Field:
    """A field whose options a function gives is offered with what it gives now."""

    def options(function: Function) -> Options:
        if missing := [name for name in wants(function) if name not in known]:
            raise Misuse(
                f"The options of “{field.label}” come from “{function.__name__}”, which asks for “{missing[0]}”: "
                "neither a result above nor a service."
            )
        given: Options = call(function, known)
        return given

    return with_options(field, options)


def _is_fields(thing: Any) -> bool:
    return is_field(thing) or (isinstance(thing, Mapping) and bool(thing) and all(map(is_field, thing.values())))


def _work(step: Step, returned: Any) -> Work | Value:
    if isinstance(returned, ExportRequest):
        return Work({"": returned})
    if isinstance(returned, Mapping) and any(isinstance(value, ExportRequest) for value in returned.values()):
        if not all(isinstance(value, ExportRequest) for value in returned.values()):
            raise Misuse(f"“{step.name}” returns export requests and other things in one dict. Return one kind.")
        return Work(dict(returned))

    def refuse(part: Any) -> None:
        raise Misuse(
            f"The result of “{step.name}” cannot be kept: {named(part)} is no JSON. Return text, numbers, True, False, "
            "None, and lists and dicts of these."
        )

    try:
        plain = without_files(returned)
        size = len(json.dumps(plain, default=refuse).encode())
    except (TypeError, ValueError) as error:
        raise Misuse(f"The result of “{step.name}” is not JSON ({error}).") from error
    if size > RESULT_LIMIT:
        raise Misuse(
            f"The result of “{step.name}” has {size:,} bytes; at most {RESULT_LIMIT:,} fit. Write a file instead."
        )
    return Value(json.loads(json.dumps(plain)))
