"""The program as a process of its own, served to a browser."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = [sys.executable, "-m", "desktop"]
UNWANTED = ("BOTIFY_TOKEN", "BOTIFY_API_URL")


@dataclass
class Program:
    process: subprocess.Popen[str]
    address: str

    def kill(self) -> None:
        """As the power goes: nothing is closed."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return {**kept, "HOME": str(folder), **more}


def folders(folder: Path) -> list[str]:
    return ["--data-dir", str(folder / "data"), "--downloads-dir", str(folder / "downloads")]


@contextmanager
def served(folder: Path, *arguments: str, **more: str) -> Iterator[Program]:
    """`python -m desktop --browser --no-open` in folders of its own; `more` goes into its environment."""
    process = subprocess.Popen(
        [*PROGRAM, "--browser", "--no-open", *folders(folder), *arguments],
        env=environment(folder, **more),
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), address
        yield Program(process, address)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(20)
        if process.stdout:
            process.stdout.close()
