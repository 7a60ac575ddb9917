"""Routes of exports by their number, and of files by what was drawn: never by a path from a page."""

from fasthtml.common import FastHTML
from starlette.responses import FileResponse, HTMLResponse, Response

from server.adapters.settings import copies_for_spreadsheets
from server.domain.files import SavedFile
from server.web import file_tokens, layout, urls
from server.web.errors import NotThere
from server.web.site import Site


class ExportRoutes:
    """What can be pressed on an export or a file."""

    def __init__(self, site: Site) -> None:
        self._site, self._parts = site, site.parts

    def add(self, web: FastHTML) -> None:
        web.route(urls.EXPORT, methods=["POST"])(self.press)
        web.route(urls.FILE, methods=["GET"])(self.download)
        web.route(urls.FILE_PRESS, methods=["POST"])(self.with_file)

    def press(self, id: int, verb: str) -> HTMLResponse:
        moves = {"retry": self._parts.exports.retry, "cancel": self._parts.exports.cancel}
        if verb not in moves:
            raise NotThere(f"An export cannot be asked to “{verb}”.")
        if self._parts.exports.get(id) is None:
            raise NotThere("This export is not known here. Reload the page.")
        moves[verb](id)
        self._parts.worker.wake()
        self._parts.jobs.news.tell()
        return layout.fragment(headers={"HX-Trigger": "redraw"})

    def with_file(self, token: str, verb: str) -> HTMLResponse:
        file, desk = self._file(token), self._parts.desk
        told = ""
        if verb == "open":
            told = self._opened(file)
        elif verb == "reveal":
            desk.reveal(file.path)
            told = f"{file.file_name} is shown in its folder."
        elif verb == "save":
            saved = desk.save_as(file.path, file.path.name)
            told = f"Saved as {saved}." if saved else ""
        else:
            raise NotThere(f"A file cannot be asked to “{verb}”.")
        return layout.fragment(layout.notice(told) if told else None)

    def _opened(self, file: SavedFile) -> str:
        from server.adapters.spreadsheet import for_spreadsheet

        wanted = file.is_table and copies_for_spreadsheets(self._parts.settings)
        copy = for_spreadsheet(file.path) if wanted else None
        self._parts.desk.open(copy.path if copy else file.path)
        if copy is None:
            return f"{file.file_name} is being opened."
        changed = "1 cell begins" if copy.cells == 1 else f"{copy.cells:,} cells begin"
        formulas = f" In it {changed} with an apostrophe, to be no formula." if copy.cells else ""
        return f"{copy.path.name} is being opened, a copy.{formulas} The file itself stays as it is."

    def download(self, token: str) -> Response:
        if not self._parts.desk.browser:
            raise NotThere("Use “Save as…”: this window downloads nothing by itself.")
        file = self._file(token)
        kind = "text/csv; charset=utf-8" if file.is_table else "application/octet-stream"
        return FileResponse(file.path, media_type=kind, filename=file.file_name)

    def _file(self, token: str) -> SavedFile:
        file = file_tokens.file_of(token, self._parts.downloads.root)
        if file is None:
            raise NotThere("This page was older than the app, so the file is not known. Reload the page.")
        return file
