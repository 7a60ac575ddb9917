"""Somebody with an account on this computer, a screen, a keyboard, a mouse, and a screen reader's eyes."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.display import Display, until

EYES = Path(__file__).with_name("eyes.py")
SLOW = 60.0
SOON = 8.0
PATIENT_LOOKS = 3
FIELDS = ("entry", "text", "password text")
BUTTONS = ("push button", "button", "link", "check box", "menu item", "menu")


@dataclass
class Account:
    """An ordinary user, made for one test. `bus` is the address of their session's D-Bus."""

    name: str
    home: Path
    display: Display
    bus: str = ""

    def start(
        self,
        *command: str,
        cwd: str = "/",
        environment: dict[str, str] | None = None,
        within: Sequence[str] = (),
        **more: Any,
    ) -> subprocess.Popen[str]:
        """Starts a program as them, with the environment of a fresh session and what is added to that.

        `within`: a command that runs the rest of its arguments, as root.
        """
        told = {
            "HOME": str(self.home),
            "USER": self.name,
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "DISPLAY": self.display.name,
            "DBUS_SESSION_BUS_ADDRESS": self.bus,
            "LIBGL_ALWAYS_SOFTWARE": "1",
            **(environment or {}),
        }
        named = [f"{name}={value}" for name, value in told.items() if value]
        become = ["setpriv", f"--reuid={self.name}", f"--regid={self.name}", "--init-groups", "--", "env", "-i"]
        return subprocess.Popen([*within, *become, *named, *command], cwd=cwd, text=True, **more)

    def said(self, *command: str) -> str:
        """What a program says on standard output."""
        process = self.start(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, errors = process.communicate(timeout=SLOW)
        assert process.returncode == 0, f"{command} ended with {process.returncode}: {out}{errors}"
        return out

    def processes(self, name: str) -> list[int]:
        """The ids of their processes whose command line holds this regular expression, the eyes' left out."""
        asked = ["pgrep", "-u", self.name, "-fa", name]
        listed = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.splitlines()
        return [int(line.split()[0]) for line in listed if EYES.name not in line]

    def owns(self, path: Path) -> Path:
        """Makes a file or a folder theirs, with all that is in it."""
        subprocess.run(["chown", "--recursive", f"{self.name}:", str(path)], check=True)
        return path


@contextmanager
def account(display: Display) -> Iterator[Account]:
    """A new account with a session, removed afterwards, home and all."""
    name = f"pipulate-{secrets.token_hex(4)}"
    with ExitStack() as stack:
        subprocess.run(["useradd", "--create-home", "--shell", "/bin/sh", name], check=True)
        stack.callback(subprocess.run, ["userdel", "--remove", "--force", name], capture_output=True, check=False)
        subprocess.run(["xhost", f"+si:localuser:{name}"], env=display.environment(), capture_output=True, check=True)
        made = Account(name, Path(f"/home/{name}"), display)
        session = made.start(
            *("dbus-run-session", "--", "sh", "-c", 'echo "$DBUS_SESSION_BUS_ADDRESS"; cat'),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(_end, session)
        assert session.stdout
        made.bus = session.stdout.readline().strip()
        yield made


def _end(session: subprocess.Popen[str]) -> None:
    session.communicate(timeout=20)  # closes its standard input, upon which it ends


@dataclass(frozen=True)
class Seen:
    """Something on the screen. Places are in pixels of the screen."""

    role: str
    name: str
    text: str
    x: int
    y: int
    width: int
    height: int
    focused: bool
    checked: bool
    enabled: bool
    busy: bool


class Person:
    """Looks at the program's window, presses what is there, types."""

    def __init__(self, account: Account, program: str) -> None:
        eyes = account.home / "eyes.py"
        shutil.copyfile(EYES, eyes)
        eyes.chmod(0o644)
        self._display = account.display
        self._eyes = account.start(
            *("/usr/bin/python3", "-W", "ignore", str(eyes), program), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def look(self, at: str = "all") -> list[Seen]:
        """Everything that shows now; what is "around" the page, which is quicker."""
        assert self._eyes.stdin
        assert self._eyes.stdout
        self._eyes.stdin.write(f"{at}\n")
        self._eyes.stdin.flush()
        return [Seen(**one) for one in json.loads(self._eyes.stdout.readline())]

    def find(self, name: str, roles: tuple[str, ...] = (), seconds: float = SLOW) -> Seen:
        """The first thing whose name or text holds this, as soon as it shows."""
        try:
            return until(lambda: _matching(self.look(), name, roles), seconds, f"{name!r} on the screen")[0]
        except TimeoutError as error:
            error.add_note("There was: " + ", ".join(f"{one.role} {one.name!r}" for one in self.look()))
            raise

    def exactly(self, name: str, role: str) -> Seen:
        """The first thing that is called just so, once it keeps its place."""
        looks: list[list[Seen]] = [[], []]

        def kept() -> list[Seen]:
            found = [one for one in self.look() if (one.name, one.role) == (name, role) and one.width > 0]
            looks[:] = looks[1], found[:1]
            return looks[1] if looks[0] == looks[1] else []

        return until(kept, SLOW, f"{role} {name!r}")[0]

    def dialog(self, title: str) -> None:
        """Waits until the dialog with this title has the keyboard: it shows a moment before."""
        self._display.wait_for(f"^{title}$")

    def sees(self, name: str) -> bool:
        """Whether it shows now."""
        return bool(_matching(self.look(), name, ()))

    def press(self, name: str, roles: tuple[str, ...] = BUTTONS, then: str = "", button: int = 1) -> None:
        """Clicks it with the mouse; again, as people do, if `then` does not show soon afterwards."""
        self._click(name, roles, button)
        for _ in range(3 if then else 0):
            try:
                self.find(then, (), SOON)
                return
            except TimeoutError:
                self._click(name, roles, button, then)
        if then:
            self.find(then)

    def menu(self, title: str) -> dict[str, Seen]:
        """Opens a menu of the window: its items, from the top to the bottom."""
        for _ in range(3):  # a window that is just changing its size may not hear
            self.point(self._in_bar(title))
            with suppress(TimeoutError):
                return {one.name: one for one in until(self._items(), SOON, f"the menu {title}")}
        raise TimeoutError(f"the menu {title} did not open")

    def _in_bar(self, title: str) -> Seen:
        """A menu's title, once the window has its menu bar."""
        return until(
            lambda: [one for one in self.look("around") if (one.role, one.name) == ("menu", title) and one.width > 0],
            SLOW,
            f"the menu {title}",
        )[0]

    def _items(self) -> Callable[[], list[Seen]]:
        """The items of the menu that is open, once they keep their places."""
        looks: list[list[Seen]] = [[], []]

        def kept() -> list[Seen]:
            looks[:] = looks[1], [one for one in self.look("around") if one.role == "menu item" and one.width > 0]
            return looks[1] if looks[0] == looks[1] else []

        return kept

    def choose(self, title: str, item: str) -> None:
        """Clicks an item of a menu of the window."""
        self.point(self.menu(title)[item])

    def point(self, at: Seen, button: int = 1) -> None:
        """Clicks the middle of what was seen, wherever that is by now."""
        middle = (str(at.x + at.width // 2), str(at.y + at.height // 2))
        self._display.xdotool("mousemove", *middle, "click", str(button))

    def _click(self, name: str, roles: tuple[str, ...], button: int = 1, unless: str = "") -> None:
        """Scrolls, first down and then up, until it is well in sight; clicks its middle once it keeps its place.

        Not any more where what shows in the place of `unless` is there: an earlier click was heard after all.
        """
        end, looks, before = time.monotonic() + SLOW, 0, (0, 0)
        while time.monotonic() < end:
            seen = self.look()
            frame = next((one for one in seen if one.role == "frame" and "Pipulate Desktop" in one.name), None)
            if unless and _matching(seen, unless, ()):
                return
            if frame is None:
                continue
            found = _matching(seen, name, roles)
            looks += 1
            place = (found[0].x + found[0].width // 2, found[0].y + found[0].height // 2) if found else (0, 0)
            if found and frame.y + 20 < place[1] < frame.y + frame.height - 20:
                if place == before:
                    self.point(found[0], button)
                    return
                before = place
            elif looks > PATIENT_LOOKS:
                down = found[0].y > frame.y + 100 if found else looks % (6 * PATIENT_LOOKS) < 4 * PATIENT_LOOKS
                middle = (str(frame.x + frame.width // 2), str(frame.y + frame.height // 2))
                self._display.xdotool("mousemove", *middle, "click", "5" if down else "4")
        self.find(name, roles, 0)

    def value(self, name: str) -> str:
        """What stands in the field with this label."""
        return self.find(name, FIELDS).text

    def type(self, text: str, name: str) -> None:
        """Types into the field with this label in place of what is there."""
        self.press(name, FIELDS)
        self.keys("ctrl+a")
        self.write(text)

    def write(self, text: str) -> None:
        """Types where the keyboard goes."""
        self._display.type(text)

    def keys(self, *keys: str) -> None:
        """Presses keys."""
        self._display.keys(*keys)

    def gone(self) -> None:
        """Looks no longer."""
        self._eyes.communicate(timeout=20)


def _matching(seen: list[Seen], name: str, roles: tuple[str, ...]) -> list[Seen]:
    return [
        one
        for one in seen
        if (name in one.name or name in one.text) and one.width > 0 and (not roles or one.role in roles)
    ]
