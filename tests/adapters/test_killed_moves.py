"""Moving files to another downloads folder, killed before each single thing it does to the disk."""

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from server.adapters import file_move
from server.adapters.database import Database
from server.adapters.downloads import Downloads
from server.adapters.relocation import Relocation
from server.adapters.settings import Settings
from tests.adapters.test_relocation import files, put
from tests.display import until

PLACES = ["acme/shop/20250101/urls.csv", "acme/shop/20250102/urls.csv"]
TOUCHED = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir")
KILLED = 9

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that are killed at a step")


@pytest.mark.parametrize("links", [True, False], ids=["same disk", "other disk"])
def test_killed_at_any_step_each_file_is_whole_in_one_of_the_two(tmp_path: Path, links: bool) -> None:
    for steps in count():
        folder = tmp_path / str(steps)
        texts = {place: put(folder / "old", place, place * 9).read_text() for place in PLACES}
        Database(folder / "data.sqlite3").close()
        ended = killed_after(steps, folder, lambda folder=folder: moved(folder, links))  # type: ignore[misc]
        with closing(Database(folder / "data.sqlite3")) as database:
            downloads = Downloads(folder / "old", Settings(database))
            assert {place: (downloads.root(place) / place).read_text() for place in PLACES} == texts
            moved_on(downloads, Settings(database))
            assert files(folder / "new") == texts
            assert files(folder / "old") == {}
        if ended == 0:
            break
    assert steps > 10


def relocated(downloads: Downloads, settings: Settings) -> Relocation:
    return Relocation(downloads, settings, lambda: PLACES, lambda folder: set())


def moved(folder: Path, links: bool) -> None:
    """The whole move, of files that come in several pieces where they are copied."""
    file_move._CHUNK = 64
    if not links:
        Path.hardlink_to = refused  # type: ignore[method-assign]
    settings = Settings(Database(folder / "data.sqlite3"))
    downloads = Downloads(folder / "old", settings)
    downloads.choose(folder / "new")
    begun = relocated(downloads, settings)
    begun.begin(folder / "old")
    until(lambda: begun._thread is None, what="the end of the move")


def moved_on(downloads: Downloads, settings: Settings) -> None:
    """What a next start does by itself, or with a press where the move was killed before it was noted."""
    again = relocated(downloads, settings)
    downloads.choose(folder := downloads.usual.with_name("new"))
    again.begin(downloads.usual)
    until(lambda: again._thread is None, what="the end of the move")
    assert downloads.folder == folder


def refused(self: Path, target: Any) -> None:
    raise OSError(18, "Invalid cross-device link")


def killed_after(steps: int, folder: Path, act: Callable[[], None]) -> int:
    """Acts in a process that ends without a word before so many steps; how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left, own = iter(range(steps)), str(folder)

    def step(event: str, what: tuple[Any, ...]) -> None:
        if event in TOUCHED and any(own in str(one) for one in what) and next(left, None) is None:
            os._exit(KILLED)

    sys.addaudithook(step)
    try:
        act()
        os._exit(0)
    finally:  # a child must never go on as a second test run
        traceback.print_exc()
        os._exit(1)
