"""A file that the app wrote, as results hold it and plug-ins see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.domain.problem import Problem

_MARK = "__file__"


@dataclass(frozen=True)
class SavedFile:
    """A file below the downloads folder. `place` is its path from there, with slashes; `export` its row's number."""

    place: str
    rows: int
    bytes: int
    analysis: str
    export: int
    root: Path = Path()

    @property
    def name(self) -> str:
        """Its name without folder and ending: 'urls to depth 3'."""
        return self.place.rpartition("/")[2].removesuffix(".csv")

    @property
    def here(self) -> bool:
        return (self.root / self.place).is_file()

    @property
    def path(self) -> Path:
        """Where it lies. Raises Problem when it is gone."""
        path = self.root / self.place
        if not path.is_file():
            raise Problem(f"The file {self.place} is no longer on this computer. Fetch it again on its card.")
        return path

    def to_json(self) -> dict[str, Any]:
        told = {"place": self.place, "rows": self.rows, "bytes": self.bytes}
        return {_MARK: told | {"analysis": self.analysis, "export": self.export}}

    @staticmethod
    def is_stored(value: Any) -> bool:
        return isinstance(value, Mapping) and set(value) == {_MARK}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], root: Path) -> "SavedFile":
        return cls(**stored[_MARK], root=root)


def with_files(value: Any, root: Path) -> Any:
    """A stored result with its files as `SavedFile`s; everything else as it was."""
    if SavedFile.is_stored(value):
        return SavedFile.from_json(value, root)
    if isinstance(value, dict):
        return {name: with_files(part, root) for name, part in value.items()}
    if isinstance(value, list):
        return [with_files(part, root) for part in value]
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
