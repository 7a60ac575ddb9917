"""Fields to choose in: one of several, any of several, yes or no."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

from server.domain.fields.field import Field
from server.domain.misuse import Misuse, named
from server.domain.problem import WrongInput

Options = Sequence[Any] | Mapping[str, str]
OptionsOf = Options | Callable[..., Options]
"""Options, or a function that gives them; its parameters are results above and services."""


@dataclass(frozen=True)
class Choice:
    """One of several. Options are a list, or {value: words}; the first is chosen unless `value` says another.

    `radio`: all are seen at once, as long as they are few.
    """

    label: str
    options: OptionsOf
    _: KW_ONLY
    value: Any = None
    hint: str = ""
    radio: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", _listed(self.label, self.options))
        if not callable(self.options) and not self.options:
            raise WrongInput(f"{self.label}: there is nothing to choose from.")

    @property
    def offered(self) -> dict[str, str]:
        """{value as posted: words}"""
        return _offered(self.options)

    @property
    def proposed(self) -> Any:
        return next(iter(_values(self.options)), None) if self.value is None else self.value

    def check(self, posted: Sequence[str]) -> Any:
        if not posted or posted[-1] not in self.offered:
            raise WrongInput(f"{self.label}: choose one of those offered.")
        return _value_of(posted[-1], self.options)

    def fits(self, answer: Any) -> bool:
        return str(answer) in self.offered

    def words(self, answer: Any) -> str:
        return self.offered.get(str(answer), str(answer))


@dataclass(frozen=True)
class Choices:
    """Any of several; the answer is a list in the order of the options."""

    label: str
    options: OptionsOf
    _: KW_ONLY
    value: Sequence[Any] = ()
    required: bool = True
    hint: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", _listed(self.label, self.options))
        if isinstance(self.value, str):
            raise Misuse(f"The value of “{self.label}” is a list of those chosen; this is {named(self.value)}.")

    @property
    def offered(self) -> dict[str, str]:
        return _offered(self.options)

    @property
    def proposed(self) -> list[Any]:
        return list(self.value)

    def check(self, posted: Sequence[str]) -> list[Any]:
        if unknown := [value for value in posted if value not in self.offered]:
            raise WrongInput(f"{self.label}: “{unknown[0][:80]}” is not offered. Choose among those shown.")
        if self.required and not posted:
            raise WrongInput(f"{self.label}: choose at least one.")
        return [_value_of(value, self.options) for value in self.offered if value in posted]

    def fits(self, answer: Any) -> bool:
        return isinstance(answer, list) and all(str(value) in self.offered for value in answer)

    def words(self, answer: Any) -> str:
        return ", ".join(self.offered.get(str(value), str(value)) for value in answer) or "none"


@dataclass(frozen=True)
class Toggle:
    """Yes or no: the answer is True or False."""

    label: str
    _: KW_ONLY
    value: bool = False
    hint: str = ""

    @property
    def proposed(self) -> bool:
        return self.value

    def check(self, posted: Sequence[str]) -> bool:
        return bool(posted)

    def fits(self, answer: Any) -> bool:
        return isinstance(answer, bool)

    def words(self, answer: Any) -> str:
        return "yes" if answer else "no"


def with_options(field: Field, call: Callable[[Callable[..., Options]], Options]) -> Field:
    """A field whose options a function gives, with what it gave just now; every other field as it is."""
    if isinstance(field, Choice | Choices) and callable(field.options):
        return replace(field, options=call(field.options))
    return field


def _listed(label: str, options: Any) -> OptionsOf:
    """Options as they can be gone through more than once. Raises Misuse for what are none."""
    if callable(options) or isinstance(options, Mapping):
        given: OptionsOf = options
        return given
    if options is None or isinstance(options, str) or not isinstance(options, Iterable):
        raise Misuse(f"The options of “{label}” are a list, or {{value: words}}; this is {named(options)}.")
    return list(options)


def _values(options: OptionsOf) -> list[Any]:
    return list(options() if callable(options) else options)


def _offered(options: OptionsOf) -> dict[str, str]:
    now = options() if callable(options) else options
    if isinstance(now, Mapping):
        return {str(value): str(words) for value, words in now.items()}
    return {str(value): str(value) for value in now}


def _value_of(posted: str, options: OptionsOf) -> Any:
    return next(value for value in _values(options) if str(value) == posted)
