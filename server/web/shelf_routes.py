"""Routes of the page of all pipelines, and of the delete buttons on the first page."""

import itertools
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from fasthtml.common import FastHTML
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, Response

from server.adapters.records import Records, Row
from server.domain.key import checked_key
from server.domain.pipeline_file import LARGEST, file_name, from_text
from server.domain.problem import Problem
from server.domain.workflow import Workflow
from server.web import home, layout, shelf_page, urls
from server.web.errors import NotThere
from server.web.shelf import Shelf, shelf
from server.web.shelf_page import Renaming, Told
from server.web.site import Site

UNDOABLE = 20
"""Deleted records that are kept in memory, so that several windows can each undo their last."""


class ShelfRoutes:
    def __init__(self, site: Site) -> None:
        self._site, self._desk = site, site.parts.desk
        self._records = Records(site.parts.exports.database, site.parts.exports)
        self._deleted: OrderedDict[str, Row] = OrderedDict()
        self._numbers = itertools.count(1)

    def add(self, web: FastHTML) -> None:
        web.route(urls.PIPELINES, methods=["GET"])(self.page)
        web.route(urls.PIPELINES_LISTED, methods=["GET"])(self.listed)
        web.route(urls.PIPELINES_FILE, methods=["GET"])(self.download)
        web.route(urls.PIPELINES_PRESS, methods=["POST"])(self.press)

    def page(self, find: str = "", page: int = 1) -> HTMLResponse:
        it = self._shelf(find, page)
        return self._site.page("Pipelines", *shelf_page.content(it, self._desk.browser))

    def listed(self, find: str = "") -> HTMLResponse:
        return self._drawn(find)

    def download(self, app: str = "", key: str = "") -> Response:
        if not self._desk.browser:
            raise NotThere("Use “Export…”: this window downloads nothing by itself.")
        disposition = f"attachment; filename*=utf-8''{quote(file_name(key))}"
        return Response(
            self._records.file(app, key),
            media_type="application/json",
            headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
        )

    def press(
        self, verb: str, form: dict, app: str = "", key: str = "", find: str = "", page: int = 1, where: str = ""
    ) -> HTMLResponse:
        if verb == "renaming":
            return self._drawn(find, page, renaming=Renaming(app, key, key))
        if verb == "rename":
            return self._rename(app, key, str(form.get("new", "")), find, page)
        verbs: dict[str, Callable[[], Told]] = {
            "cancel": lambda: Told("", about=(app, key)),
            "duplicate": lambda: self._duplicate(app, key),
            "delete": lambda: self._delete(app, key),
            "undo": lambda: self._undo(str(form.get("deleted", ""))),
            "export": lambda: self._export(app, key),
            "import": lambda: self._import(form.get("file")),
        }
        if verb not in verbs:
            raise NotThere(f"A pipeline cannot be asked to “{verb}”.")
        told = verbs[verb]()
        if where == "home":
            return layout.fragment(shelf_page.notice(told, where=where), self._recent())
        return self._drawn(find, page, told)

    # What is done

    def _rename(self, app: str, key: str, typed: str, find: str, page: int) -> HTMLResponse:
        try:
            new = checked_key(typed)
            with self._site.walks.alone(app, key):
                self._records.rename(app, key, new)
        except Problem as problem:
            return self._drawn(find, page, renaming=Renaming(app, key, typed, str(problem)))
        return self._drawn(find, page, Told(f"“{key}” is called “{new}” now.", about=(app, new)))

    def _duplicate(self, app: str, key: str) -> Told:
        copy = self._records.duplicate(app, key)
        return Told(f"“{copy}” is a copy of “{key}”.", about=(app, copy))

    def _delete(self, app: str, key: str) -> Told:
        with self._site.walks.alone(app, key):
            row = self._records.delete(app, key)
        number = str(next(self._numbers))
        self._deleted[number] = row
        while len(self._deleted) > UNDOABLE:
            self._deleted.popitem(last=False)
        return Told(f"“{key}” was deleted. Its files stay on your disk.", about=(app, key), undo=number)

    def _undo(self, number: str) -> Told:
        row = self._deleted.pop(number, None)
        if row is None:
            return Told("This cannot be undone any more.", problem=True)
        back = self._records.put_back(row)
        renamed = "" if back == row.key else f" It is called “{back}”, for its name was given to another meanwhile."
        return Told(f"“{row.key}” is back.{renamed}", about=(row.workflow, back))

    def _export(self, app: str, key: str) -> Told:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "pipeline.json"
            source.write_text(self._records.file(app, key), encoding="utf-8")
            saved = self._desk.save_as(source, file_name(key))
        return Told(f"Saved as {saved}." if saved else "", about=(app, key))

    def _import(self, uploaded: object) -> Told:
        content = self._content(uploaded)
        if content is None:
            return Told("")
        pipeline = from_text(content)
        key = self._records.take_in(pipeline)
        told = f"“{key}” was imported."
        if key != pipeline.key:
            told = f"There is a pipeline “{pipeline.key}” already, so the imported one is called “{key}”."
        if pipeline.workflow in self._workflows:
            return Told(told, about=(pipeline.workflow, key))
        return Told(f"{told} Its plug-in “{pipeline.workflow}” is not here: add it to open the pipeline.")

    def _content(self, uploaded: object) -> bytes | None:
        """Of the file that was uploaded, or chosen in the window; None when the user thought better of it."""
        if self._desk.browser:
            return _read(uploaded) if isinstance(uploaded, UploadFile) else None
        path = self._desk.choose_file("JSON files", [".json"])
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
        except OSError as error:
            raise Problem(f"{path.name} cannot be read ({error.strerror}). Choose another file.") from error

    # What is drawn

    def _shelf(self, find: str, page: int) -> Shelf:
        return shelf(self._records, self._workflows, find, page, self._site.parts.profiles.clients().hides)

    @property
    def _workflows(self) -> dict[str, Workflow]:
        return {app.name: app for app in self._site.apps if isinstance(app, Workflow)}

    def _recent(self) -> object:
        titles = {app.name: app.title for app in self._site.apps}
        return home.go_on(self._site.recent(home.RECENT), titles)

    def _drawn(
        self, find: str, page: int = 1, told: Told | None = None, renaming: Renaming | None = None
    ) -> HTMLResponse:
        it = self._shelf(find, page)
        return layout.fragment(shelf_page.listed(it, self._desk.browser, told, renaming))


def _read(uploaded: UploadFile) -> bytes | None:
    """None for a form that was sent without a file."""
    with uploaded.file as file:
        content = file.read(LARGEST + 1)
    return content if content or uploaded.filename else None
