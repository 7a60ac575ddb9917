"""What surrounds a program on a desktop: the one that opens files, the one that takes messages and shows files."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.package.person import SLOW, Account

SESSION = Path(__file__).with_name("session.py")
OPENER = """#!/bin/sh
env > "$HOME/opened.environment"
printf '%s\\n' "$1" >> "$HOME/opened"
"""


@dataclass(frozen=True)
class Opener:
    """In place of xdg-open, for whoever has `path` in their environment."""

    home: Path

    @property
    def path(self) -> str:
        return f"{self.home}/opener:/usr/local/bin:/usr/bin:/bin"

    def opened(self) -> list[str]:
        """What it was asked to open so far."""
        told = self.home / "opened"
        return told.read_text("utf-8").splitlines() if told.exists() else []

    def environment(self) -> dict[str, str]:
        """What it was started with last."""
        lines = (self.home / "opened.environment").read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


def opener(user: Account) -> Opener:
    program = user.home / "opener" / "xdg-open"
    program.parent.mkdir()
    program.write_text(OPENER)
    program.chmod(0o755)
    return Opener(user.home)


@contextmanager
def session(user: Account) -> Iterator[Callable[[], list[str]]]:
    """A program that takes messages and shows files: gives what came next, ["message", text] or ["shown", address]."""
    script = shutil.copyfile(SESSION, user.home / SESSION.name)
    script.chmod(0o644)
    program = user.start("/usr/bin/python3", "-W", "ignore", str(script), stdout=subprocess.PIPE)
    heard: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    out = program.stdout
    assert out
    reading = threading.Thread(target=lambda: [heard.put(json.loads(line)) for line in out], daemon=True)
    reading.start()
    try:
        assert heard.get(timeout=SLOW) == ["ready"]
        yield lambda: heard.get(timeout=SLOW)
    finally:
        program.kill()
        program.wait(10)
        reading.join(10)
        out.close()
