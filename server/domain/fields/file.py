"""A field that takes a file of this computer, of which the pipeline keeps a copy."""

import json
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import PurePosixPath
from typing import Any

from server.domain.fields.field import typed_last
from server.domain.files import SavedFile
from server.domain.problem import WrongInput


@dataclass(frozen=True)
class File:
    """A file. `endings`: those it may have, such as ['.csv']; any where none is named.

    The answer is the copy, a file as a step's result is one; None where nothing was chosen. What is posted is the
    record of a copy that was made when the file was chosen, as JSON.
    """

    label: str
    _: KW_ONLY
    endings: Sequence[str] = ()
    required: bool = True
    hint: str = ""

    @property
    def proposed(self) -> None:
        return None

    @property
    def kind(self) -> str:
        """What a dialog calls such files: 'CSV files'."""
        names = " ".join(ending.lstrip(".").upper() for ending in self.endings)
        return f"{names} files" if names else "Files"

    def check(self, posted: Sequence[str]) -> Any:
        chosen = typed_last(posted)
        if not chosen:
            if self.required:
                raise WrongInput(f"{self.label}: please choose a file.")
            return None
        stored = json.loads(chosen)
        self.check_name(SavedFile.from_json(stored).file_name)
        return stored

    def check_name(self, name: str) -> None:
        """Raises WrongInput for a file of another ending."""
        if not self._may_be_called(name):
            raise WrongInput(f"{self.label}: {name} does not end in {' or '.join(self.endings)}. Choose another file.")

    def fits(self, answer: Any) -> bool:
        if not SavedFile.is_stored(answer):
            return answer is None and not self.required
        return self._may_be_called(SavedFile.from_json(answer).file_name)

    def words(self, answer: Any) -> str:
        return SavedFile.from_json(answer).file_name if SavedFile.is_stored(answer) else "no file"

    def _may_be_called(self, name: str) -> bool:
        return not self.endings or PurePosixPath(name).suffix.lower() in [ending.lower() for ending in self.endings]
