"""Routes of lists: add, edit in place, toggle, sort, delete and undo. Each press answers with the row it is about."""

from collections.abc import Mapping
from typing import Any

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.domain.crud import Crud
from server.domain.opening import WrongAnswers
from server.web import inputs, layout, lists, urls
from server.web.errors import NotThere
from server.web.failure import Failure, around_plugin
from server.web.site import Site


class CrudRoutes:
    def __init__(self, site: Site) -> None:
        self._site, self._rows = site, site.parts.rows

    def add(self, web: FastHTML) -> None:
        web.route(urls.PROFILE, methods=["POST"])(self.choose)
        web.route(urls.ROWS, methods=["GET"])(self.more)
        web.route(urls.ROWS, methods=["POST"])(self.new)
        web.route(urls.ROW, methods=["GET"])(self.look)
        web.route(urls.ROW, methods=["POST"])(self.press)

    def choose(self, form: dict) -> HTMLResponse:
        """Choose whom to work for. The page is drawn anew, for it may show what belongs to them."""
        self._site.parts.profiles.choose(_number(form.get("id")))
        return layout.fragment(headers={"HX-Refresh": "true"})

    def more(self, app: str, profile: int = 0, after: int = 0) -> HTMLResponse:
        """The next rows, when one has come to the end of those that are there."""
        crud = self._site.crud(app)
        return layout.fragment(*lists.some(crud, self._rows.page(crud, profile, after), profile))

    def new(self, app: str, form: dict, profile: int = 0) -> HTMLResponse:
        crud = self._site.crud(app)
        self._site.parts.profiles.must_be_there(profile)
        posted = inputs.posted(form)
        try:
            values = _checked(crud, crud.new, posted)
            self._site.parts.profiles.must_be_told_apart(crud, values)
        except WrongAnswers as wrong:
            return layout.fragment(lists.adding(crud, profile, posted, wrong.sentences))
        row = self._rows.add(crud, values, profile)
        return self._site.fragment(crud, lists.adding(crud, profile), lists.on_top(crud, row))

    def look(self, app: str, id: int, verb: str) -> HTMLResponse:
        """A row to read, or its fields to edit."""
        crud = self._site.crud(app)
        row = self._rows.get(crud, id)
        if verb not in ("read", "edit"):
            raise NotThere(f"A row cannot be asked to “{verb}”.")
        return layout.fragment(lists.editing(crud, row) if verb == "edit" else lists.row(crud, row, verb == "read"))

    def press(self, app: str, id: int, verb: str, form: dict) -> HTMLResponse:
        crud = self._site.crud(app)
        if verb == "change":
            return self._changed(crud, id, _posted(id, form))
        if verb == "toggle":
            return self._toggled(crud, id, str(form.get("column", "")), bool(form.get("on")))
        if verb == "move":
            place = self._rows.move(crud, id, _number(form.get("after")))
            return self._site.fragment(crud, layout.notice(f"Now at place {place:,}."))
        if verb == "delete":
            return self._deleted(crud, id)
        if verb == "restore":
            row = self._rows.restore(crud, id)
            told = layout.notice(f"“{lists.title(crud, row)}” is back.")
            rows = lists.rows(crud, self._rows.page(crud, row.profile), row.profile)
            return self._site.fragment(crud, lists.told(told), rows)
        raise NotThere(f"A row cannot be asked to “{verb}”.")

    def _changed(self, crud: Crud, id: int, posted: Mapping[str, list[str]]) -> HTMLResponse:
        try:
            values = _checked(crud, crud.changed, posted)
            self._site.parts.profiles.must_be_told_apart(crud, values, id)
        except WrongAnswers as wrong:
            return layout.fragment(lists.editing(crud, self._rows.get(crud, id), posted, wrong.sentences))
        return self._site.fragment(crud, lists.row(crud, self._rows.change(crud, id, values), focus=True))

    def _toggled(self, crud: Crud, id: int, column: str, on: bool) -> HTMLResponse:
        if column not in crud.toggles:
            raise NotThere("There is no such box. Reload the page.")
        return self._site.fragment(crud, lists.row(crud, self._rows.change(crud, id, {column: on})))

    def _deleted(self, crud: Crud, id: int) -> HTMLResponse:
        row = self._rows.delete(crud, id)
        return self._site.fragment(crud, lists.told(lists.undo(crud, row)))


def content(site: Site, crud: Crud, above: Any) -> list[Any]:
    """A list's own page: what the plug-in shows above it, a new row, the rows."""
    profile = site.parts.profiles.clients().chosen.id if crud.by_profile else 0
    rows = site.parts.rows.page(crud, profile)
    return [
        h.H1(crud.title),
        h.P(crud.about) if crud.about else None,
        above,
        lists.adding(crud, profile),
        lists.rows(crud, rows, profile),
        lists.empty(crud),
        *lists.scripts(site.parts.version),
    ]


def _number(text: Any) -> int:
    if not str(text).isdecimal():
        raise NotThere("It is not clear what was pressed. Reload the page.")
    return int(text)


def _posted(id: int, form: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name.removeprefix(lists.own(id)): values for name, values in inputs.posted(form).items()}


def _checked(crud: Crud, check: Any, posted: Mapping[str, list[str]]) -> dict[str, Any]:
    """The columns as posted. Raises WrongAnswers; else what `parse` raises is told at the first field."""
    try:
        with around_plugin(crud.new):
            return check(posted)
    except Failure as failure:
        raise WrongAnswers({crud.written[0]: failure.sentence}) from failure
