"""Things to see on a card. Plain values; `server.web.outputs` draws them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.fields import Field
from server.domain.files import SavedFile


@dataclass(frozen=True)
class Markdown:
    """Text with Markdown's marks. HTML in it is shown, not obeyed."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows as dicts, whose cells may be anything to see; or a CSV file, whose first rows are drawn.

    An empty table is not drawn.
    """

    rows: Sequence[Mapping[str, Any]] | SavedFile


@dataclass(frozen=True)
class Files:
    """Files the app wrote, with what can be done with each."""

    files: Sequence[SavedFile]


@dataclass(frozen=True)
class Code:
    """Text to be copied as it is: a program, a file's content. `name` says what it is: 'robots.txt'."""

    text: str
    name: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars: {label: number}. `limit` is drawn as a line."""

    values: Mapping[Any, float]
    title: str = ""
    limit: float | None = None


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

    @property
    def fields(self) -> dict[str, Field]:
        return {name: value for name, value in self.arguments.items() if is_field(value)}

    @property
    def fixed(self) -> dict[str, Any]:
        return {name: value for name, value in self.arguments.items() if not is_field(value)}


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
