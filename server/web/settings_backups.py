"""The backups on the settings page: one is made now, one is put back, for which the app starts again by itself."""

from typing import Any

from fasthtml import common as h

from server.adapters.backups import KEPT, Backup
from server.web import layout, urls, words
from server.web.parts import Parts
from server.web.setting import Form, Part, Told, button

NAME = "backups"
CONFIRM = (
    "Put back all pipelines, lists and settings as they were on {}? The app starts again for it. "
    "What there is now is kept as a backup, too, and exports go on."
)
BY_HAND = "Close the app and start it again: the backup is put back before anything else."
LOOK_EVERY = "700ms"


def backups_part(it: Parts) -> Part:
    backups = it.backups

    def body(typed: Form) -> list[Any]:
        chosen = backups.chosen
        lines = [_line(backup) for backup in backups.all()]
        return [
            layout.notice(backups.problem, problem=True) if backups.problem else None,
            _waiting(chosen) if chosen else None,
            h.P(
                f"Pipelines, lists and settings are copied each day; {KEPT} copies are kept in ",
                h.Code(str(backups.folder)),
                ". Exported files are not in them.",
            ),
            h.Ul(*lines, cls="keys") if lines else h.P("There is none yet."),
            button(NAME, "make", "Make one now", cls="outline"),
        ]

    def make(given: Form) -> str:
        backup = backups.make()
        backups.problem = None
        return f"Made: {_moment(backup)}."

    def choose(given: Form) -> Told | None:
        shown = put_back(it, backups.named(given.get("name", "")))
        return Told(shows=shown) if shown is not None else None

    def look(given: Form) -> Told:
        """The page that waits asks: the first page tells what became of it."""
        return Told(headers={"HX-Reswap": "none"} if backups.chosen else {"HX-Redirect": urls.HOME})

    def keep(given: Form) -> str:
        backups.choose(None)
        return "Nothing is put back."

    return Part(NAME, "Backups", body, {"make": make, "choose": choose, "look": look, "keep": keep})


def put_back(it: Parts, backup: Backup) -> Any:
    """Have it put back, and start the app again where that can be done; what to show meanwhile, else None."""
    it.backups.choose(backup)
    return _restarting(backup) if it.desk.ask_window("restart") else None


def _restarting(backup: Backup) -> Any:
    """Asks until the app is there again, at this address."""
    return h.Div(
        h.P(f"The backup of {_moment(backup)} is being put back; the app starts again."),
        h.P("One moment…", aria_busy="true"),
        role="status",
        hx_post=urls.settings(NAME, "look"),
        hx_trigger=f"every {LOOK_EVERY}",
    )


def _line(backup: Backup) -> Any:
    why = ", before another was put back" if backup.before else ""
    values = {"name": backup.path.name}
    return h.Li(
        h.Span(_moment(backup), h.Small(f" · {words.size(backup.size)}{why}")),
        button(
            NAME, "choose", "Put back", cls="outline small", hx_vals=values, hx_confirm=CONFIRM.format(_moment(backup))
        ),
    )


def _waiting(backup: Backup) -> Any:
    told = f"The backup of {_moment(backup)} was chosen. {BY_HAND}"
    return h.Div(layout.notice(told), button(NAME, "keep", "Do not put it back", cls="secondary"))


def _moment(backup: Backup) -> str:
    return words.moment(backup.at.isoformat())
