"""Files that plug-ins write, and those that are chosen for them: whole or not at all, each below its pipeline's folder.

<downloads>/<workflow>/<key>/name.csv           written by the pipeline's steps; the same name again replaces it
<downloads>/<workflow>/<key>/chosen/name.csv    copies of files that were chosen on a card; never replaced
"""

import filecmp
import hashlib
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from server.adapters.disk import sync_folder, write_all
from server.domain.export import file_name
from server.domain.files import CSV, SavedFile
from server.domain.problem import NotComplete, Problem

CHOSEN = "chosen"
_ENDING = 12
"""Characters of an ending that are kept."""
_naming = threading.Lock()
"""A free name is found and taken by one at a time."""


def folder_of(app: str, key: str = "") -> str:
    """The folder of a pipeline, or of a page, below the downloads folder, with slashes.

    A key that no folder can be called by is told apart from others like it by a few letters.
    """
    name = file_name(key)
    if name != key:
        name += f"~{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:6]}"
    return f"{file_name(app)}/{name}" if key else file_name(app)


def plain_name(name: str, ending: str = "") -> str:
    """Any text as a file's name that stays in its folder; `ending` is put where it has none: '.txt'."""
    last = PurePosixPath(name.replace("\\", "/").rpartition("/")[2])
    own = "".join(char for char in last.suffix if char.isascii() and char.isalnum())[:_ENDING]
    return (file_name(last.stem) or "file") + (f".{own}" if own else ending)


def table_name(name: str) -> str:
    """The same for a table: its ending is '.csv', whatever stands before."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return (file_name(last[: -len(CSV)] if last.lower().endswith(CSV) else last) or "file") + CSV


def is_chosen(file: SavedFile) -> bool:
    """Whether it is the copy of a file that another program made."""
    return not file.analysis and PurePosixPath(file.place).parent.name == CHOSEN


@dataclass(frozen=True)
class LocalFiles:
    """`downloads` gives the folder of new files, as the settings stand now."""

    downloads: Callable[[], Path]

    def settled(self) -> "LocalFiles":
        """For one file: it comes to where it was begun, even if the settings name another folder meanwhile."""
        folder = self.downloads()
        return LocalFiles(lambda: folder)

    def write(self, place: str, pieces: Iterable[bytes]) -> int:
        """Write a file in the place of the one that is there, and tell its size. Raises NotComplete."""
        with self._beside(place) as temporary:
            _filled(temporary, pieces)
            return self._published(temporary, place)

    def make(self, place: str, made: Callable[[Path], None]) -> int:
        """The same with a function that writes to the path it is given."""
        with self._beside(place) as temporary:
            made(temporary)
            with _told(place), temporary.open("r+b") as file:
                os.fsync(file.fileno())
            return self._published(temporary, place)

    def keep(self, folder: str, name: str, pieces: Iterable[bytes]) -> tuple[str, int]:
        """(place, size) of a copy under this name, or the next free one: 'name (2).csv'; or of one that is alike."""
        plain = plain_name(name)
        with self._beside(f"{folder}/{plain}") as temporary:
            _filled(temporary, pieces)
            with _naming, _told(plain):
                place, taken = self._free(folder, plain, temporary)
                if taken:
                    return place, (self.downloads() / place).stat().st_size
                return place, self._published(temporary, place)

    def _free(self, folder: str, name: str, like: Path) -> tuple[str, bool]:
        """(place, whether the same file lies there already)"""
        stem, ending, number = PurePosixPath(name).stem, PurePosixPath(name).suffix, 1
        while True:
            place = f"{folder}/{stem}{f' ({number})' if number > 1 else ''}{ending}"
            path = self.downloads() / place
            if not path.exists():
                return place, False
            if path.is_file() and filecmp.cmp(path, like, shallow=False):
                return place, True
            number += 1

    @contextmanager
    def _beside(self, place: str) -> Iterator[Path]:
        """A hidden name in the folder of a place; whatever is still called so afterwards is removed."""
        folder = (self.downloads() / place).parent
        with _told(place):
            folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".{secrets.token_hex(6)}.tmp"
        try:
            yield temporary
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _published(self, temporary: Path, place: str) -> int:
        with _told(place):
            size = temporary.stat().st_size
            temporary.replace(self.downloads() / place)
            sync_folder(temporary.parent)
        return size


def to_trash(file: SavedFile) -> None:
    """Move a file to the system's trash. Raises Problem where that cannot be; nothing is deleted then."""
    from send2trash import send2trash

    path = file.path
    try:
        send2trash(path)
    except OSError as error:
        raise Problem(
            f"{file.file_name} could not be moved to the trash ({error.strerror or error}). Nothing was deleted: "
            f"it lies in {path.parent}."
        ) from error


def _filled(path: Path, pieces: Iterable[bytes]) -> None:
    """Write the pieces and flush them to the disk. What goes wrong while they are made is not the disk's fault."""
    with _told(path.name):
        file = path.open("xb", buffering=0)
    with file:
        for piece in pieces:
            with _told(path.name):
                write_all(file, piece)
        with _told(path.name):
            os.fsync(file.fileno())


@contextmanager
def _told(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotComplete(
            f"{place} could not be written ({error.strerror or error}). Make room on the disk, close the file if "
            "another program has it open, and see that the downloads folder may be written; then try again."
        ) from error
