"""The unpacked file as it is written: bytes go in as they travel, a clean table comes out on the disk."""

from collections.abc import Iterator
from typing import BinaryIO

from server.adapters.disk import write_all
from server.adapters.part import Part
from server.adapters.rows import Shape, Table
from server.adapters.unpack import Unpacker, unzipped


class Output:
    """`fed` counts the bytes as they travel."""

    def __init__(self, part: Part, shape: Shape) -> None:
        self._file: BinaryIO = part.unpacked.open("wb", buffering=0)
        self._table = Table(shape, lambda piece: write_all(self._file, piece))
        self._part = part
        self.unpacker = Unpacker()
        self.fed = 0

    @property
    def rows(self) -> int:
        return self._table.rows

    def feed(self, data: bytes) -> None:
        self.fed += len(data)
        for piece in self.unpacker.add(data):
            self._table.add(piece)

    def end(self) -> Iterator[None]:
        """Take what is left, a whole zip perhaps."""
        for piece in unzipped(self._part.raw) if self.unpacker.zipped else self.unpacker.end():
            self._table.add(piece)
            yield
        self._table.end()

    def close(self) -> None:
        self._file.close()
