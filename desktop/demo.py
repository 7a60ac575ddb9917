"""The demo: the simulator of Botify's API as its own process, so that making up files never holds the window up."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from server.adapters.connection import Demo, DemoSite
from server.domain.problem import Problem

log = logging.getLogger(__name__)


@contextmanager
def demo_starter(folder: Path) -> Iterator[Callable[[], Demo]]:
    """Gives a function that starts the simulator, whose jobs and files live in `folder`; ends it with the `with`."""
    children: list[subprocess.Popen[str]] = []

    def start() -> Demo:
        import tempfile

        with tempfile.TemporaryFile() as errors:
            child = _spawn(folder, errors)
            children.append(child)
            return _reached(child, errors)

    try:
        yield start
    finally:
        for child in children:
            _end(child)


def sites() -> tuple[DemoSite, ...]:
    """The made-up sites with the addresses to paste."""
    from server.demo.sites import OWNER, SITES

    return tuple(
        DemoSite(site.name, f"https://app.botify.com/{OWNER}/{site.slug}/", site.newest.total)
        for site in SITES.values()
    )


def _spawn(folder: Path, errors: IO[bytes]) -> subprocess.Popen[str]:
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "desktop"]
    command = [*program, "--simulator", str(folder)]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
        )
    except OSError as error:
        raise Problem(f"The demo could not be started ({error.strerror}). Start the app again.") from error


def _reached(child: subprocess.Popen[str], errors: IO[bytes]) -> Demo:
    line = child.stdout.readline() if child.stdout else ""
    if not line:
        errors.seek(0)
        log.error("the demo did not start: %s", errors.read().decode("utf-8", "replace").strip())
        raise Problem("The demo could not be started; the log says why. Start the app again.")
    told = json.loads(line)
    log.info("the demo runs as process %d", child.pid)
    return Demo(told["api"], told["token"], sites(), ended=lambda: child.poll() is not None)


def _end(child: subprocess.Popen[str]) -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(1.5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout:
        child.stdout.close()
