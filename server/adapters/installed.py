"""Whether the program's own file is still the one it was started from: an update or a removal may replace it meanwhile.

What was not imported until then comes from another version from then on, or from nowhere. Where the system lets a
running program be replaced (Linux, macOS), that cannot be prevented; so it is told.
"""

from pathlib import Path

REPLACED = "The app was updated or removed while it was open. Quit it and open it again; nothing you saved is lost."


class Installed:
    """The file that the code comes from; None where that is a folder of sources."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._at_first = _mark(file)

    @property
    def replaced(self) -> bool:
        return _mark(self._file) != self._at_first


def _mark(file: Path | None) -> tuple[int, int] | None:
    """What differs from one version to the next, None where there is none. The same version put anew is no other, and
    some disks of a network give a file another number whenever they are asked.
    """
    try:
        found = file.stat() if file else None
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if found else None
