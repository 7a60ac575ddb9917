"""The registry of exports cannot be read or written just now, as on a full disk: no export fails by that."""

from collections.abc import Iterator
from contextlib import contextmanager

from server.domain.problem import Problem


class StandStill(Exception):
    """What was to be moved is moved later."""


@contextmanager
def registry() -> Iterator[None]:
    """Raises StandStill for what the registry raises meanwhile."""
    try:
        yield
    except Problem as error:
        raise StandStill(str(error)) from error
