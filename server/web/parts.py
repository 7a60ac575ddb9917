"""What the pages are built from, put together once and closed in reverse."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.adapters.backups import Backups
from server.adapters.calls import Calls
from server.adapters.connection import Connection, Demo
from server.adapters.crud import Rows
from server.adapters.downloads import Downloads
from server.adapters.exports import Exports
from server.adapters.installed import Installed
from server.adapters.pipelines import Pipelines
from server.adapters.profiles import Profiles, profile_services
from server.adapters.relocation import Relocation
from server.adapters.rescue import kept_database
from server.adapters.services import services
from server.adapters.settings import Settings, theme
from server.adapters.token import Tokens
from server.adapters.updates import Updates, source
from server.adapters.worker import Worker
from server.domain.crud import Crud
from server.domain.export import Waits
from server.domain.files import SavedFile, files_in, with_files
from server.domain.workflow import Workflow
from server.folders import Folders
from server.plugin.loader import Plugins, load
from server.web import urls
from server.web.attention import Attention
from server.web.desk import Desk
from server.web.exporting import open_exporting
from server.web.work import Jobs


@dataclass(frozen=True)
class Parts:
    folders: Folders
    backups: Backups
    updates: Updates
    settings: Settings
    pipelines: Pipelines
    downloads: Downloads
    relocation: Relocation
    attention: Attention
    exports: Exports
    calls: Calls
    worker: Worker
    connection: Connection
    plugins: Plugins
    rows: Rows
    profiles: Profiles
    services: Mapping[str, Any]
    desk: Desk
    version: str
    program: Installed
    jobs: Jobs

    @property
    def downloads_folder(self) -> Path:
        """Where files go, as the settings stand now."""
        return self.downloads.folder

    @property
    def theme(self) -> str:
        """As the settings stand now."""
        return theme(self.settings)

    def working(self) -> int:
        """How many exports are under way. May be asked from a thread of its own."""
        try:
            return len(self.exports.open_rows())
        finally:
            self.exports.database.leave()

    def page_there(self, page: str) -> bool:
        """Whether the page at this path, shown in an earlier run, can be shown in this one."""
        there = urls.pipeline_at(page)
        if there is None:
            return urls.is_page(page, self.plugins.apps)
        app, found = self.plugins.apps.get(there[0]), self.pipelines.find(*there)
        return isinstance(app, Workflow) and found is not None and found.demo == self.connection.demo

    def leave(self) -> None:
        """The app is about to end: work is told to stop, so that nobody has to wait for it."""
        self.jobs.stop()

    def csv_on(self, address: str) -> SavedFile | None:
        """The newest file that the pipeline at this address recorded, else the newest finished export, else None."""
        there = urls.pipeline_at(address)
        pipeline = self.pipelines.find(*there) if there else None
        if pipeline:
            recorded = with_files(list(pipeline.results.values()), self.downloads.root)
            for file in reversed(files_in(recorded)):
                if file.here and file.is_table:
                    return file
        done = self.exports.newest_done(self.connection.api)
        return self.exports.saved_file(done) if done else None


@contextmanager
def open_parts(
    folders: Folders,
    desk: Desk,
    *,
    start_demo: Callable[[], Demo],
    environment: Mapping[str, str],
    version: str,
    waits: Waits | None = None,
    demo: bool = False,
    dev: bool = False,
    program: Installed | None = None,
) -> Iterator[Parts]:
    """Open database, worker and plug-ins while a `with` lasts; `demo` uses the simulator for this run.

    `dev`: plug-ins are loaded from their source, and tell where they fail.
    Raises Problem with the reason when a part cannot be opened.
    """
    with ExitStack() as stack:
        folders.make()
        database, backups = stack.enter_context(kept_database(folders.data / "pipulate.sqlite3"))
        calls = Calls(database)
        stack.callback(calls.close)
        settings = Settings(database)
        look_in = [folders.data, folders.downloads, Path.home()]
        tokens = Tokens(folders.data, environment)
        connection = Connection(settings, tokens, start_demo, environment, look_in, demo, calls.note)
        stack.callback(connection.close)
        made = open_exporting(stack, folders, settings, connection, desk, waits or Waits(), calls.note)
        exports = made.exports
        offered = _services(stack, connection, exports, environment)
        jobs = Jobs(database.leave)
        stack.callback(jobs.stop)
        made.worker.ended.append(lambda export: jobs.news.tell())
        plugins = load([folders.resources / "plugins", folders.plugins], fresh=dev)
        rows = Rows(database, [app for app in plugins.apps.values() if isinstance(app, Crud)])
        profiles = Profiles(rows, settings)
        yield Parts(
            folders=folders,
            backups=backups,
            updates=_updates(stack, folders, settings, version),
            settings=settings,
            pipelines=Pipelines(database),
            downloads=made.downloads,
            relocation=made.relocation,
            attention=made.attention,
            exports=exports,
            calls=calls,
            worker=made.worker,
            connection=connection,
            plugins=plugins,
            rows=rows,
            profiles=profiles,
            services=offered | profile_services(profiles),
            desk=desk,
            version=version,
            program=program or Installed(None),
            jobs=jobs,
        )


def _services(
    stack: ExitStack, connection: Connection, exports: Exports, environment: Mapping[str, str]
) -> dict[str, Any]:
    """All services of plug-ins; those that hold connections are closed with the stack."""
    offered = services(connection, exports, environment)
    for name in ("http", "model"):
        stack.enter_context(offered[name])
    return offered


def _updates(stack: ExitStack, folders: Folders, settings: Settings, version: str) -> Updates:
    updates = Updates(settings, source(folders.resources / "assets"), version)
    updates.start()
    stack.callback(updates.stop)
    return updates
