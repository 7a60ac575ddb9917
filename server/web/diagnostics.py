"""Diagnostics: what a helper would ask, as one text to copy. Nothing of it is private."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.adapters.database import is_whole
from server.adapters.records import Records
from server.domain.problem import Problem
from server.web import urls, words
from server.web.parts import Parts
from server.web.site import Site

if TYPE_CHECKING:
    from server.adapters.facts import Fact


def add_routes(web: FastHTML, site: Site) -> None:
    def page() -> HTMLResponse:
        shown = text(site.parts)
        return site.page(
            "Diagnostics",
            h.H1("Diagnostics"),
            h.P(
                "What somebody who helps you may want to know: no token is in it, no file's content, "
                "and your own folder is written as ~. Look through it, then copy it into a message."
            ),
            h.Div(
                h.Button("Copy", type="button", data_copy=shown),
                h.A("What the app keeps about you, and where", href=urls.ABOUT),
                cls="actions",
            ),
            h.Pre(h.Code(shown), tabindex="0", aria_label="Diagnostics"),
        )

    web.route(urls.DIAGNOSTICS, methods=["GET"])(page)


def text(parts: Parts) -> str:
    """Everything, with the last lines of the log."""
    from server.adapters import facts  # the first page does not need them

    known = facts.machine(parts.version, parts.desk.window)
    folders = [facts.folder(name, getattr(parts.folders, name)) for name in ("data", "logs", "plugins")]
    return facts.as_text([*known, *folders, *of_parts(parts)], facts.log_tail(parts.folders.logs))


def of_parts(parts: Parts) -> "list[Fact]":
    """What only the running app knows."""
    from server.adapters.facts import Fact, folder

    return [
        folder("downloads", parts.downloads.folder),
        Fact("database", _database(parts)),
        Fact("backups", _backups(parts)),
        Fact("pipelines", _told(lambda: _pipelines(parts))),
        Fact("exports", _told(lambda: _exports(parts))),
        Fact("account", "the demo" if parts.connection.demo else parts.connection.real),
        Fact("token", "one is known" if parts.connection.probably_connected else "none is known"),
        Fact("plug-ins", f"{len(parts.plugins.apps)} loaded, yours are in {parts.folders.plugins}"),
        *(Fact("plug-in ✗", told) for told in _broken(parts)),
    ]


def _database(parts: Parts) -> str:
    path = parts.backups.database
    files = [path, path.with_name(f"{path.name}-wal")]
    size = words.size(sum(file.stat().st_size for file in files if file.exists()))
    kept = len(list(path.parent.glob(f"{path.name}.damaged-*")))
    return ", ".join([size, _told(lambda: _whole(parts)), *([f"{kept} damaged kept"] if kept else [])])


def _whole(parts: Parts) -> str:
    with parts.exports.database.reading() as connection:
        return "whole" if is_whole(connection) else "damaged: start the app again, which mends it"


def _backups(parts: Parts) -> str:
    found = parts.backups.all()
    last = f"{len(found)}, the newest of {words.moment(found[0].at.isoformat())}" if found else "none yet"
    return f"{last}; the last try failed: {parts.backups.problem}" if parts.backups.problem else last


def _pipelines(parts: Parts) -> str:
    """Keys are not told: they name clients."""
    return _counted(Counter(line.workflow for line in Records(parts.exports.database, parts.exports).all()))


def _exports(parts: Parts) -> str:
    return _counted(Counter(parts.exports.counts()))


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "none"


def _broken(parts: Parts) -> list[str]:
    """Plug-ins that could not be loaded: file, line and reason."""
    found = parts.plugins.broken
    return [f"{one.file}{f', line {one.line}' if one.line else ''}: {one.reason}" for one in found]


def _told(look: Any) -> str:
    """What cannot be found out is said, and the rest all the same."""
    try:
        return str(look())
    except Problem as problem:
        return str(problem)
