"""All tests, in two processes at once: `python -m tests`, which `make test` calls.

What needs a screen or a browser runs in the one, test after test, and is seen as it goes: windows want the keyboard
for themselves, and wait more than they work. Everything else runs in the other, gives way to the first, and is told
when both have ended. Arguments go to pytest, in both. Coverage of both together is in `.coverage`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from typing import IO

import pytest

SCREEN, OTHERS = "screen and not package", "not screen and not package"
FINE = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
"""One of the two may have nothing to do, as with `python -m tests tests/domain`."""


def main(arguments: list[str]) -> int:
    """The exit code: 0 where all tests passed."""
    with tempfile.TemporaryFile() as told:
        others = begun("others", OTHERS, arguments, told, give_way=True)
        screen = begun("screen", SCREEN, arguments)
        codes = [screen.wait(), others.wait()]
        told.seek(0)
        say("\nWhat needs no screen, beside the above:\n\n" + told.read().decode())
    if failed := [code for code in codes if code not in FINE]:
        say("Tests failed: what is above says which, for each of the two halves.\n")
        return failed[0]
    subprocess.run([sys.executable, "-m", "coverage", "combine", "--quiet"], check=True)
    return 0 if pytest.ExitCode.OK in codes else int(pytest.ExitCode.NO_TESTS_COLLECTED)


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def begun(
    name: str,
    tests: str,
    arguments: list[str],
    told: IO[bytes] | None = None,
    give_way: bool = False,
) -> subprocess.Popen[bytes]:
    """A pytest of its own."""
    polite = ["nice", "-n", "5"] if give_way and shutil.which("nice") else []
    coverage = ["coverage", "run", f"--data-file=.coverage.{name}"]
    wanted = ["pytest", "-m", tests, "-o", f"cache_dir=.pytest_cache/{name}", *arguments]
    command = [*polite, sys.executable, "-m", *coverage, "-m", *wanted]
    return subprocess.Popen(command, stdout=told, stderr=subprocess.STDOUT if told else None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
