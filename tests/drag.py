"""Dragging something with the mouse out of another program's window into ours."""

from __future__ import annotations

import queue
import secrets
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from tests.display import Display, until

SOURCE = Path(__file__).with_name("drag_source.py")
PYTHON = "/usr/bin/python3"
MOVES = 20
SOON = 5.0


def drag(display: Display, what: str, window: str) -> None:
    """Drops a text, or the file with this file: address, in the middle of the window with this id."""
    if subprocess.run([PYTHON, "-c", "import gi"], capture_output=True, check=False).returncode:
        pytest.skip("the system's Python has no GTK to drag with")
    command = [PYTHON, "-W", "ignore", str(SOURCE), what]
    source = subprocess.Popen(command, env=display.environment(), stdout=subprocess.PIPE, text=True)
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    reading = threading.Thread(target=lambda: [said.put(line.strip()) for line in source.stdout or []], daemon=True)
    reading.start()
    try:
        until(lambda: _dropped(display, said, window), what="the window that takes what is dragged")
    finally:
        source.kill()
        source.wait(20)
        reading.join(20)
        if source.stdout:
            source.stdout.close()


def _dropped(display: Display, said: queue.SimpleQueue[str], window: str) -> bool:
    """One try: the button is let go when the window below says that it takes it, or seems not to hear."""
    display.xdotool("mousemove", "--window", display.wait_for("^Another program$"), "40", "20", "mousedown", "1")
    for _ in range(6):  # what is moved by less is pressed, not dragged
        display.xdotool("mousemove_relative", "5", "3")
    display.xdotool("windowraise", window)
    told = dict(line.split("=") for line in display.xdotool("getwindowgeometry", "--shell", window).splitlines())
    middle = int(told["WIDTH"]) // 2, int(told["HEIGHT"]) // 2
    taken = any(_accepted(display, said, window, middle) for _ in range(MOVES))
    display.xdotool("mouseup", "1")
    with suppress(queue.Empty):
        while said.get(timeout=SOON) != "over":
            pass
    return taken


def _accepted(display: Display, said: queue.SimpleQueue[str], window: str, middle: tuple[int, int]) -> bool:
    """After a small step around the middle: a hand is never quite still."""
    display.xdotool("mousemove", "--window", window, *(str(at + secrets.randbelow(9)) for at in middle))
    with suppress(queue.Empty):
        return said.get(timeout=0.2) == "accepted"
    return False
