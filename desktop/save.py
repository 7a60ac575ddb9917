"""Save as…: a copy of a finished file where the user's own dialog says.

The copy is written beside its target under another name, flushed to the disk and renamed: a name never holds half a
file, and a file that is replaced is whole until the new one is.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from desktop.dialogs import SaveDialog, one_at_a_time
from server.domain.files import is_there
from server.domain.problem import NotComplete, Problem

CHUNK = 1024 * 1024
NOT_ALLOWED = "you may not write there. Choose another folder."
if sys.platform == "win32":  # where a file cannot be replaced while Excel, for one, has it open
    NOT_ALLOWED = "another program has it open, or you may not write there. Close it there, or choose another name."
REASONS = {
    errno.ENOSPC: "the disk is full. Free some space, or choose another disk.",
    errno.EDQUOT: "your quota on this disk is used up. Free some space, or choose another disk.",
    errno.EACCES: NOT_ALLOWED,
    errno.EPERM: NOT_ALLOWED,
    errno.EROFS: "this disk is read-only. Choose another folder.",
    errno.ENOENT: "the folder is no longer there. Choose another one.",
    errno.EISDIR: "a folder has this name. Choose another name.",
    errno.EFBIG: "the file is too big for this disk. Choose another disk.",
}


def save_as(source: Path, name: str, folder: Path, dialog: SaveDialog) -> Path | None:
    """Asks where to, offering `name` in `folder`, and copies. None if the user changed their mind.

    Raises `Problem` with a sentence if the file cannot be written.
    """
    if not source.is_file():
        raise Problem(f"{source} is no longer there. Export it again to get it back.")
    target = one_at_a_time(lambda: _ask(suggested(name, source.suffix), folder, dialog))
    if target:
        copy(source, target)
    return target


def suggested(name: str, suffix: str) -> str:
    """A file name that every system's dialog takes: no folder, no character that Windows refuses, not too long."""
    kept = "".join("-" if character in '<>:"/\\|?*' or ord(character) < 32 else character for character in name)
    stem = kept.removesuffix(suffix).strip(" .")
    return (stem[:60] or "export") + suffix


def with_suffix(path: Path, suffix: str) -> Path:
    """The chosen path, ending in the suffix whatever the user typed: Qt and macOS add none."""
    if not suffix or path.name.lower().endswith(suffix.lower()):
        return path
    return path.with_name(path.name.rstrip(" .") + suffix)


def copy(source: Path, target: Path) -> None:
    """Copies under a temporary name in the target's folder, flushes, renames. Raises `NotComplete`."""
    if is_there(target) and target.samefile(source):
        return
    import secrets

    temporary = target.with_name(f".{target.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        with source.open("rb") as reader, temporary.open("xb") as writer:
            shutil.copyfileobj(reader, writer, CHUNK)
            writer.flush()
            os.fsync(writer.fileno())
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):  # what could not be written may not be there to be removed
            temporary.unlink(missing_ok=True)
        reason = REASONS.get(error.errno or 0, f"{error.strerror or error}.")
        raise NotComplete(f"{target.name} could not be saved in {target.parent}: {reason}") from error


def _ask(name: str, folder: Path, dialog: SaveDialog) -> Path | None:
    chosen = dialog.ask_save_path(name, folder)
    if chosen is None:
        return None
    target = with_suffix(chosen, Path(name).suffix)
    asked = dialog.asks_before_overwriting and target == chosen
    if is_there(target) and not asked:
        text = f"{target.name} is there already. Replace it?"
        return target if dialog.confirm("Replace the file?", text) else None
    return target
