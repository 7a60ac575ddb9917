"""Fields that hold a number: typed, or set on a slider."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from math import isfinite
from typing import Any

from server.domain.fields.field import as_text, must_be_numbers, nothing, typed_last
from server.domain.problem import WrongInput


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

    def __post_init__(self) -> None:
        must_be_numbers(self.label, value=self.value, min=self.min, max=self.max, step=self.step)

    @property
    def proposed(self) -> float | None:
        return self.value

    def check(self, posted: Sequence[str]) -> float | None:
        typed = typed_last(posted)
        if not typed:
            empty: None = nothing(self.label, self.required, None)
            return empty
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
        return "no number" if answer is None else as_text(answer)


@dataclass(frozen=True)
class Range:
    """A number from `min` to `max`, set on a slider or typed beside it; a decimal where `step` has a fraction."""

    label: str
    _: KW_ONLY
    value: float | None = None
    hint: str = ""
    min: float = 0
    max: float = 100
    step: float = 1

    def __post_init__(self) -> None:
        must_be_numbers(self.label, value=self.value, min=self.min, max=self.max, step=self.step)
        if self.max < self.min:
            raise WrongInput(f"{self.label}: there is no number from {self.min:,} to {self.max:,}.")

    @property
    def proposed(self) -> float:
        return self.min if self.value is None else self.value

    @property
    def _number(self) -> Number:
        return Number(self.label, min=self.min, max=self.max, step=self.step)

    def check(self, posted: Sequence[str]) -> float | None:
        return self._number.check(posted)

    def fits(self, answer: Any) -> bool:
        return self._number.fits(answer)

    def words(self, answer: Any) -> str:
        return as_text(answer)
