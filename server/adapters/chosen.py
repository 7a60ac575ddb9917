"""Files that were chosen on a card: copied below the pipeline's folder, a CSV checked on the way."""

import codecs
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from server.adapters.local_files import CHOSEN, LocalFiles
from server.adapters.rows import RowCount
from server.domain.files import CSV, SavedFile
from server.domain.problem import Problem, WrongInput

_PIECE = 256 * 1024


def copied(files: LocalFiles, folder: str, name: str, content: BinaryIO) -> SavedFile:
    """A copy of a file that has this name elsewhere. The same file chosen twice is kept once.

    Raises WrongInput for a CSV that cannot be read as one, and NotComplete where the copy cannot be written.
    """
    files, count = files.settled(), RowCount()
    table = PurePosixPath(name).suffix.lower() == CSV
    pieces = _checked(name, content, count) if table else iter(lambda: content.read(_PIECE), b"")
    place, size = files.keep(f"{folder}/{CHOSEN}", name, pieces)
    return SavedFile(place, max(0, count.rows - 1), size, root=files.downloads())


def copied_from(files: LocalFiles, folder: str, path: Path) -> SavedFile:
    """The same of a file of this computer. Raises Problem where it cannot be read."""
    try:
        opened = path.open("rb")
    except OSError as error:
        raise Problem(f"{path.name} cannot be read ({error.strerror}). Choose another file.") from error
    with opened as content:
        return copied(files, folder, path.name, content)


def _checked(name: str, content: BinaryIO, count: RowCount) -> Iterator[bytes]:
    """The pieces of a CSV, its rows counted, the header among them."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := content.read(_PIECE):
            decoder.decode(piece)
            if b"\0" in piece:
                raise WrongInput(f"{name} is no text file, whatever its name says. Save it as CSV and choose it again.")
            count.add(piece)
            yield piece
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise WrongInput(
            f"{name} is not in UTF-8. Open it in a spreadsheet, save it as “CSV UTF-8” and choose it again."
        ) from error
    if not count.rows:
        raise WrongInput(f"{name} is empty. Choose another file.")
    if count.odd:
        raise WrongInput(f"{name} ends within a quoted text, so a part of it is missing. Choose a whole file.")
