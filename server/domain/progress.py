"""How work stands that tells so while it goes on: what a function yields, gathered."""

from dataclasses import dataclass, replace
from types import GeneratorType
from typing import Any

LINES_KEPT = 100
"""Lines that stay to be seen: the newest."""


@dataclass(frozen=True)
class Progress:
    """`done` parts `of` so many, and a line that tells which."""

    done: float
    of: float
    text: str = ""


@dataclass(frozen=True)
class Standing:
    """Lines oldest first, the bar (`of` is 0 where nothing is known of it), and the thing shown last."""

    lines: tuple[str, ...] = ()
    told: int = 0
    """Lines that were told, those that are not kept included."""
    done: float = 0
    of: float = 0
    shown: Any = None
    shows: int = 0
    """How often a thing was shown."""

    def after(self, told: Any) -> "Standing":
        """A sentence adds a line, a Progress moves the bar, anything else replaces what is shown."""
        if isinstance(told, Progress):
            of = max(told.of, 0)
            return replace(self._with(told.text), done=min(max(told.done, 0), of), of=of)
        if isinstance(told, str):
            return self._with(told)
        return self if told is None else replace(self, shown=told, shows=self.shows + 1)

    def _with(self, line: str) -> "Standing":
        return replace(self, lines=(*self.lines, line)[-LINES_KEPT:], told=self.told + 1) if line else self


def to_the_end(returned: Any) -> Any:
    """What a function returns, after all that it yields if it does."""
    if not isinstance(returned, GeneratorType):
        return returned
    while True:
        try:
            next(returned)
        except StopIteration as end:
            return end.value
