"""The program with its window on the screen, as somebody with an account started it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.display import Display, until
from tests.package.person import SLOW, Account

OURS = "^(● )?Pipulate Desktop$"
DATA = ".local/share/Pipulate Desktop"
LOG = ".local/state/Pipulate Desktop/log/pipulate.log"
END = 60.0
PARTS = "pipulate-desktop|WebKit"
"""What the processes of the program are called."""


@dataclass
class Opened:
    """A started program. Its process may have ended meanwhile."""

    user: Account
    process: subprocess.Popen[str]

    @property
    def display(self) -> Display:
        return self.user.display

    def ids(self) -> list[str]:
        """Its windows on the screen; a minimised one is not."""
        found = self.display.xdotool("search", "--all", "--onlyvisible", "--pid", str(self.process.pid), "--name", OURS)
        return found.split()

    def window(self) -> str:
        """The id of its window, as soon as that is on the screen."""
        return until(lambda: self.ids() or self._over(), SLOW, "the window")[-1]

    def _over(self) -> list[str]:
        assert self.process.poll() is None, f"it ended with {self.process.returncode}"
        return []

    def in_front(self) -> bool:
        return self.display.xdotool("getactivewindow") in self.ids()

    def place(self) -> tuple[int, ...]:
        """The left, top, width and height of what is inside its frame, on the screen."""
        asked = ["xwininfo", "-id", self.window()]
        told = subprocess.run(asked, env=self.display.environment(), capture_output=True, text=True, check=True).stdout
        wanted = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        return tuple(int(re.findall(rf"{name}:\s+(-?\d+)", told)[0]) for name in wanted)

    def frame(self) -> tuple[int, ...]:
        """How far its frame reaches beyond that: left, right, top, bottom."""
        asked = ["xprop", "-id", self.window(), "_NET_FRAME_EXTENTS"]
        told = subprocess.run(asked, env=self.display.environment(), capture_output=True, text=True, check=True).stdout
        return tuple(map(int, re.findall(r"\d+", told.partition("=")[2])))

    def picture(self, measure: str) -> float:
        """How the window looks, as ImageMagick measures it: %[fx:mean] is its brightness, %k its number of colours."""
        asked = ["import", "-silent", "-window", self.window(), "-format", measure, "info:"]
        return float(subprocess.run(asked, env=self.display.environment(), capture_output=True, check=True).stdout)

    def painted(self, colour: str) -> int:
        """How many of its pixels have exactly this colour."""
        environment = self.display.environment()
        shot = ["import", "-silent", "-window", self.window(), "png:-"]
        picture = subprocess.run(shot, env=environment, capture_output=True, check=True).stdout
        alone = ["-fill", "black", "+opaque", colour, "-fill", "white", "-opaque", colour]
        count = ["convert", "png:-", *alone, "-format", "%[fx:mean*w*h]", "info:"]
        return round(float(subprocess.run(count, input=picture, capture_output=True, check=True).stdout))

    def manage(self, *what: str) -> None:
        """Has the window manager do something with the window, as its buttons do: "-c" closes it."""
        subprocess.run(["wmctrl", "-i", *what], env=self.display.environment(), check=True)

    def close(self) -> None:
        """With the button in its frame."""
        self.manage("-c", self.window())

    def maximise(self, how: str = "add") -> None:
        """With the button in its frame; how="remove" puts it back."""
        self.manage("-r", self.window(), "-b", f"{how},maximized_vert,maximized_horz")

    def web_process(self) -> int:
        """The process that draws its page."""
        return until(lambda: self.user.processes("WebKitWebProcess"), what="the web process")[-1]

    def ended(self) -> int:
        """Its exit code, once no process of it is left."""
        code = self.process.wait(END)
        until(lambda: not self.user.processes(PARTS), what="the end of all its processes")
        return code

    def terminate(self) -> int:
        """Ends it as the system does at a log-out; its exit code."""
        self.process.terminate()
        return self.ended()


@dataclass
class Desk:
    """Where somebody starts the program."""

    user: Account
    command: str
    begun: list[Opened] = field(default_factory=list)

    def start(self, *arguments: str, **environment: str) -> Opened:
        """Starts it; there may be no window yet."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        opened = Opened(self.user, self.user.start(self.command, *arguments, environment=environment, **quiet))
        self.begun.append(opened)
        return opened

    def open(self, *arguments: str, **environment: str) -> Opened:
        """Starts it; its window is on the screen."""
        opened = self.start(*arguments, **environment)
        opened.window()
        return opened

    def stored(self, name: str) -> Path:
        """A file of the program's data."""
        return self.user.home / DATA / name

    def log(self) -> str:
        """What was logged up to now; the file comes with the first line."""
        file = self.user.home / LOG
        return file.read_text("utf-8") if file.exists() else ""

    def loads(self, page: str, times: int = 1) -> None:
        """Waits until this page is loaded for so many times: before its scripts are there, a key is lost."""
        until(lambda: self.log().count(f"the window shows {page}\n") >= times, what=f"all of {page}")


@contextmanager
def desk(user: Account, command: str) -> Iterator[Desk]:
    """Whatever of the program is left at the end is killed."""
    made = Desk(user, command)
    try:
        yield made
    finally:
        for pid in user.processes(PARTS):
            with suppress(ProcessLookupError):  # it was just ending
                os.kill(pid, signal.SIGKILL)
        for opened in made.begun:
            opened.process.kill()
            opened.process.wait(END)


@contextmanager
def another(display: Display) -> Iterator[Callable[[], None]]:
    """Another program's window, and how it is brought to the front."""
    process = subprocess.Popen(["xmessage", "-name", "another", "in front"], env=display.environment())
    try:
        yield lambda: display.xdotool("windowactivate", "--sync", display.wait_for("^another$")) and None
    finally:
        process.kill()
        process.wait(10)
