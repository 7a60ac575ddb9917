"""A built or installed program, tried out on the system it is for: its commands, an export, its window.

`python -m desktop.packaging.tryout PROGRAM [ARGUMENT …]`; the exit code is 0 if all went well. Nothing of the person's
own is touched: data and files go into a folder that is removed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

SITE = "https://app.botify.com/demo/tea-shop/"
ROWS = 4_000
PATIENCE = 120.0


class WentWrong(Exception):
    """What did not do as it should; the text is for the log of the run."""


def try_out(program: Sequence[str], folder: Path) -> None:
    """Raises WentWrong at the first thing that is not as it should be."""
    places = ["--data-dir", str(folder / "data"), "--downloads-dir", str(folder / "downloads")]
    version = said([*program, "--version"])
    if not version.startswith("pipulate-desktop "):
        raise WentWrong(f"--version says {version!r}")
    said([*program, *places, "doctor"])
    told = json.loads(said([*program, *places, "--demo", "export", SITE, "--json"]))
    if told["rows"] != ROWS or not Path(told["path"]).is_file():
        raise WentWrong(f"the export says {told}")
    window(program, places, folder / "data" / "logs" / "pipulate.log")


def said(command: Sequence[str]) -> str:
    """What a command prints."""
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False)
    if ran.returncode:
        raise WentWrong(f"{' '.join(command)} ended with {ran.returncode}: {ran.stdout}{ran.stderr}")
    return ran.stdout


def window(program: Sequence[str], places: Sequence[str], log: Path) -> None:
    """Opens the window with the demo, waits until it shows a page of the app, shuts it."""
    process = subprocess.Popen([*program, *places, "--demo"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while "the window shows /" not in (log.read_text("utf-8") if log.exists() else ""):
            if process.poll() is not None:
                raise WentWrong(f"the window ended with {process.returncode}")
            if time.monotonic() > end:
                raise WentWrong(f"no window in {PATIENCE:.0f} s; the log: {log.read_text('utf-8')[-2000:]}")
            time.sleep(0.2)
        _ask_to_end(process)
        if (code := process.wait(30)) not in (0, -15):
            raise WentWrong(f"the window ended with {code} when it was asked to")
    finally:
        if process.poll() is None:
            process.kill()


def _ask_to_end(process: subprocess.Popen[bytes]) -> None:
    """As the system does when somebody logs off."""
    if sys.platform == "win32":
        task_kill = Path(os.environ["SYSTEMROOT"]) / "System32" / "taskkill.exe"
        subprocess.run([str(task_kill), "/PID", str(process.pid)], check=True)
    else:
        process.terminate()


if __name__ == "__main__":
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
            try_out(sys.argv[1:], Path(made))
    except WentWrong as problem:
        sys.exit(f"It does not work: {problem}")
    sys.stdout.write("It works: commands, an export, the window.\n")
