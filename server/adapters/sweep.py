"""What downloads that came to an end left beside their files: they were killed, or failed a while ago."""

from contextlib import suppress

from server.adapters.exports import Exports
from server.adapters.part import leftovers
from server.domain.export import State

KEPT = 7 * 86_400.0
"""Seconds that the beginnings of failed and cancelled downloads are kept for going on."""


def sweep(exports: Exports, now: float) -> None:
    """Remove it."""
    left = [found for folder in exports.folders for found in leftovers(folder)]
    rows = {row.marker[:8]: row for row in exports.all()} if left else {}
    for path, mark in left:
        row = rows.get(mark)
        with suppress(OSError):
            # Another registry may share the folder: what is not ours goes when nobody has used it for a while.
            used = path.stat().st_mtime
            old = now - used > KEPT and not (row and row.open)
            if old or (row and row.state is State.DONE):
                path.unlink()
