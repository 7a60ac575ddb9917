"""The hidden companions of a file on its way."""

import errno
import threading
from pathlib import Path

import pytest

from server.adapters.part import Part, leftovers, told
from server.domain.problem import NotComplete


def test_companions_are_found_by_their_marks(tmp_path: Path) -> None:
    part = Part(tmp_path / "a/b/c/urls.csv", "12ab34cd")
    part.target.parent.mkdir(parents=True)
    for path in (part.target, part.raw, part.notes, part.unpacked, part.target.with_name(".hidden")):
        path.write_text("")
    assert sorted(leftovers(tmp_path)) == [(path, "12ab34cd") for path in (part.unpacked, part.raw, part.notes)]


def test_companions_are_looked_for_while_folders_come_and_go(tmp_path: Path) -> None:
    part = Part(tmp_path / "a/b/c/urls.csv", "12ab34cd")
    part.target.parent.mkdir(parents=True)
    part.raw.write_text("")
    stop = threading.Event()

    def come_and_go() -> None:
        while not stop.is_set():
            (tmp_path / "a/b/other/more").mkdir(parents=True)
            (tmp_path / "a/b/other/more").rmdir()
            (tmp_path / "a/b/other").rmdir()

    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        assert {tuple(leftovers(tmp_path)) for _ in range(3000)} == {((part.raw, "12ab34cd"),)}
    finally:
        stop.set()
        other.join()


def test_disk_errors_say_what_to_do() -> None:

    for number, words in (
        (errno.ENOSPC, "no room left"),
        (errno.EROFS, "may not be written"),
        (errno.ENOENT, "is gone"),
        (errno.ENAMETOOLONG, "too long"),
        (errno.EIO, "could not be written"),
    ):
        with pytest.raises(NotComplete, match=words), told(Path("/x/urls.csv")):
            raise OSError(number, "why")
