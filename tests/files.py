"""The files below a folder in which the app is at work."""

from __future__ import annotations

import os
from fnmatch import fnmatch
from pathlib import Path


def files_below(folder: Path, pattern: str = "*") -> list[Path]:
    """Sorted; a folder that vanishes meanwhile is passed over (pathlib's `rglob` would raise)."""
    found = (Path(at, name) for at, _, names in os.walk(folder) for name in names if fnmatch(name, pattern))
    return sorted(path for path in found if path.is_file())
