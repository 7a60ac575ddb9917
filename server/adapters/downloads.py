"""The downloads folder as the settings have it, and the folders it was before: the only module that knows them.

Records name files by their place below the downloads folder. After the folder was changed, a place is looked for in
the new folder first, then in those before it, newest first: so nothing is lost where files were left, and at every
moment of a move.
"""

import json
import os
from pathlib import Path

from server.adapters.settings import Settings
from server.domain.files import is_file

FOLDER, EARLIER = "downloads", "downloads_before"
"""Names of the settings: a path, and a JSON list of paths, newest first."""
REMEMBERED = 20


class Downloads:
    """`usual`: the folder while none is chosen. Without settings it is the only one."""

    def __init__(self, usual: Path, settings: Settings | None = None) -> None:
        self.usual, self._settings = usual, settings

    @property
    def fixed(self) -> bool:
        """Whether the folder was given for this run, so that the settings do not count."""
        return self._settings is None

    @property
    def folder(self) -> Path:
        """Where new files go."""
        chosen = self._settings.get(FOLDER) if self._settings else ""
        return Path(chosen) if chosen else self.usual

    @property
    def earlier(self) -> list[Path]:
        """The folders before, newest first."""
        if self._settings is None:
            return []
        folder = self.folder
        return [path for one in _listed(self._settings) if (path := Path(one)) != folder]

    def root(self, place: str) -> Path:
        """The folder in which this place is a file; where none has it, the one for new files."""
        folder = self.folder
        if is_file(folder / place):
            return folder
        return next((one for one in self.earlier if is_file(one / place)), folder)

    def choose(self, folder: Path) -> None:
        """New files go here from now on. The folder so far is remembered, so that its files are still found."""
        if self._settings is None or folder == self.folder:
            return
        before = list(dict.fromkeys([self.folder, *self.earlier]))
        self._settings.put(EARLIER, json.dumps([str(one) for one in before[:REMEMBERED]]))
        self._settings.put(FOLDER, str(folder))

    def problem(self) -> str | None:
        """Why no file can be written there now, as a sentence. The folder is made where it is missing."""
        folder = self.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return (
                f"The downloads folder {folder} is not there and cannot be made ({error.strerror}). "
                "If it is on another disk, plug that in; or choose another folder in the settings."
            )
        if not os.access(folder, os.W_OK):
            return f"The downloads folder {folder} cannot be written. Choose another one in the settings."
        return None


def chosen_folders(settings: Settings) -> list[str]:
    """The folder that was chosen, and those before it; empty where none ever was."""
    chosen = settings.get(FOLDER)
    return [chosen, *_listed(settings)] if chosen else []


def keep_folders(settings: Settings, chosen: list[str]) -> None:
    """After older settings were put back: files lie where they lie, so the folders of then come after those of now."""
    if chosen:
        known = dict.fromkeys([*chosen[1:], *chosen_folders(settings)])
        settings.put(EARLIER, json.dumps([*known][:REMEMBERED]))
        settings.put(FOLDER, chosen[0])


def _listed(settings: Settings) -> list[str]:
    try:
        known = json.loads(settings.get(EARLIER, "[]"))
    except ValueError:
        return []
    return [one for one in known if isinstance(one, str)] if isinstance(known, list) else []
