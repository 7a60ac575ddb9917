"""What a plug-in's code raised, as a sentence: its own `Problem`, or the error with file and line."""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.domain.misuse import Misuse
from server.domain.opening import WrongAnswers
from server.domain.problem import Problem
from server.plugin.loader import MODULE, TRACED, line_in

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
        file = _file_in(error) or Path(function.__code__.co_filename)
        line = line_in(file, error) or function.__code__.co_firstlineno
        told = f"{'' if isinstance(error, Misuse) else f'{type(error).__name__}: '}{error} ({file}, line {line})"
        raise Failure(told + _traced(function, file, error)) from error


def _file_in(error: BaseException) -> Path | None:
    """The plug-in's file that the error passed through last: a list's checks are the app's, their `parse` is not."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    files = [one.f_code.co_filename for one in frames if str(one.f_globals.get("__name__")).startswith(MODULE)]
    return Path(files[-1]) if files else None


def _traced(function: Callable[..., Any], file: Path, error: BaseException) -> str:
    """Below the sentence, for a plug-in that is being developed: the traceback from its own lines on."""
    if not function.__globals__.get(TRACED):
        return ""
    there = error.__traceback__
    while there is not None and there.tb_frame.f_code.co_filename != str(file):
        there = there.tb_next
    if there is None and isinstance(error, Misuse):  # of what was returned: nothing in between is the author's
        return ""
    told = traceback.format_exception(type(error), error, there or error.__traceback__, chain=bool(error.__cause__))
    return "\n" + "".join(told).rstrip()
