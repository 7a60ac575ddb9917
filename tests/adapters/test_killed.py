"""A process that is killed between any two saves: the next one goes on, to one file of one job."""

import random
import time

import httpx
import pytest

from server.adapters import moves
from server.adapters.download import Download
from server.adapters.file_host import file_client
from server.adapters.moves import Means
from server.adapters.part import Part
from server.adapters.rows import Shape
from server.demo.jobs import Pace
from server.domain.export import Export
from tests.adapters.engine import QUICK, Engine, request


class Killed(BaseException):
    """The process ends here."""


class Mortal:
    """A process that moves one export and is killed at its n-th save: before it is made, or after."""

    def __init__(self, engine: Engine, client: httpx.Client, saves: int) -> None:
        self.engine, self.client, self.saves = engine, client, saves
        self.dice = random.Random(saves)
        self.downloads: list[Download] = []

    def save(self, export: Export) -> Export:
        self.saves -= 1
        if self.saves == 0 and self.dice.random() < 0.5:
            raise Killed
        stored = self.engine.exports.save(export)
        if self.saves <= 0:
            raise Killed
        return stored

    def download(self, export: Export) -> Download:
        if not self.downloads:
            part = Part.of(export, self.engine.exports.downloads)
            self.downloads.append(Download(part, Shape.of(export.request), lambda: self.client))
        return self.downloads[0]

    def lives_to_the_end(self) -> bool:
        botify = self.engine.botify.patient(0)
        pause = lambda: self.dice.random() < 0.2  # noqa: E731
        means = Means(lambda: botify, self.download, self.save, time.time, pause, waits=QUICK, settled=0.2)
        try:
            while rows := self.engine.exports.open_rows():
                moved = moves.move(rows[0], means)
                if moved != rows[0]:
                    self.save(moved)
        except Killed:
            return False
        finally:
            for one in self.downloads:
                one.close()
        return True


@pytest.mark.parametrize("faults", [{}, {"zip": 1}, {"create_cut": 1}, {"cut_download": {"bytes": 20_000, "times": 2}}])
def test_killed_between_any_two_saves_it_ends_in_one_file_and_one_job(
    engine: Engine, faults: dict[str, object]
) -> None:
    engine.simulator.parts.jobs.pace = Pace(1, 0)
    engine.faults(**faults)
    export = engine.exports.ask("api", request(9))
    with file_client() as client:
        for saves in range(1, 40):
            if Mortal(engine, client, saves).lives_to_the_end():
                break
    engine.worker.start()
    done = engine.done(export.id)
    assert engine.jobs == 1
    assert [path.name for path in engine.exports.path(done).parent.iterdir()] == ["urls to depth 9.csv"]
