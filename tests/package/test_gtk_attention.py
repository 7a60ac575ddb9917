"""An export that ends behind another window: the installed program tells the system, and marks its title."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.adapters.database import Database
from server.adapters.exports import Exports
from server.domain.export import ExportRequest
from tests.display import until
from tests.files import files_below
from tests.package.opened import Desk, Opened, another
from tests.package.person import Person
from tests.package.surroundings import session
from tests.simulator import SimulatorProcess, put

MARKED, USUAL = "^● Pipulate Desktop$", "^Pipulate Desktop$"
NOTIFICATIONS = "Tell me when an export ends while the window is behind others"


@contextmanager
def exporting(at_desk: Desk, simulator: SimulatorProcess) -> Iterator[tuple[Opened, Callable[[], list[str]]]]:
    """A window whose export Botify works at until the pace says otherwise, and what the desktop hears of it."""
    put(simulator, "pace", {"created": 1000, "processing": 0})
    file, downloads = at_desk.stored("pipulate.sqlite3"), at_desk.user.home / "Downloads" / "Pipulate Desktop"
    file.parent.mkdir(parents=True)
    database = Database(file)
    asked = ExportRequest({"org": "demo", "project": "tea-shop"}, "20260601", "every url", dimensions=["url"])
    Exports(database, downloads).ask(simulator.api, asked)
    database.close()
    at_desk.user.owns(at_desk.user.home)
    with session(at_desk.user) as heard:
        yield at_desk.open(BOTIFY_API_URL=simulator.api, BOTIFY_TOKEN=simulator.token), heard


def test_it_is_told_and_marked_until_one_looks(
    at_desk: Desk, person: Person, simulator_process: SimulatorProcess
) -> None:
    display = at_desk.user.display
    with exporting(at_desk, simulator_process) as (opened, heard), another(display) as comes_to_the_front:
        person.press("Settings", ("link",), then=NOTIFICATIONS)
        comes_to_the_front()
        until(lambda: not opened.in_front(), what="another window in front")
        put(simulator_process, "pace", {"created": 0, "processing": 0})
        kind, text = heard()
        assert kind == "message"
        assert text.startswith("“every url” of demo/tea-shop is finished: ")
        until(lambda: display.windows(MARKED), what="the mark")
        opened.manage("-a", opened.window())
        until(lambda: display.windows(USUAL), what="the end of the mark")
        assert opened.terminate() == 0


def test_it_is_not_told_to_whom_does_not_want_it(
    at_desk: Desk, person: Person, simulator_process: SimulatorProcess
) -> None:
    user, display = at_desk.user, at_desk.user.display
    with exporting(at_desk, simulator_process) as (opened, heard), another(display) as comes_to_the_front:
        person.press("Settings", ("link",), then=NOTIFICATIONS)
        assert person.find(NOTIFICATIONS, ("check box", "toggle button")).checked
        person.press(NOTIFICATIONS, ("check box", "toggle button"))
        until(lambda: not person.find(NOTIFICATIONS, ("check box", "toggle button")).checked, what="the switch off")
        comes_to_the_front()
        until(lambda: not opened.in_front(), what="another window in front")
        put(simulator_process, "pace", {"created": 0, "processing": 0})
        until(lambda: files_below(user.home / "Downloads", "every url.csv"), what="the file")
        assert opened.terminate() == 0  # before it ends it says what was to be said
        assert display.windows(MARKED) == []
        user.said(*SHOW_THE_END)
        assert heard() == ["shown", "file:///the/end"]


MANAGER = "org.freedesktop.FileManager1"
SHOW_THE_END = (
    *("dbus-send", "--session", "--print-reply", f"--dest={MANAGER}", "/org/freedesktop/FileManager1"),
    *(f"{MANAGER}.ShowItems", "array:string:file:///the/end", "string:"),
)
