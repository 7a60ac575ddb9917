"""What a test of a plug-in stands on: the app's own parts in a folder that goes with the test, and pressed buttons.

Botify is the simulator, started when it is first asked for.
"""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import GeneratorType
from typing import Any

from server.adapters.connection import Demo
from server.demo.jobs import Pace
from server.demo.serve import simulator
from server.domain.display import Button
from server.domain.export import Waits
from server.domain.fields import as_text
from server.domain.opening import Question
from server.domain.progress import Standing
from server.domain.workflow import call
from server.folders import Folders
from server.web.parts import Parts, open_parts

_QUICK = Waits(poll_first=0.02, poll_longest=0.1, retry_first=0.02, retry_longest=0.1)


class NoDesk:
    """Nothing is opened, shown or saved while a test goes on."""

    browser = False
    window = "none"
    instead = ""

    def open(self, path: Path) -> None: ...

    def reveal(self, path: Path) -> None: ...

    def browse(self, address: str) -> None: ...

    def choose_file(self, kind: str, endings: Any) -> Path | None:
        return None

    def choose_folder(self, begin: Path) -> Path | None:
        return None

    def dropped_file(self) -> Path | None:
        return None

    def announce(self, text: str) -> None: ...

    def seen(self) -> None: ...

    def ask_window(self, what: str) -> bool:
        return False

    def save_as(self, source: Path, name: str) -> Path | None:
        return None


def opened_parts(stack: ExitStack, services: Mapping[str, Any]) -> Parts:
    """The app's parts, with no plug-ins, as long as the stack is open; `services` take the place of the real ones."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
    (folder / "none").mkdir()
    folders = replace(Folders.standard(folder / "data", folder / "downloads"), resources=folder / "none")

    def start_demo() -> Demo:
        running = stack.enter_context(simulator(folder / "simulator", pace=Pace(0, 0), rate=None))
        return Demo(running.api, running.token, ())

    opened = open_parts(
        folders, NoDesk(), start_demo=start_demo, environment={}, version="test", waits=_QUICK, demo=True
    )
    parts = stack.enter_context(opened)
    return replace(parts, services={**parts.services, **services})


def pressed(
    drawn: Sequence[Button], label: str, arguments: Mapping[str, Any], known: Mapping[str, Any]
) -> tuple[Any, Sequence[str]]:
    """Call the first button of that label whose fixed arguments are these: what it returns, and the lines it told.

    Fields that no argument fills in are left as they are offered. Raises Problem as the button's function does.
    """
    fitting = (one for one in drawn if one.label == label and _fits(one, arguments))
    button = next(fitting, None)
    if button is None:
        there = ", ".join(f"“{one.label}”" for one in drawn) or "none"
        raise AssertionError(f"No button “{label}” is drawn with {dict(arguments)}. There are: {there}.")
    posted = {name: as_posted(arguments.get(name, field.proposed)) for name, field in button.fields.items()}
    answers = Question(button.fields, single=False).check(posted)
    return driven(call(button.function, {**known, "so_far": {}, **button.fixed, **answers}))


def driven(returned: Any) -> tuple[Any, Sequence[str]]:
    """What a function returned at its end, and the lines it told until then."""
    standing = Standing()
    if not isinstance(returned, GeneratorType):
        return returned, standing.lines
    while True:
        try:
            standing = standing.after(next(returned))
        except StopIteration as end:
            return end.value, standing.lines


def _fits(button: Button, arguments: Mapping[str, Any]) -> bool:
    unknown = set(arguments) - set(button.arguments)
    return not unknown and all(arguments.get(name, it) == it for name, it in button.fixed.items())


def as_posted(value: Any) -> list[str]:
    """A value as a form sends it: a box that is not ticked sends nothing."""
    if isinstance(value, list | tuple):
        return [as_text(one) for one in value]
    return [] if value is None or value is False else [as_text(value)]
