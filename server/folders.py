"""Folders: where the app's own files are, and where the user's go. Nothing is ever relative to the current folder."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from server.domain.problem import Problem

NAME = "Pipulate Desktop"
DEV = "dev"
"""The folder, below that of the app's data, in which everything lies that is tried out with `--dev`."""


@dataclass(frozen=True)
class Folders:
    """`data` holds the database, `plugins` the user's own plug-ins, `resources` what the app brought along.

    `downloads` is where files go while the settings name no other folder; `fixed`: in this run, whatever they name.
    """

    data: Path
    downloads: Path
    logs: Path
    plugins: Path
    resources: Path
    fixed: bool = False

    @classmethod
    def standard(cls, data_dir: Path | None = None, downloads_dir: Path | None = None) -> "Folders":
        """The platform's folders, or those below the given ones. Nothing is made yet.

        Raises Problem where the system does not know the user's own folder.
        """
        import platformdirs

        _has_home()
        data = data_dir.absolute() if data_dir else Path(platformdirs.user_data_dir(NAME, appauthor=False))
        logs = data / "logs" if data_dir else Path(platformdirs.user_log_dir(NAME, appauthor=False))
        downloads = downloads_dir.absolute() if downloads_dir else Path(platformdirs.user_downloads_dir()) / NAME
        return cls(data, downloads, logs, data / "plugins", resources())

    def for_trying(self) -> "Folders":
        """The folders of `--dev`, below these: a database and files of its own, the same plug-ins and logs."""
        data = self.data / DEV
        return replace(self, data=data, downloads=data / "downloads", fixed=True)

    def make(self) -> None:
        """Make the app's own folders, readable by their owner alone. Raises Problem with the reason.

        The downloads folder is made when it is known whether the settings name another.
        """
        for folder in (self.data, self.logs, self.plugins):
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise Problem(
                    f"The folder {folder} cannot be made ({error.strerror}). "
                    "Free it or choose another with --data-dir, then start again."
                ) from error
            if not os.access(folder, os.W_OK):
                raise Problem(f"The folder {folder} cannot be written. Change its permissions, then start again.")


def _has_home() -> None:
    try:
        known = Path.home().is_absolute()
    except RuntimeError:
        known = False
    if not known:
        raise Problem("The system does not say where your own folder is. Set HOME to its whole path, then start again.")


def resources() -> Path:
    """Where `plugins/` and `assets/` lie: beside this package, or inside the frozen application."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parents[1]
