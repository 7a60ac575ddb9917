"""The program: command line in, exit code out, nothing left running."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn

LEFT_BEHIND_SECONDS = 0.3


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The entry point of the program."""
    if getattr(sys, "frozen", False):  # first: a frozen program's helper processes start here, too
        import multiprocessing

        multiprocessing.freeze_support()
    from desktop.logs import log_the_uncaught
    from desktop.streams import guard_streams

    guard_streams()
    log_the_uncaught()
    code = run(arguments)
    _leave(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Does what the arguments say and returns the exit code. A `Problem` ends as its sentence, said aloud."""
    from desktop.commands import parser
    from desktop.exit_codes import INTERRUPTED, exit_code
    from server.domain.problem import Problem

    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except Problem as problem:
        from desktop.aloud import say_aloud

        say_aloud(str(problem))
        return exit_code(problem)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        from desktop.streams import unread

        return unread()


def _leave(code: int) -> NoReturn:
    """Ends the process although a thread may still wait for something: a dialog, the network, a window that is gone."""
    for thread in _others():
        thread.join(LEFT_BEHIND_SECONDS)
    if _others():
        logging.getLogger(__name__).warning("left with threads still busy: %s", [one.name for one in _others()])
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _others() -> list[threading.Thread]:
    """The threads that would hold the end up."""
    return [one for one in threading.enumerate() if one is not threading.current_thread() and not one.daemon]


if __name__ == "__main__":
    main()
