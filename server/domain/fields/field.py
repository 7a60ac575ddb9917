"""What every kind of field can do, and the words all kinds share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from server.domain.misuse import Misuse, named
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


def as_text(answer: Any) -> str:
    """An answer as a line to read and to offer again: a dict by its first entry, a list one entry a line."""
    if isinstance(answer, Mapping):
        return as_text(next(iter(answer.values()), ""))
    if isinstance(answer, list):
        return "\n".join(map(as_text, answer))
    return "" if answer is None else str(answer)


def typed_last(posted: Sequence[str]) -> str:
    """What was typed, without the space around it; '' where nothing was."""
    return posted[-1].strip() if posted else ""


def must_be_numbers(label: str, **given: Any) -> None:
    """Raises Misuse for what a plug-in gave in place of a number."""
    for name, value in given.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise Misuse(f"“{label}”: {name} is a number, as in {name}=10; this is {named(value)}.")


def must_be_function(label: str, parse: Any) -> None:
    """Raises Misuse for what a plug-in gave in place of a function that makes a value of a text."""
    if parse is not None and not callable(parse):
        raise Misuse(f"“{label}”: parse is a function, as in parse=int; this is {named(parse)}.")


def nothing(label: str, required: bool, otherwise: Any) -> Any:
    """The answer of an empty field. Raises WrongInput where it must be filled in."""
    if required:
        raise WrongInput(f"{label}: please fill this in.")
    return otherwise
