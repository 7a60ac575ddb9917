"""Things to see on a card. Plain values; `server.web.outputs` draws them.

What cannot be drawn is refused where it is made, with Misuse: so the plug-in's own line is told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from server.domain.fields import Field
from server.domain.files import SavedFile
from server.domain.misuse import Misuse, named


@dataclass(frozen=True)
class Markdown:
    """Text with Markdown's marks. HTML in it is shown, not obeyed."""

    text: str

    def __post_init__(self) -> None:
        _refuse_no_text("Markdown", self.text)


@dataclass(frozen=True)
class Table:
    """Rows as dicts, whose cells may be anything to see; or a CSV file, whose first rows are drawn.

    An empty table is not drawn.
    """

    rows: Sequence[Mapping[str, Any]] | SavedFile

    def __post_init__(self) -> None:
        if isinstance(self.rows, SavedFile):
            return
        wanted = "Table takes a list of rows, each a dict {column: value}, or a CSV file"
        rows = _listed(self.rows, wanted)
        if wrong := [row for row in rows if not isinstance(row, Mapping)]:
            raise Misuse(f"{wanted}; one of these rows is {named(wrong[0])}.")
        object.__setattr__(self, "rows", rows)


@dataclass(frozen=True)
class Files:
    """Files the app wrote, with what can be done with each."""

    files: Sequence[SavedFile]

    def __post_init__(self) -> None:
        wanted = "Files takes a list of files that the app wrote"
        files = _listed(self.files, wanted)
        if wrong := [file for file in files if not isinstance(file, SavedFile)]:
            raise Misuse(f"{wanted}; one of these is {named(wrong[0])}.")
        object.__setattr__(self, "files", files)


@dataclass(frozen=True)
class Code:
    """Text to be copied as it is: a program, a file's content. `name` says what it is: 'robots.txt'."""

    text: str
    name: str = ""

    def __post_init__(self) -> None:
        _refuse_no_text("Code", self.text)


@dataclass(frozen=True)
class Chart:
    """Bars: {label: number}. `limit` is drawn as a line."""

    values: Mapping[Any, float]
    title: str = ""
    limit: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.values, Mapping):
            raise Misuse(f"Chart takes {{label: number}}; this is {named(self.values)}.")
        for label, value in self.values.items():
            if not _is_number(value):
                raise Misuse(f"Chart takes {{label: number}}; that of “{label}” is {named(value)}.")
        if self.limit is not None and not _is_number(self.limit):
            raise Misuse(f"The limit of a Chart is a number; this is {named(self.limit)}.")


@dataclass(frozen=True, init=False)
class Button:
    """Calls a plain function. Arguments that are fields are asked for when it is drawn, the others are fixed."""

    label: str
    function: Callable[..., Any]
    confirm: str
    arguments: Mapping[str, Any]

    def __init__(self, label: str, function: Callable[..., Any], confirm: str = "", **arguments: Any) -> None:
        for name, value in (("label", label), ("function", function), ("confirm", confirm), ("arguments", arguments)):
            object.__setattr__(self, name, value)
        if not callable(function):
            raise Misuse(f"The button “{label}” is to call a function; this is {named(function)}.")

    @property
    def fields(self) -> dict[str, Field]:
        return {name: value for name, value in self.arguments.items() if is_field(value)}

    @property
    def fixed(self) -> dict[str, Any]:
        return {name: value for name, value in self.arguments.items() if not is_field(value)}


def _refuse_no_text(kind: str, text: Any) -> None:
    if not isinstance(text, str):
        raise Misuse(f"{kind} takes a text; this is {named(text)}.")


def _listed(things: Any, wanted: str) -> list[Any]:
    """What a plug-in gave as a list, which may be a generator: it is gone through more than once."""
    if isinstance(things, str | bytes | Mapping) or not isinstance(things, Iterable):
        raise Misuse(f"{wanted}; this is {named(things)}.")
    return list(things)


def _is_number(thing: Any) -> bool:
    return isinstance(thing, int | float) and isfinite(thing)


def is_field(thing: Any) -> bool:
    return callable(getattr(thing, "check", None)) and callable(getattr(thing, "words", None))


def is_nothing(thing: Any) -> bool:
    """Whether there is nothing to see: None, an empty list, a table or file list with nothing in it."""
    if isinstance(thing, Table):
        return thing.rows.rows == 0 if isinstance(thing.rows, SavedFile) else not thing.rows
    if isinstance(thing, Files):
        return not thing.files
    if isinstance(thing, list | tuple):
        return all(map(is_nothing, thing))
    return thing is None or thing == ""


def buttons(thing: Any) -> list[Button]:
    """All buttons in a thing to see, from top to bottom: the n-th is what a page's n-th button calls."""
    if isinstance(thing, Button):
        return [thing]
    if isinstance(thing, list | tuple):
        return [button for part in thing for button in buttons(part)]
    if isinstance(thing, Table) and not isinstance(thing.rows, SavedFile):
        return [button for row in thing.rows for cell in row.values() for button in buttons(cell)]
    if isinstance(getattr(thing, "children", None), list | tuple):  # HTML
        return buttons(thing.children)
    return []
