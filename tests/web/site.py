"""The real app over real parts on a real socket."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desktop.demo import sites
from desktop.serve import Server, listen, serving
from server.adapters.connection import Demo
from server.adapters.installed import Installed
from server.demo.serve import Simulator
from server.domain.export import Waits
from server.folders import Folders
from server.web.app import create
from server.web.guard import Guard
from server.web.parts import Parts, open_parts
from tests.web.visitor import Visitor

QUICK = Waits(poll_first=0.02, poll_longest=0.1, retry_first=0.02, retry_longest=0.1)


@dataclass
class RecordingDesk:
    """The edge to the desktop: it remembers what it was asked for. `target`: of a saved copy; `chosen`: to be read."""

    browser: bool = True
    target: Path | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    chosen: Path | None = None
    obeys: bool = True
    instead: str = ""

    @property
    def window(self) -> str:
        return "a recording"

    def choose_file(self, kind: str, endings: Sequence[str]) -> Path | None:
        self.asked.append(("choose_file", kind))
        return self.chosen

    def choose_folder(self, begin: Path) -> Path | None:
        self.asked.append(("choose_folder", str(begin)))
        return self.chosen

    def dropped_file(self) -> Path | None:
        return self.chosen

    def announce(self, text: str) -> None:
        self.asked.append(("announce", text))

    def seen(self) -> None:
        self.asked.append(("seen", ""))

    def open(self, path: Path) -> None:
        self.asked.append(("open", str(path)))

    def reveal(self, path: Path) -> None:
        self.asked.append(("reveal", str(path)))

    def browse(self, address: str) -> None:
        self.asked.append(("browse", address))

    def ask_window(self, what: str) -> bool:
        self.asked.append(("ask_window", what))
        return self.obeys

    def save_as(self, source: Path, name: str) -> Path | None:
        self.asked.append(("save_as", name))
        if self.target:
            self.target.write_bytes(source.read_bytes())
        return self.target


@dataclass(frozen=True)
class RunningSite:
    parts: Parts
    guard: Guard
    desk: RecordingDesk
    server: Server
    simulator: Simulator

    @property
    def port(self) -> int:
        return self.server.port

    def visitor(self) -> Visitor:
        """One who came in by the one-time address."""
        visitor = Visitor(self.port)
        booted = visitor.get(self.guard.boot_path())
        assert booted.status == 303, booted.status
        return visitor


@contextmanager
def running_site(
    folder: Path,
    simulator: Simulator,
    *,
    plugins: Mapping[str, str] | None = None,
    connected: bool = True,
    demo: bool = False,
    browser: bool = True,
    clock: Callable[[], float] | None = None,
    waits: Waits = QUICK,
    program: Installed | None = None,
) -> Iterator[RunningSite]:
    """The app on `folder/data` and `folder/downloads`; `plugins` are written to the user's own folder first.

    `connected`: the token of the simulator, which stands in for Botify's API, is in the environment.
    """
    folders = Folders.standard(folder / "data", folder / "downloads")
    folders.make()
    for name, text in (plugins or {}).items():
        (folders.plugins / name).write_text(text, encoding="utf-8")
    environment = {"BOTIFY_API_URL": simulator.api} | ({"BOTIFY_TOKEN": simulator.token} if connected else {})
    desk = RecordingDesk(browser)
    listener = listen()
    guard = Guard(listener.getsockname()[1], **({"clock": clock} if clock else {}))

    def start_demo() -> Demo:
        return Demo(simulator.api, simulator.token, sites())

    opened = open_parts(
        folders, desk, start_demo=start_demo, environment=environment, version="9.9", waits=waits, program=program
    )
    with opened as parts:
        parts.backups.stop()  # none but those that a test asks for
        if demo:
            parts.connection.use_demo(True)
        with serving(create(parts, guard), listener) as server:
            try:
                yield RunningSite(parts, guard, desk, server, simulator)
            finally:
                parts.leave()  # as the desktop does, so that no stream holds the server up
