"""A workflow as its author declares it: steps in page order, each a plain function, checked when the file is loaded.

A function's name is the name of its result; its parameters are earlier results, or services.
"""

import inspect
import re
import string
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from server.domain.problem import Problem

Function = Callable[..., Any]

SERVICES = frozenset({"botify", "exports", "files", "http", "model", "profile", "profiles", "say", "so_far", "tables"})
"""What a function may name beside results. `server.adapters.services` gives them."""

SLOW_SERVICES = frozenset({"botify", "http", "model", "tables"})
"""Services that may take long: a card whose function names one is drawn first, then loads itself."""


class Refusal(Exception):
    """A plug-in that cannot be loaded: the file's line (0 where none is known) and the reason."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class Kind(StrEnum):
    ASK = "ask"
    DO = "do"
    SHOW = "show"


class Skip:
    """What a step returns to be left out: no card, None to the steps below."""


@dataclass(frozen=True)
class Step:
    """One cell of the notebook, drawn as one card."""

    kind: Kind
    title: str
    function: Function
    say: str | Function = ""
    done: str | Function = ""
    refill: bool = True
    button: str = ""
    preview: Function | None = None

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def records(self) -> bool:
        return self.kind is not Kind.SHOW

    @property
    def slow(self) -> bool:
        return self.kind is Kind.DO or self.yields or bool(SLOW_SERVICES & set(wants(self.function)))

    @property
    def yields(self) -> bool:
        """Whether it tells how it goes while it works: it then runs in a thread of its own."""
        return inspect.isgeneratorfunction(self.function)


class Workflow:
    """An ordered list of steps. Its name never changes: keys and addresses hold it."""

    def __init__(self, name: str, *, title: str, about: str = "", briefing: str = "", again: str = "") -> None:
        self.name, self.title, self.about, self.briefing, self.again = name, title, about, briefing, again
        self.steps: list[Step] = []

    def ask(
        self,
        title: str,
        *,
        say: str | Function = "",
        done: str | Function = "",
        refill: bool = True,
        preview: Function | None = None,
    ) -> Callable[[Function], Function]:
        """A card that asks: the function returns a field, {name: field}, or a list of things around one of these.

        `preview` is drawn under the fields at each change; it gets the answers as they stand by the card's own name.
        """
        return self._add(Kind.ASK, title, say=say, done=done, refill=refill, preview=preview)

    def do(
        self, title: str, *, say: str | Function = "", done: str | Function = "", button: str = ""
    ) -> Callable[[Function], Function]:
        """A card that works: the function returns JSON, an ExportRequest, or {name: ExportRequest}."""
        return self._add(Kind.DO, title, say=say, done=done, button=button)

    def show(self, title: str, *, say: str | Function = "") -> Callable[[Function], Function]:
        """A card that shows what the function returns and records nothing."""
        return self._add(Kind.SHOW, title, say=say)

    def _add(self, kind: Kind, title: str, **rest: Any) -> Callable[[Function], Function]:
        _refuse_no_title(kind, title)

        def add(function: Function) -> Function:
            self.steps.append(Step(kind, title, function, **rest))
            return function

        return add

    @property
    def asks_botify(self) -> bool:
        """Whether a step needs Botify, so that its pipelines belong to the demo or to the real account."""
        return any({"botify", "exports"} & set(wants(step.function)) for step in self.steps)

    @property
    def recording(self) -> list[Step]:
        """The steps that leave a result, in page order."""
        return [step for step in self.steps if step.records]

    def current(self, results: Mapping[str, Any]) -> Step | None:
        """The first step without a result, None when all have theirs."""
        return next((step for step in self.recording if step.name not in results), None)

    def reached(self, step: Step, results: Mapping[str, Any]) -> bool:
        """Whether all steps above have their results."""
        above = self.steps[: self.steps.index(step)]
        return all(one.name in results for one in above if one.records)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    @property
    def showing(self) -> set[str]:
        """The names of the steps that leave no result."""
        return {step.name for step in self.steps if not step.records}


class Page:
    """A page of sections that show things and carry buttons; it has no pipelines."""

    def __init__(self, name: str, *, title: str, about: str = "", briefing: str = "") -> None:
        self.name, self.title, self.about, self.briefing = name, title, about, briefing
        self.sections: list[Step] = []

    def show(self, title: str) -> Callable[[Function], Function]:
        _refuse_no_title(Kind.SHOW, title)

        def add(function: Function) -> Function:
            self.sections.append(Step(Kind.SHOW, title, function))
            return function

        return add

    @property
    def showing(self) -> set[str]:
        return {section.name for section in self.sections}


def _refuse_no_title(kind: Kind, title: Any) -> None:
    """`@flow.ask` without parentheses hands the function over in the title's place."""
    if not isinstance(title, str):
        name, line = (title.__name__, title.__code__.co_firstlineno) if inspect.isfunction(title) else (str(title), 0)
        raise Refusal(f'“{name}” has no title. Give it one in parentheses: @….{kind}("A title").', line)


App = Workflow | Page


def wants(function: Function) -> list[str]:
    """The names of a function's parameters that must be filled."""
    return [name for name, part in inspect.signature(function).parameters.items() if part.default is part.empty]


def call(function: Function, known: Mapping[str, Any]) -> Any:
    """Call a function with the parameters it names. Raises KeyError for a name nobody knows (refused at load)."""
    given = {name: known[name] for name in inspect.signature(function).parameters if name in known}
    missing = [name for name in wants(function) if name not in given]
    if missing:
        raise KeyError(missing[0])
    return function(**given)


def sentence(text: str | Function, known: Mapping[str, Any]) -> str:
    """A `say` or `done`: a template with results in braces, or a function. Raises Problem for one that was skipped."""
    if callable(text):
        return str(call(text, known))
    if skipped := [name for name in _named(text) if known[name] is None]:
        raise Problem(
            f"The sentence “{text}” names “{skipped[0]}”, which was skipped this time. "
            "In the plug-in, put a function in its place that says what to say then."
        )
    return text.format_map(known)


def _named(text: str) -> list[str]:
    """The results that a template names. Raises ValueError for a lone brace."""
    parts = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    return [re.split(r"[.\[]", part, maxsplit=1)[0] for part in parts]


def refuse_what_is_wrong(app: App) -> None:
    """Check an app as declared. Raises Refusal with the line and the reason."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", app.name):
        raise Refusal(
            f"“{app.name}” cannot name an app: use small letters, digits and hyphens, beginning with a letter."
        )
    if isinstance(app, Page):
        if not app.sections:
            raise Refusal(f"The page “{app.name}” has no section. Add a function under @page.show(…).")
        _refuse_steps(app.sections)
        return
    if not app.steps:
        raise Refusal(f"The workflow “{app.name}” has no step. Add a function under @flow.ask(…).")
    _refuse_steps(app.steps)


def _refuse_steps(steps: Sequence[Step]) -> None:
    above: dict[str, Step] = {}
    names: set[str] = set()
    results = {step.name for step in steps if step.records and inspect.isfunction(step.function)}
    for step in steps:
        _refuse_function(step)
        line = step.function.__code__.co_firstlineno
        if step.name in names:
            raise Refusal(f"Two steps are called “{step.name}”. A function's name is the name of its result.", line)
        if step.name in SERVICES:
            raise Refusal(f"“{step.name}” is the name of a service, so no step can be called that.", line)
        names.add(step.name)
        _refuse_parameters(step.function, set(above), step.name, line, results - {*above, step.name})
        with_own = set(above) | ({step.name} if step.records else set())
        for text, known in ((step.say, set(above)), (step.done, with_own)):
            _refuse_sentence(text, known, step.name, line)
        if step.preview:
            _refuse_preview(step.preview, with_own, step.name, line)
        if step.records:
            above[step.name] = step


def _refuse_function(step: Step) -> None:
    if not inspect.isfunction(step.function):
        raise Refusal(f"“{step.title}” is no plain function. Declare it with def, under one @… line alone.")
    line = step.function.__code__.co_firstlineno
    if inspect.iscoroutinefunction(step.function) or inspect.isasyncgenfunction(step.function):
        raise Refusal(f"“{step.name}” is async. Steps are plain functions, which may take their time.", line)


def _refuse_parameters(
    function: Function, above: set[str], name: str, line: int, below: Set[str] = frozenset()
) -> None:
    for parameter, part in inspect.signature(function).parameters.items():
        if part.kind not in (part.POSITIONAL_OR_KEYWORD, part.KEYWORD_ONLY):
            raise Refusal(f"“{name}” takes {part}. Name each parameter: an earlier result, or a service.", line)
        if part.default is part.empty and parameter not in above | SERVICES:
            known = ", ".join(sorted(above)) or "none yet"
            raise Refusal(
                f"“{name}” asks for “{parameter}”, which is neither a result above ({known}) "
                f"nor a service ({', '.join(sorted(SERVICES))}).{_meant(parameter, above, below)}",
                line,
            )


def _meant(parameter: str, above: set[str], below: Set[str]) -> str:
    if parameter in below:
        return f" “{parameter}” is made further down: a function gets results of those above it alone."
    from difflib import get_close_matches  # seldom needed

    near = get_close_matches(parameter, above | SERVICES, 1)
    return f" Is “{near[0]}” meant?" if near else ""


def _refuse_preview(preview: Function, known: set[str], name: str, line: int) -> None:
    if not inspect.isfunction(preview) or inspect.isgeneratorfunction(preview):
        raise Refusal(f"The preview of “{name}” is to be a plain function that returns at once what to show.", line)
    _refuse_parameters(preview, known, name, line)


def _refuse_sentence(text: str | Function, known: set[str], name: str, line: int) -> None:
    if callable(text):
        if inspect.isgeneratorfunction(text):
            raise Refusal(f"A sentence of “{name}” yields. Return it: only steps and buttons may yield.", line)
        _refuse_parameters(text, known, name, line)
        return
    try:
        named = _named(text)
    except ValueError as error:
        raise Refusal(f"The sentence “{text}” of “{name}” has a lone brace ({error}).", line) from None
    for first in named:
        if first not in known:
            raise Refusal(f"The sentence “{text}” of “{name}” names “{first}”, which is no result above it.", line)
