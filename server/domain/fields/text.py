"""Fields that hold text: a line, several lines, and a line that is kept nowhere."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from server.domain.fields.field import Parse, as_text, must_be_function, must_be_numbers, nothing, typed_last
from server.domain.problem import WrongInput


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

    def __post_init__(self) -> None:
        must_be_numbers(self.label, max=self.max)
        must_be_function(self.label, self.parse)

    @property
    def proposed(self) -> str:
        return self.value

    def check(self, posted: Sequence[str]) -> Any:
        typed = typed_last(posted)
        if not typed:
            return nothing(self.label, self.required, "")
        if self.max is not None and len(typed) > self.max:
            raise WrongInput(f"{self.label}: at most {self.max} characters, these are {len(typed)}.")
        return self.parse(typed) if self.parse else typed

    def fits(self, answer: Any) -> bool:
        return True

    def words(self, answer: Any) -> str:
        return as_text(answer)


@dataclass(frozen=True)
class LongText:
    """Several lines of text, whose ends are '\\n' alone. `parse` as for a Text."""

    label: str
    _: KW_ONLY
    value: str = ""
    required: bool = True
    hint: str = ""
    placeholder: str = ""
    parse: Parse | None = None
    max: int | None = None

    def __post_init__(self) -> None:
        must_be_numbers(self.label, max=self.max)
        must_be_function(self.label, self.parse)

    @property
    def proposed(self) -> str:
        return self.value

    def check(self, posted: Sequence[str]) -> Any:
        lines = posted[-1].replace("\r\n", "\n").replace("\r", "\n") if posted else ""  # browsers post '\r\n'
        return Text(self.label, required=self.required, parse=self.parse, max=self.max).check([lines])

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
        return typed_last(posted) or str(nothing(self.label, True, ""))

    def fits(self, answer: Any) -> bool:
        return False

    def words(self, answer: Any) -> str:
        return "••••"
