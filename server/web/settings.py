"""The page of settings: parts that each save at once what is chosen, and say so."""

from functools import cached_property

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.domain.problem import Problem
from server.web import layout, urls
from server.web.errors import NotThere
from server.web.setting import Part, Told, drawn
from server.web.site import Site


class SettingsRoutes:
    def __init__(self, site: Site) -> None:
        self._site = site

    @cached_property
    def _parts(self) -> dict[str, Part]:
        """Imported with the first look at the settings: the first page does not need them."""
        from server.web.settings_parts import parts

        return {part.name: part for part in parts(self._site.parts)}

    def add(self, web: FastHTML) -> None:
        web.route(urls.SETTINGS, methods=["GET"])(self.page)
        web.route(urls.SETTINGS_PART, methods=["GET"])(self.part)
        web.route(urls.SETTINGS_PRESS, methods=["POST"])(self.press)

    def page(self) -> HTMLResponse:
        lead = h.P("Each change is saved at once; what is typed, with the button beside it.")
        return self._site.page("Settings", h.H1("Settings"), lead, *(drawn(part) for part in self._parts.values()))

    def part(self, part: str) -> HTMLResponse:
        """One part anew, as it stands now."""
        return layout.fragment(drawn(self._named(part)))

    def press(self, part: str, verb: str, form: dict) -> HTMLResponse:
        found = self._named(part)
        press = found.presses.get(verb)
        if press is None:
            raise NotThere("There is no such setting. It may belong to another version of the app.")
        typed = {name: str(value) for name, value in form.items()}
        try:
            told = press(typed)
        except Problem as problem:
            return layout.fragment(drawn(found, Told(str(problem)), typed, problem=True))
        told = Told(told or "") if not isinstance(told, Told) else told
        return layout.fragment(drawn(found, told), headers=told.headers)

    def _named(self, part: str) -> Part:
        """Raises NotThere."""
        if part not in self._parts:
            raise NotThere("There is no such setting. It may belong to another version of the app.")
        return self._parts[part]
