"""One file moves to another folder: at every moment it is whole in one of the two, and in the end in one alone."""

import errno
import filecmp
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from server.adapters.disk import sync_folder
from server.domain.files import is_there
from server.domain.problem import NotComplete, Problem

_CHUNK = 1024 * 1024
_NO_LINKS = (
    errno.EXDEV,
    errno.EPERM,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.ENOSYS,
    errno.EMLINK,
    errno.EACCES,
    errno.EINVAL,  # Windows, on a disk that knows no links (FAT, a network share): “Incorrect function”
)


def move(old: Path, new: Path, place: str, check: Callable[[], None] = lambda: None) -> None:
    """Move one file; nothing is ever written over. `check` is called between pieces and may raise to stop.

    Raises NotComplete where another file has its place, Problem where the new folder takes no more.
    """
    source, target = old / place, new / place
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.parent.samefile(source.parent):
            return  # one file by two names: to take one away would lose it
        moved = _seen(source)
        made = _put(source, target, check)
        sync_folder(target.parent)
        _take_away(source, moved, target if made else None)
    except FileExistsError:
        raise NotComplete(f"{place} stays: there is another file of that name in the new folder.") from None
    except FileNotFoundError:
        return  # somebody else moved or removed it meanwhile
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise Problem(
                f"The new folder takes no more files ({error.strerror}). "
                "Make room there and move the rest, or choose another folder. Nothing is lost."
            ) from error
        raise NotComplete(f"{place} stays where it is ({error.strerror}). Is it open in another program?") from error
    _remove_empty(source.parent, old)


def one_folder(old: Path, new: Path) -> bool:
    """Whether two paths lead to one folder: by a link, another spelling, or a disk that is mounted twice."""
    with suppress(OSError):
        if old.samefile(new):
            return True
    sign = f".{secrets.token_hex(8)}.moving"
    try:
        (new / sign).touch(exist_ok=False)
        return is_there(old / sign)
    except OSError:
        return False
    finally:
        with suppress(OSError):
            (new / sign).unlink(missing_ok=True)


def _take_away(source: Path, moved: tuple[int, int], made: Path | None) -> None:
    """Remove what was `moved`. Where that cannot be, what was `made` of it goes, so that it is not there twice.

    Raises NotComplete, FileNotFoundError.
    """
    try:
        if _seen(source) != moved:
            raise NotComplete(f"{source.name} was written anew while it was moved, so it stays. Move the rest again.")
        source.unlink()
    except FileNotFoundError:
        raise
    except (OSError, NotComplete) as error:
        if made:
            with suppress(OSError):
                made.unlink()
        if isinstance(error, NotComplete):
            raise
        raise NotComplete(f"{source} stays where it is ({error.strerror}). Is it open in another program?") from error


def _seen(path: Path) -> tuple[int, int]:
    """What tells a file from one that is written in its place."""
    told = path.stat()
    return told.st_size, told.st_mtime_ns


def _put(source: Path, target: Path, check: Callable[[], None]) -> bool:
    """Give the file a second name in the new folder, as a copy where the disk is another one. False: it had one."""
    part = target.with_name(f".{target.name}.moving")
    part.unlink(missing_ok=True)  # of a move that was cut short
    if target.exists():
        if target.samefile(source) or filecmp.cmp(source, target, shallow=False):
            return False  # a move was cut short between the two
        raise FileExistsError
    try:
        target.hardlink_to(source.resolve())  # of a link, what it leads to
        return True
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
    try:
        _copy(source, part, check)
        _publish(part, target)
        return True
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, part: Path, check: Callable[[], None]) -> None:
    with source.open("rb") as reader, part.open("xb") as writer:
        while piece := reader.read(_CHUNK):
            check()
            writer.write(piece)
        writer.flush()
        os.fsync(writer.fileno())
    with suppress(OSError):
        shutil.copystat(source, part)


def _publish(part: Path, target: Path) -> None:
    """The final name, unless another file has it by now."""
    try:
        target.hardlink_to(part)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if target.exists():
            raise FileExistsError from None
        part.rename(target)


def _remove_empty(folder: Path, root: Path) -> None:
    """Folders that the last file left, up to the downloads folder, which stays."""
    while folder != root and root in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
