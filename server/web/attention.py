"""Whether somebody looks at the app, as its pages tell, and what is said when an export ends while nobody does."""

from fasthtml.common import FastHTML
from starlette.responses import PlainTextResponse, Response

from server.adapters.settings import Settings, notifications_on
from server.domain.export import Export, State
from server.web import urls, words
from server.web.desk import Desk


class Attention:
    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._settings, self._desk = settings, desk
        self.front, self._marked = True, False

    def looked(self, front: bool) -> None:
        """The window came to the front, or went behind others."""
        self.front = front
        if front and self._marked:
            self._marked = False
            self._desk.seen()

    def ended(self, export: Export) -> None:
        """Say so, unless somebody looks, or wants to hear nothing, or stopped it."""
        if self.front or export.state is State.CANCELLED or not notifications_on(self._settings):
            return
        self._marked = True
        self._desk.announce(_sentence(export))

    def add(self, web: FastHTML) -> None:
        def front(form: dict) -> Response:
            self.looked(form.get("front") == "on")
            return Response(status_code=204)

        def marked() -> PlainTextResponse:
            """A browser's tab asks, whose title only its page can mark."""
            return PlainTextResponse("yes" if self._marked else "no")

        web.route(urls.FRONT, methods=["POST"])(front)
        web.route(urls.FRONT, methods=["GET"])(marked)


def _sentence(export: Export) -> str:
    name = f"“{export.name}” of {export.request.org}/{export.request.slug}"
    if export.state is State.DONE:
        return f"{name} is finished: {words.rows(export.rows or 0)}."
    return f"{name} failed: {export.problem or 'open its card to see why.'}"
