"""`--dev`: the app on folders of its own, with what helps to write plug-ins. Imported with that option alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from server.adapters.redaction import redacted
from server.web.dev import Development
from server.web.parts import Parts


@contextmanager
def developing(parts: Parts, reset: bool) -> Iterator[Development]:
    """Plug-ins follow their files while this lasts; with `reset` nothing of earlier tries is left."""
    development = Development(parts, say)
    if reset:
        development.reset()
    with development.watching():
        yield development


def say(text: str) -> None:
    """Prints to the console, without secrets."""
    sys.stderr.write(redacted(text) + "\n")
    sys.stderr.flush()
