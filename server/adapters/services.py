"""The services a plug-in may name. Each takes a project as `botify_project` makes it, and raises Problem."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.adapters import refused
from server.adapters.botify import Analysis
from server.adapters.connection import Connection
from server.adapters.exports import Exports
from server.adapters.file_services import FilesService, TablesService, say_nothing
from server.adapters.language_model import ModelService
from server.adapters.local_files import LocalFiles
from server.adapters.web import HttpService
from server.domain.files import SavedFile

Project = Mapping[str, str]


class BotifyService:
    """`botify`: what is known at Botify, and the token."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def analyses(self, project: Project) -> list[Analysis]:
        """The finished crawls of a project, newest first."""
        found = self._connection.botify().analyses(project["org"], project["project"])
        return list(found)

    def collections(self, project: Project) -> list[str]:
        """The names of a project's collections: 'crawl.20240101', 'search_console', …"""
        found = self._connection.botify().collections(project["org"], project["project"])
        return [collection.id for collection in found]

    def fields(self, project: Project, analysis: str) -> dict[str, str]:
        """{field without its collection: words} of a crawl, in the order of the words."""
        return self._connection.botify().fields(project["org"], project["project"], f"crawl.{analysis}")

    def query(
        self,
        project: Project,
        *,
        collections: Sequence[str],
        dimensions: Sequence[Any] = (),
        metrics: Sequence[Any] = (),
        filters: Mapping[str, Any] | None = None,
        sort: Sequence[Any] = (),
        periods: Sequence[Sequence[str]] = (),
    ) -> list[list[Any]]:
        """The rows of a query, dimensions first, then metrics."""
        inner: dict[str, Any] = {"dimensions": list(dimensions), "metrics": list(metrics)}
        inner |= {name: value for name, value in (("filters", filters), ("sort", list(sort))) if value}
        body: dict[str, Any] = {"collections": list(collections), "query": inner}
        if periods:
            body["periods"] = [list(period) for period in periods]
        return self._connection.botify().query(project["org"], project["project"], body)

    @property
    def demo(self) -> bool:
        """Whether made-up sites stand in for Botify's."""
        return self._connection.demo

    def user(self) -> str | None:
        """Who is connected, None where nobody is. Asks nobody."""
        if self._connection.demo:
            return "the demo"
        name = self._connection.user()
        return None if name is None else name or "an unnamed user"

    def connect(self, token: str) -> str:
        """Check a token at Botify, keep it, and tell whose it is."""
        return self._connection.connect(token) or "an unnamed user"

    def disconnect(self) -> None:
        """Remove the token from this computer."""
        self._connection.disconnect()


class ExportsService:
    """`exports`: the files already on disk, how many rows fit into one, and what may go on."""

    def __init__(self, exports: Exports, connection: Connection) -> None:
        self._exports, self._connection = exports, connection

    @property
    def limit(self) -> int:
        """Rows that fit into one export, as the settings have it."""
        return self._connection.row_limit

    def files(self, project: Project) -> list[SavedFile]:
        """Finished files of a project that are on disk, newest first."""
        return self._exports.files(project, self._connection.api)

    def go_on(self) -> int:
        """Retry the exports that failed because Botify did not take the token. How many they are."""
        return len(refused.go_on(self._exports, self._connection.real))


def services(connection: Connection, exports: Exports, environment: Mapping[str, str]) -> dict[str, Any]:
    """All of them. Files go below a page's or pipeline's folder once `placed` has said which."""
    files = LocalFiles(lambda: exports.downloads)
    return {
        "botify": BotifyService(connection),
        "exports": ExportsService(exports, connection),
        "files": FilesService(files, str),
        "http": HttpService(),
        "model": ModelService(environment),
        "say": say_nothing,
        "tables": TablesService(files, str),
    }
