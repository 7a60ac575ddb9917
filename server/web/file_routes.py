"""The route of a card's field for a file: what is chosen there is copied, and the field alone drawn anew."""

from typing import Any

from fasthtml.common import FastHTML
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse

from server.adapters.chosen import copied, copied_from
from server.adapters.local_files import LocalFiles, folder_of
from server.domain.fields import File
from server.domain.files import SavedFile
from server.domain.problem import Problem
from server.web import file_tokens, inputs, layout, urls
from server.web.errors import NotThere
from server.web.file_field import UPLOAD, Choosing
from server.web.site import Site


class FileRoutes:
    def __init__(self, site: Site) -> None:
        self._site, self._parts = site, site.parts
        self._files = LocalFiles(lambda: site.parts.exports.downloads)

    def add(self, web: FastHTML) -> None:
        web.route(urls.FILE_CHOICE, methods=["POST"])(self.choose)

    def choose(self, app: str, form: dict, key: str = "", step: str = "", field: str = "") -> HTMLResponse:
        """The field with what was chosen, or with what was there before and why the new one cannot be used."""
        workflow = self._site.workflow(app)
        asked = self._site.walks.question(workflow, key, step).fields.get(field)
        if not isinstance(asked, File):
            raise NotThere("This card asks for no such file. Reload the page.")
        shown: Any = next(iter(inputs.posted(form).get(field, [])), "")
        problem = ""
        try:
            chosen = self._chosen(asked, folder_of(app, key), form.get(UPLOAD + field))
        except Problem as told:
            chosen, problem = None, str(told)
        choosing = Choosing(
            urls.file_choice(app, key, step, field), self._parts.desk.browser, self._parts.downloads.root
        )
        shown = file_tokens.token(chosen) if chosen else shown
        control = inputs.control(field, asked, shown, problem=problem, choosing=choosing)
        # The card's preview listens for what is typed, and this is news to it, too.
        return layout.fragment(control, headers={"HX-Trigger": "input"} if chosen else None)

    def _chosen(self, asked: File, folder: str, uploaded: object) -> SavedFile | None:
        """None when the user thought better of it."""
        if self._parts.desk.browser:
            if not isinstance(uploaded, UploadFile) or not uploaded.filename:
                return None
            with uploaded.file as content:
                asked.check_name(uploaded.filename)
                return copied(self._files, folder, uploaded.filename, content)
        path = self._parts.desk.choose_file(asked.kind, asked.endings)
        if path is None:
            return None
        asked.check_name(path.name)
        return copied_from(self._files, folder, path)
