"""What a card can ask for. A field checks what was typed and says what it shows again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from math import isfinite
from typing import Any, Protocol

from server.domain.problem import WrongInput

Parse = Callable[[str], Any]


class Field(Protocol):
    """A question. `value` is proposed; `check` makes an answer of what was posted, `shown` the reverse."""

    @property
    def label(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def proposed(self) -> Any:
        """What the step proposes, as JSON: an old answer is offered again as long as this stays the same."""

    def check(self, posted: Sequence[str]) -> Any:
        """The answer, as JSON. Raises Problem with a sentence to show at the field."""

    def fits(self, answer: Any) -> bool:
        """Whether an old answer can be offered again."""

    def words(self, answer: Any) -> str:
        """The answer as a locked card shows it."""


@dataclass(frozen=True)
class Text:
    """A line of text. `parse` makes a JSON value of it, or raises Problem with a sentence."""

    label: str
    _: KW_ONLY
    value: str = ""
    required: bool = True
    hint: str = ""
    placeholder: str = ""
    parse: Parse | None = None
    max: int | None = None

    @property
    def proposed(self) -> str:
        return self.value

    def check(self, posted: Sequence[str]) -> Any:
        typed = posted[-1].strip() if posted else ""
        if not typed:
            return _nothing(self.label, self.required, "")
        if self.max is not None and len(typed) > self.max:
            raise WrongInput(f"{self.label}: at most {self.max} characters, these are {len(typed)}.")
        return self.parse(typed) if self.parse else typed

    def fits(self, answer: Any) -> bool:
        return True

    def words(self, answer: Any) -> str:
        return as_text(answer)


@dataclass(frozen=True)
class Secret:
    """A line that is never shown, kept in no record and in no log: a password, a token."""

    label: str
    _: KW_ONLY
    hint: str = ""
    placeholder: str = ""

    @property
    def proposed(self) -> str:
        return ""

    def check(self, posted: Sequence[str]) -> str:
        typed = posted[-1].strip() if posted else ""
        return typed or str(_nothing(self.label, True, ""))

    def fits(self, answer: Any) -> bool:
        return False

    def words(self, answer: Any) -> str:
        return "••••"


@dataclass(frozen=True)
class Number:
    """A whole number, or a decimal where `step` has a fraction."""

    label: str
    _: KW_ONLY
    value: float | None = None
    required: bool = True
    hint: str = ""
    min: float | None = None
    max: float | None = None
    step: float = 1

    @property
    def proposed(self) -> float | None:
        return self.value

    def check(self, posted: Sequence[str]) -> float | None:
        typed = posted[-1].strip() if posted else ""
        if not typed:
            nothing: None = _nothing(self.label, self.required, None)
            return nothing
        try:
            number = float(typed.replace(",", ".")) if self.step % 1 else int(typed)
        except ValueError:
            kind = "a number" if self.step % 1 else "a whole number"
            raise WrongInput(f"{self.label}: “{typed[:40]}” is not {kind}.") from None
        if not isfinite(number):
            raise WrongInput(f"{self.label}: “{typed[:40]}” is not a number.")
        if not self.fits(number):
            raise WrongInput(f"{self.label}: {self._between()}.")
        return number

    def fits(self, answer: Any) -> bool:
        if not isinstance(answer, int | float) or not isfinite(answer):
            return False
        return (self.min is None or answer >= self.min) and (self.max is None or answer <= self.max)

    def _between(self) -> str:
        if self.min is not None and self.max is not None:
            return f"a number from {self.min:,} to {self.max:,}"
        return f"at least {self.min:,}" if self.min is not None else f"at most {self.max:,}"

    def words(self, answer: Any) -> str:
        return as_text(answer)


Options = Sequence[Any] | Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """One of several. Options are a list, or {value: words}; the first is chosen unless `value` says another."""

    label: str
    options: Options
    _: KW_ONLY
    value: Any = None
    hint: str = ""

    def __post_init__(self) -> None:
        if not self.options:
            raise WrongInput(f"{self.label}: there is nothing to choose from.")

    @property
    def offered(self) -> dict[str, str]:
        """{value as posted: words}"""
        return _offered(self.options)

    @property
    def proposed(self) -> Any:
        return next(iter(_values(self.options))) if self.value is None else self.value

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
    options: Options
    _: KW_ONLY
    value: Sequence[Any] = ()
    required: bool = True
    hint: str = ""

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


def as_text(answer: Any) -> str:
    """An answer as a line to read and to offer again: a dict by its first entry, a list one entry a line."""
    if isinstance(answer, Mapping):
        return as_text(next(iter(answer.values()), ""))
    if isinstance(answer, list):
        return "\n".join(map(as_text, answer))
    return "" if answer is None else str(answer)


def _nothing(label: str, required: bool, otherwise: Any) -> Any:
    if required:
        raise WrongInput(f"{label}: please fill this in.")
    return otherwise


def _values(options: Options) -> list[Any]:
    return list(options)


def _offered(options: Options) -> dict[str, str]:
    if isinstance(options, Mapping):
        return {str(value): str(words) for value, words in options.items()}
    return {str(value): str(value) for value in options}


def _value_of(posted: str, options: Options) -> Any:
    return next(value for value in _values(options) if str(value) == posted)
