"""What a plug-in's code raised, as a sentence: its own `Problem`, or the error with file and line."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.domain.opening import WrongAnswers
from server.domain.problem import Problem
from server.plugin.loader import line_in

log = logging.getLogger(__name__)


class Failure(Exception):
    """A plug-in's function failed; the sentence is for its card."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@contextmanager
def around_plugin(function: Callable[..., Any]) -> Iterator[None]:
    """Raises Failure for whatever the plug-in's function raises, so that its card says so and the rest works."""
    try:
        yield
    except WrongAnswers:  # told at the fields
        raise
    except Problem as problem:
        raise Failure(str(problem)) from problem
    except (Exception, SystemExit) as error:  # a plug-in may raise anything
        log.exception("%s failed", function.__name__)
        file = Path(function.__code__.co_filename)
        line = line_in(file, error) or function.__code__.co_firstlineno
        raise Failure(f"{type(error).__name__}: {error} ({file}, line {line})") from error
