"""A file on its way: hidden companions beside its final name, which alone holds finished, checked files.

    .<name>.<mark>.part        what came so far, as it travels (compressed)
    .<name>.<mark>.part.json   what is needed to fetch the rest of the same file
    .<name>.<mark>.csv.tmp     unpacked, made again from the part after a restart

The mark is the start of the job's marker, so that two exports to one place do not meet.
"""

import errno
import filecmp
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from server.adapters.disk import sync_folder
from server.domain.export import Export
from server.domain.files import is_there
from server.domain.problem import NotComplete

_LONGEST = 259 - 20
"""Characters of a path on Windows, less what the companions add. It says of a longer one that it is not there."""
_COMPANION = re.compile(r"\..+\.([0-9a-f]{8})\.(?:part|part\.json|part\.tmp|csv\.tmp)")


@dataclass(frozen=True)
class Notes:
    """What is known of the file as it travels: `total` bytes; all are here if `whole`; `anew` counts new beginnings."""

    validator: str | None = None
    total: int | None = None
    whole: bool = False
    anew: int = 0


@dataclass(frozen=True)
class Part:
    target: Path
    mark: str

    @classmethod
    def of(cls, export: Export, downloads: Path) -> "Part":
        return cls(downloads / export.place, export.marker[:8])

    def _beside(self, ending: str) -> Path:
        return self.target.with_name(f".{self.target.stem}.{self.mark}.{ending}")

    @property
    def raw(self) -> Path:
        return self._beside("part")

    @property
    def notes(self) -> Path:
        return self._beside("part.json")

    @property
    def unpacked(self) -> Path:
        return self._beside("csv.tmp")

    @property
    def begun(self) -> bool:
        """Whether something of it came already."""
        return is_there(self.raw) or is_there(self.unpacked)

    @property
    def size(self) -> int:
        """Bytes that came so far."""
        try:
            return self.raw.stat().st_size
        except OSError:
            return 0

    def noted(self) -> Notes:
        """What was noted last; nothing, where that cannot be read."""
        try:
            return Notes(**json.loads(self.notes.read_bytes()))
        except (OSError, ValueError, TypeError):
            return Notes()

    def note(self, notes: Notes) -> None:
        written = self.notes.with_suffix(".tmp")
        written.write_text(json.dumps(asdict(notes)))
        written.replace(self.notes)

    def discard(self) -> None:
        for path in (self.unpacked, self.raw, self.notes):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def keep_other(self) -> None:
        """A file of this name that somebody else wrote, or wrote to, is kept: 'name (changed).csv'.

        One that is the same is our own, which was published just before the app was killed.
        """
        with told(self.target):
            if not self.target.exists() or filecmp.cmp(self.target, self.unpacked, shallow=False):
                return
        number, kept = 1, self.target
        while kept.exists():
            changed = f"{self.target.stem} ({'changed' if number == 1 else f'changed {number}'})"
            number, kept = number + 1, self.target.with_name(f"{changed}{self.target.suffix}")
        with told(self.target):
            self.target.rename(kept)

    def publish(self) -> tuple[int, float]:
        """Give the unpacked file its final name, durably; (its size in bytes, when it was written)."""
        with told(self.target), self.unpacked.open("r+b") as file:
            os.fsync(file.fileno())
            known = os.fstat(file.fileno())
        with told(self.target):
            self.unpacked.replace(self.target)
            sync_folder(self.target.parent)
        return known.st_size, known.st_mtime


def leftovers(downloads: Path) -> Iterator[tuple[Path, str]]:
    """Companions below the downloads folder (org/project/analysis), each with its mark.

    A folder that vanishes meanwhile, or may not be read, is passed over.
    """
    level = [downloads]
    for _ in ("org", "project", "analysis", "file"):
        level = [path for folder in level for path in _listed(folder)]
    for path in level:
        if found := _COMPANION.fullmatch(path.name):
            yield path, found[1]


def _listed(folder: Path) -> list[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        return [Path(entry.path) for entry in entries]
    return []


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of the disk as NotComplete, in a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise NotComplete(_sentence(error, path)) from error


def _sentence(error: OSError, path: Path) -> str:
    again = "then press “Retry”: it goes on from where it was."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no room left for {path.name} in {path.parent}. Make room on the disk, {again}"
    too_long = error.errno == errno.ENOENT and sys.platform == "win32" and len(str(path)) > _LONGEST
    if too_long or error.errno == errno.ENAMETOOLONG:
        return (
            f"The path of {path.name} in {path.parent} is too long for this system. "
            f"Choose a downloads folder with a shorter path in the settings, {again}"
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return f"The folder {path.parent} is gone. Put it back, or choose another downloads folder, {again}"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{path.name} may not be written in {path.parent}. Close it if another program has it open, "
            f"and see that the folder may be written; {again}"
        )
    return f"{path.name} could not be written in {path.parent} ({error.strerror or error}). Check the disk, {again}"
