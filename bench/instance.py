"""(g) A second start until it has ended, and *Quit* until the process is gone, beside a start of Python alone."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.display import display
from bench.program import command, environment, free_port, running, shown_title, until

RUNS = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as made, display() as name:
        folder = Path(made)
        env = environment(folder, DISPLAY=name)
        told = [measured(folder, env) for _ in range(RUNS + 1)][1:]
    second, python, quitting = (median(one[part] for one in told) for part in range(3))
    print(f"(g) second start → ended: {second:.2f} s (held to 1 s), Python alone {python:.2f} s")
    print(f"(g) quit → process gone: {quitting:.2f} s (held to 2 s)")


def measured(folder: Path, env: dict[str, str]) -> tuple[float, float, float]:
    """Seconds of a second start, of Python alone, and of quitting."""
    port = free_port()
    with running(command(folder), {**env, "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{port}"}) as first:
        until(lambda: shown_title(port).startswith("Home"))
        second = timed(command(folder), env)
        python = timed([sys.executable, "-c", "pass"], env)
        began = time.perf_counter()
        first.terminate()
        first.wait(30)
        return second, python, time.perf_counter() - began


def timed(program: list[str], env: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(program, env=env, check=True, stdout=subprocess.DEVNULL, timeout=30)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
