"""A field that holds a day."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from typing import Any

from server.domain.day import in_words
from server.domain.fields.field import nothing, typed_last
from server.domain.problem import WrongInput


@dataclass(frozen=True)
class Date:
    """A day, from `min` to `max`: all as `date` or as ISO text. The answer is ISO text, '2026-11-21', or ''."""

    label: str
    _: KW_ONLY
    value: date | str = ""
    required: bool = True
    hint: str = ""
    min: date | str = ""
    max: date | str = ""

    @property
    def proposed(self) -> str:
        return str(self.value)

    def check(self, posted: Sequence[str]) -> str:
        typed = typed_last(posted)
        if not typed:
            return str(nothing(self.label, self.required, ""))
        day = _day(typed)
        if day is None:
            raise WrongInput(f"{self.label}: “{typed[:40]}” is no day. Write year, month and day, as in 2026-11-21.")
        if not self._within(day):
            raise WrongInput(f"{self.label}: {self._between()}.")
        return day.isoformat()

    def fits(self, answer: Any) -> bool:
        day = _day(answer) if isinstance(answer, str) else None
        return (day is not None and self._within(day)) or (answer == "" and not self.required)

    def words(self, answer: Any) -> str:
        return in_words(day) if (day := _day(str(answer))) else "no day"

    def _within(self, day: date) -> bool:
        return str(self.min) <= day.isoformat() and (not self.max or day.isoformat() <= str(self.max))

    def _between(self) -> str:
        first, last = (in_words(day) if (day := _day(str(end))) else "" for end in (self.min, self.max))
        if first and last:
            return f"a day from {first} to {last}"
        return f"{first} or later" if first else f"{last} or earlier"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
