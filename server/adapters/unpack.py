"""Compressed bytes in, plain bytes out, in bounded pieces: gzip of any number of members, or plain, as the
first bytes tell.

A zip's list of contents is at its end, so it is unpacked from the whole file (`unzipped`).
"""

import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from server.adapters.damage import Damaged, Unusable

PIECE = 256 * 1024
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_HARMLESS, _STEEPEST = 1 << 30, 250
"""Lists of URLs unpack to 5 to 50 times their size; what is larger than a gigabyte and steeper than this is a bomb."""


class Unpacker:
    """Unpacks one file. `whole` tells whether it may end here; `zipped` that it must be unpacked by `unzipped`."""

    def __init__(self, inside: bool = False) -> None:
        self._inside = inside
        self._start: bytes | None = b""
        self._gzip = self.zipped = False
        self._stream: Any = None
        self._inner: Unpacker | None = None
        self._taken = self._given = 0

    @property
    def whole(self) -> bool:
        return not self._start and self._stream is None and (self._inner is None or self._inner.whole)

    @property
    def ended(self) -> bool:
        """Whether it tells by itself that it may end here, as a gzip does."""
        return self._gzip and self.whole

    def add(self, data: bytes) -> Iterator[bytes]:
        """The pieces that come out. Raises Damaged or Unusable."""
        if self._start is not None:
            data = self._start + data
            if len(data) < 4:
                self._start = data
                return
            self._begin(data)
        if self._gzip:
            yield from self._inflated(data)
        elif not self.zipped:
            yield data

    def end(self) -> Iterator[bytes]:
        """What is left when nothing more comes. Raises Damaged for a gzip that is cut."""
        start, self._start = self._start, None
        if start:
            yield start
        if not self.whole:
            raise Damaged("The file is damaged: it ends too early.")
        if self._inner is not None:
            yield from self._inner.end()

    def _begin(self, data: bytes) -> None:
        self._start = None
        self._gzip = data.startswith(_GZIP)
        self.zipped = data.startswith((_ZIP, _EMPTY_ZIP))
        if self.zipped and self._inside:
            raise Unusable("The file is a zip within another packed file. Press “Export again” for a new one.")
        if self._gzip and not self._inside:
            # A file host may pack the packed file once more.
            self._inner = Unpacker(inside=True)

    def _inflated(self, data: bytes) -> Iterator[bytes]:
        self._taken += len(data)
        piece = b""
        while data or len(piece) == PIECE:
            if self._stream is None:
                # Some programs fill up the last block with zeros.
                data = data.lstrip(b"\0") if self._given else data
                if not data:
                    return
                self._stream = _library()[0].decompressobj(31)
            piece = _step(self._stream, data)
            data = self._stream.unconsumed_tail
            if self._stream.eof:
                data, self._stream = self._stream.unused_data, None
            self._given += len(piece)
            if self._given > _HARMLESS and self._given > self._taken * _STEEPEST:
                raise Unusable("The file unpacks to far more than a list can be, so it was given up.")
            if piece:
                yield from self._inner.add(piece) if self._inner else (piece,)


def unzipped(path: Path) -> Iterator[bytes]:
    """The pieces of the one file in a zip, whatever its name. Raises Damaged or Unusable."""
    try:
        with zipfile.ZipFile(path) as archive:
            entry = _only(archive)
            inner = Unpacker(inside=True)
            with archive.open(entry) as file:
                while piece := file.read(PIECE):
                    yield from inner.add(piece)
            yield from inner.end()
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise Damaged("The zip file is damaged.") from error
    except (RuntimeError, NotImplementedError) as error:
        raise Unusable("The zip file is locked or packed in an unknown way. Press “Export again”.") from error


def _only(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) != 1:
        raise Unusable(
            f"The zip file has {len(entries) or 'no'} files in it where one was expected. Press “Export again”."
        )
    if entries[0].file_size > max(_HARMLESS, entries[0].compress_size * _STEEPEST):
        raise Unusable("The file unpacks to far more than a list can be, so it was given up.")
    return entries[0]


@cache
def _library() -> tuple[Any, tuple[type[Exception], ...]]:
    """What inflates, and its errors. isal is three times as fast as zlib, and has no wheel for some systems."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib, (zlib.error,)
    own: Any = isal_zlib.error
    return isal_zlib, (zlib.error, own)


def _step(stream: Any, data: bytes) -> bytes:
    try:
        piece: bytes = stream.decompress(data, PIECE)
    except _library()[1] as error:
        raise Damaged("The file is damaged: it cannot be unpacked.") from error
    return piece
