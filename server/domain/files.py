"""A file that the app wrote, as results hold it and plug-ins see it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from server.domain.problem import Problem

_MARK = "__file__"
CSV = ".csv"

SAME_TIME = 2.0
"""Seconds to which some file systems round the time of a file."""

Root = Callable[[str], Path]
"""The downloads folder in which a place lies: it may have been changed since."""


@dataclass(frozen=True)
class SavedFile:
    """A file below the downloads folder. `place` is its path from there, with slashes; `rows` counts those of a CSV.

    `analysis` and `export` (its row's number, 0 where it is not known here) are those of an export, else empty.
    `written`: when it was, as the disk tells it (0.0 where that was not noted), of an export that is known here.
    """

    place: str
    rows: int
    bytes: int
    analysis: str = ""
    export: int = 0
    root: Path = Path()
    written: float | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Its name without folder and ending: 'urls to depth 3'."""
        return PurePosixPath(self.place).stem

    @property
    def file_name(self) -> str:
        """'urls to depth 3.csv'"""
        return PurePosixPath(self.place).name

    @property
    def ending(self) -> str:
        """In small letters: '.csv'; '' where it has none."""
        return PurePosixPath(self.place).suffix.lower()

    @property
    def is_table(self) -> bool:
        return self.ending == CSV

    @property
    def here(self) -> bool:
        return is_below(self.place) and is_file(self.root / self.place)

    @property
    def altered(self) -> bool:
        """Whether another program wrote to the file of an export after it was checked."""
        if self.written is None or not self.here:
            return False
        try:
            now = (self.root / self.place).stat()
        except OSError:  # it went just now
            return False
        return now.st_size != self.bytes or (self.written > 0 and abs(now.st_mtime - self.written) > SAME_TIME)

    @property
    def path(self) -> Path:
        """Where it lies. Raises Problem when it is gone."""
        if self.here:
            return self.root / self.place
        if self.analysis:
            raise Problem(f"The file {self.place} is no longer on this computer. Fetch it again on its card.")
        raise Problem(f"The file {self.place} is no longer there. Put it back, or make it again on its card.")

    def to_json(self) -> dict[str, Any]:
        told = {"place": self.place, "rows": self.rows, "bytes": self.bytes}
        return {_MARK: told | {"analysis": self.analysis, "export": self.export}}

    def to_text(self) -> str:
        """Its record as JSON text."""
        return json.dumps(self.to_json(), ensure_ascii=False)

    @staticmethod
    def is_stored(value: Any) -> bool:
        return isinstance(value, Mapping) and set(value) == {_MARK}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], root: Root = lambda place: Path()) -> "SavedFile":
        told = stored[_MARK]
        return cls(**told, root=root(told["place"]))


def is_file(path: Path) -> bool:
    """Whether there is such a file. A disk that was pulled out, or may not be read, has none."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_there(path: Path) -> bool:
    """The same of a file or folder."""
    try:
        return path.exists()
    except OSError:
        return False


def is_below(place: str) -> bool:
    """Whether a place lies below the folder it is counted from, on every system."""
    parts = place.split("/")
    return not any(part in ("", ".", "..") for part in parts) and set("\\:\0").isdisjoint(place)


def with_files(value: Any, root: Root, known: Callable[[SavedFile], SavedFile] = lambda file: file) -> Any:
    """A stored result with its files as `SavedFile`s, each as it is `known` by now; everything else as it was."""
    if SavedFile.is_stored(value):
        return known(SavedFile.from_json(value, root))
    if isinstance(value, dict):
        return {name: with_files(part, root, known) for name, part in value.items()}
    if isinstance(value, list):
        return [with_files(part, root, known) for part in value]
    return value


def without_files(value: Any) -> Any:
    """The reverse of `with_files`: plain JSON."""
    if isinstance(value, SavedFile):
        return value.to_json()
    if isinstance(value, Mapping):
        return {name: without_files(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [without_files(part) for part in value]
    return value


def files_in(value: Any) -> list[SavedFile]:
    """All files in a result, in the order they stand there."""
    if isinstance(value, SavedFile):
        return [value]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else []
    return [file for part in parts for file in files_in(part)]
