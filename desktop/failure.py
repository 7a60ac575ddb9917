"""What went wrong in a call, as a value: for the few places of the shell where any failure must end in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from server.domain.problem import Problem


def failure_of(do: Callable[[], object]) -> BaseException | None:
    """Calls `do` and waits for it; returns what it raised, or None."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(do).exception()


def sentence(error: BaseException) -> str:
    """A sentence for the user: a `Problem`'s own, else the kind of the error and its text."""
    if isinstance(error, Problem):
        return str(error)
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
