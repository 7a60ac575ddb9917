"""The parts around a worker, on the simulator, and what is asked of it."""

import csv
from collections.abc import Callable
from pathlib import Path

from server.adapters.botify import Botify
from server.adapters.database import Database
from server.adapters.exports import Exports
from server.adapters.part import Part
from server.adapters.worker import Worker
from server.demo.serve import Simulator
from server.domain.export import Export, ExportRequest, State, Waits
from tests.display import until

CRAWL = "20260601-2"
QUICK = Waits(poll_first=0.01, poll_longest=0.05, retry_first=0.01, retry_longest=0.05)
DEPTH_2, DEPTH_9 = 335, 4_000


def request(depth: int = 2, **more: object) -> ExportRequest:
    crawl = f"crawl.{CRAWL}"
    asked: dict[str, object] = {
        "dimensions": ["url", f"{crawl}.metadata.title.content", f"{crawl}.metadata.h1.contents"],
        "filters": {"field": f"{crawl}.depth", "predicate": "lte", "value": depth},
    }
    return ExportRequest({"org": "demo", "project": "tea-shop"}, CRAWL, f"urls to depth {depth}", **asked | more)  # type: ignore[arg-type]


class Engine:
    """The parts around a worker, which can be ended and started again on the same folder."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator, self.folder = simulator, folder
        self.database = Database(folder / "data.db")
        self.exports = Exports(self.database, folder / "downloads")
        self.botify = Botify(simulator.api, lambda: simulator.token, sleep=lambda _: None)
        self.worker = self.new_worker()

    def new_worker(self, **more: object) -> Worker:
        lock = self.folder / "worker.lock"
        options: dict[str, object] = {"waits": QUICK, "settled": 10.0}
        return Worker(self.exports, lambda _: self.botify, lock, **options | more)  # type: ignore[arg-type]

    def ask(self, asked: ExportRequest, again: bool = False) -> Export:
        export = self.exports.ask("api", asked, again=again)
        self.worker.wake()
        return export

    def until(self, id: int, fits: Callable[[Export], bool]) -> Export:
        def found() -> Export | None:
            export = self.exports.get(id)
            assert export is not None
            return export if fits(export) else None

        export = until(found, what="the export")
        assert export is not None
        return export

    def ended(self, id: int) -> Export:
        return self.until(id, lambda export: not export.open)

    def done(self, id: int) -> Export:
        export = self.ended(id)
        assert export.state is State.DONE, export.problem
        self.check_file(export)
        return export

    def check_file(self, export: Export) -> None:
        path = self.exports.path(export)
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        assert rows[0] == ["url", "metadata.title.content", "metadata.h1.contents"]
        assert len(rows) - 1 == export.rows == export.expected_rows
        assert path.stat().st_size == export.bytes
        assert len({row[0] for row in rows}) == len(rows)
        part = Part.of(export, self.exports.downloads)  # its files go once the row says that the file is there
        until(lambda: not (part.raw.exists() or part.notes.exists() or part.unpacked.exists()), what="the tidying up")

    @property
    def jobs(self) -> int:
        return len(self.simulator.parts.jobs.all())

    def faults(self, **wanted: object) -> None:
        self.simulator.parts.faults.set(wanted)

    def close(self) -> None:
        self.worker.stop()
        self.botify.close()
        self.database.close()
