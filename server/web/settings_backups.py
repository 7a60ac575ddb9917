"""The backups on the settings page: one is made now, one is put back with the next start."""

from typing import Any

from fasthtml import common as h

from server.adapters.backups import KEPT, Backup
from server.web import layout, words
from server.web.parts import Parts
from server.web.setting import Form, Part, button

NAME = "backups"
CONFIRM = "Put back all pipelines, lists and settings as they were then? What there is now is kept as a backup, too."


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

    def choose(given: Form) -> str:
        backup = backups.named(given.get("name", ""))
        backups.choose(backup)
        return f"The backup of {_moment(backup)} is put back with the next start. Close the app and start it again."

    def keep(given: Form) -> str:
        backups.choose(None)
        return "Nothing is put back."

    return Part(NAME, "Backups", body, {"make": make, "choose": choose, "keep": keep})


def _line(backup: Backup) -> Any:
    why = ", before another was put back" if backup.before else ""
    values = {"name": backup.path.name}
    return h.Li(
        h.Span(_moment(backup), h.Small(f" · {words.size(backup.size)}{why}")),
        button(NAME, "choose", "Put back", cls="outline small", hx_vals=values, hx_confirm=CONFIRM),
    )


def _waiting(backup: Backup) -> Any:
    told = f"The backup of {_moment(backup)} is put back with the next start. Close the app and start it again."
    return h.Div(layout.notice(told), button(NAME, "keep", "Do not put it back", cls="secondary"))


def _moment(backup: Backup) -> str:
    return words.moment(backup.at.isoformat())
