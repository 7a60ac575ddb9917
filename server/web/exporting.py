"""What exports are made with: their registry and folder, the worker, and what follows when one ends."""

from contextlib import ExitStack
from dataclasses import dataclass

from server.adapters.calls import Note
from server.adapters.connection import Connection
from server.adapters.downloads import Downloads
from server.adapters.exports import Exports
from server.adapters.part import Part
from server.adapters.records import Records
from server.adapters.relocation import Relocation, known_places
from server.adapters.rescue import LOCK
from server.adapters.settings import Settings
from server.adapters.worker import Worker
from server.domain.export import Waits
from server.folders import Folders
from server.web.attention import Attention
from server.web.desk import Desk


@dataclass(frozen=True)
class Exporting:
    downloads: Downloads
    relocation: Relocation
    attention: Attention
    exports: Exports
    worker: Worker


def open_exporting(
    stack: ExitStack,
    folders: Folders,
    settings: Settings,
    connection: Connection,
    desk: Desk,
    waits: Waits,
    note: Note,
) -> Exporting:
    """Start the worker, and go on with a move of files that was cut short; the stack ends both."""
    downloads = Downloads(folders.downloads, None if folders.fixed else settings)
    exports = Exports(settings.database, downloads)
    records = Records(settings.database, exports)
    relocation = Relocation(
        downloads,
        settings,
        places=lambda: known_places(exports, records),
        busy=lambda folder: {row.place for row in exports.open_rows() if Part.of(row, folder).begun},
        leave=settings.database.leave,
    )
    attention = Attention(settings, desk)
    lock = folders.data / LOCK
    worker = Worker(exports, connection.client, lock, waits=waits, limit=lambda: connection.row_limit, note=note)
    worker.ended += [attention.ended, lambda export: relocation.resume()]
    worker.start()
    stack.callback(worker.stop)
    stack.callback(relocation.stop)
    relocation.resume()
    return Exporting(downloads, relocation, attention, exports, worker)
