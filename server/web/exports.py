"""Routes of exports and files: by the number the registry gave them, never by a path from a page."""

from fasthtml.common import FastHTML
from starlette.responses import FileResponse, HTMLResponse, Response

from server.domain.export import Export, State
from server.domain.files import SavedFile
from server.web import layout, urls
from server.web.errors import NotThere
from server.web.site import Site


class ExportRoutes:
    """What can be pressed on an export or its file."""

    def __init__(self, site: Site) -> None:
        self._site, self._parts = site, site.parts

    def add(self, web: FastHTML) -> None:
        web.route(urls.EXPORT, methods=["POST"])(self.press)
        web.route(urls.FILE, methods=["GET"])(self.download)

    def press(self, id: int, verb: str) -> HTMLResponse:
        if verb in ("retry", "cancel"):
            move = self._parts.exports.retry if verb == "retry" else self._parts.exports.cancel
            move(self._found(id).id)
            self._parts.worker.wake()
            return layout.fragment(headers={"HX-Trigger": "redraw"})
        told = self._with_file(verb, self._file_of(id))
        return layout.fragment(layout.notice(told) if told else None)

    def _with_file(self, verb: str, file: SavedFile) -> str:
        desk = self._parts.desk
        if verb == "open":
            desk.open(file.path)
            return f"{file.name}.csv is being opened."
        if verb == "reveal":
            desk.reveal(file.path)
            return f"{file.name}.csv is shown in its folder."
        if verb == "save":
            saved = desk.save_as(file.path, file.path.name)
            return f"Saved as {saved}." if saved else ""
        raise NotThere(f"An export cannot be asked to “{verb}”.")

    def download(self, id: int) -> Response:
        if not self._parts.desk.browser:
            raise NotThere("Use “Save as…”: this window downloads nothing by itself.")
        path = self._file_of(id).path
        return FileResponse(path, media_type="text/csv; charset=utf-8", filename=path.name)

    def _found(self, id: int) -> Export:
        export = self._parts.exports.get(id)
        if export is None:
            raise NotThere("This export is not known here. Reload the page.")
        return export

    def _file_of(self, id: int) -> SavedFile:
        export = self._found(id)
        if export.state is not State.DONE:
            raise NotThere("This export has no file yet.")
        return self._parts.exports.saved_file(export)
