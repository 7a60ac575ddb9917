"""(a) From the start of the process to the first page answered, and to the window loaded, beside a bare window."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.display import display
from bench.program import Client, address_of, command, environment, free_port, running, shown_title, until

RUNS = 7
BARE = """
import webview
webview.create_window("Bare", html="<title>bare</title><p>A static page.</p>")
webview.start(gui="qt")
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        firsts = [(first_page(folder), imports(folder)) for _ in range(RUNS + 1)][1:]
        pairs = []
        with display() as name:
            for _ in range(RUNS + 1):
                ours = window(command(folder), environment(folder, DISPLAY=name), "Home")
                bare = window([sys.executable, "-c", BARE], environment(folder, DISPLAY=name), "bare")
                pairs.append((ours, bare))
    ours, bare = median(pair[0] for pair in pairs[1:]), median(pair[1] for pair in pairs[1:])
    ratio = median(ours / bare for ours, bare in pairs[1:])
    answered, imported = median(first[0] for first in firsts), median(first[1] for first in firsts)
    print(
        f"(a) start → first page answered: {answered:.2f} s (held to 0.50 s), its libraries imported {imported:.2f} s"
    )
    print(
        f"(a) start → window loaded: {ours:.2f} s, a bare pywebview window {bare:.2f} s: {ratio:.2f} × (held to 1.3 ×)"
    )


def first_page(folder: Path) -> float:
    began = time.perf_counter()
    with running(command(folder, "--browser", "--no-open"), environment(folder)) as process:
        client = Client(address_of(process))
        assert "Pipulate" in client.get("/")
        took = time.perf_counter() - began
        client.close()
    return took


def imports(folder: Path) -> float:
    """What no start can be quicker than on this machine."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import fasthtml.common, uvicorn"], env=environment(folder), check=True)
    return time.perf_counter() - began


def window(program: list[str], env: dict[str, str], title: str) -> float:
    port = free_port()
    began = time.perf_counter()
    with running(program, {**env, "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{port}"}):
        until(lambda: shown_title(port).startswith(title))
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
