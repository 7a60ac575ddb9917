"""(b) Memory of the server at rest, after its first page."""

import sys
import tempfile
import time
from pathlib import Path

from bench.program import Client, address_of, command, environment, running

REFERENCE = """
import sys, time
import fasthtml.common, uvicorn
print("up", flush=True)
time.sleep(60)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with running(command(folder, "--browser", "--no-open"), environment(folder)) as process:
            client = Client(address_of(process))
            client.get("/")
            client.close()
            time.sleep(2)
            ours = resident(process.pid)
        with running([sys.executable, "-c", REFERENCE], environment(folder)) as process:
            address_of(process)
            bare = resident(process.pid)
    print(
        f"(b) server at rest: {ours:.0f} MB (held to 75 MB); FastHTML and uvicorn imported, nothing else: {bare:.0f} MB"
    )


def resident(pid: int, what: str = "VmRSS") -> float:
    """Megabytes of a process in memory; with 'VmHWM' the most it ever had."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(f"{what}:"))


if __name__ == "__main__":
    main()
