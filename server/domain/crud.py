"""A list of rows of one kind, as its author declares it: a dataclass for a row, and a field for each column one edits.

`priority: int` makes the order the user's own; `profile_id: int` gives every profile a list of its own.
"""

import re
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cached_property
from typing import Any

from server.domain.column_kinds import WORDS, mismatch, origin
from server.domain.fields import Field, Secret
from server.domain.misuse import named
from server.domain.opening import WrongAnswers
from server.domain.problem import Problem, WrongInput
from server.domain.profile import Profile
from server.domain.workflow import Function, Page, Refusal, Step, refuse_what_is_wrong

KINDS: Mapping[type, Any] = {str: "", int: 0, float: 0.0, bool: False}
"""What a column can hold, and what it holds where nothing else is said."""

PRIORITY = "priority"
PROFILE_ID = "profile_id"

TAKEN = {"title", "about", "briefing"}
"""Arguments of `Crud` that are about the whole list, so that no field can be given to a column of that name."""


@dataclass(frozen=True)
class Column:
    """A column of the dataclass. `default` stands in rows that were kept before there was this column."""

    name: str
    kind: type
    default: Any


class Crud:
    """An app with one list. Its name never changes: its table and its addresses hold it."""

    def __init__(
        self, name: str, row: type, /, *, title: str, about: str = "", briefing: str = "", **edited: Field
    ) -> None:
        self.name, self.row, self.title, self.about, self.briefing = name, row, title, about, briefing
        self.fields: dict[str, Field] = edited
        self.page = Page(name, title=title, about=about, briefing=briefing)

    def show(self, title: str) -> Callable[[Function], Function]:
        """A section above the list, as on a page."""
        return self.page.show(title)

    @property
    def sections(self) -> list[Step]:
        return self.page.sections

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {column.name: column for column in columns_of(self.row)}

    @property
    def sorts(self) -> bool:
        """Whether the order is the user's own."""
        return PRIORITY in self.columns

    @property
    def by_profile(self) -> bool:
        """Whether each profile has a list of its own."""
        return PROFILE_ID in self.columns

    @property
    def of_profiles(self) -> bool:
        """Whether its rows are the profiles that other lists belong to."""
        return self.row is Profile

    @property
    def toggles(self) -> list[str]:
        return [name for name in self.fields if self.columns[name].kind is bool]

    @property
    def written(self) -> list[str]:
        """The columns that are typed or chosen, rather than toggled."""
        return [name for name in self.fields if self.columns[name].kind is not bool]

    def new(self, posted: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """The columns of a new row. Toggles begin as their fields propose. Raises WrongAnswers, and Misuse."""
        begun = {name: bool(self.fields[name].proposed) for name in self.toggles}
        return {**begun, **self.changed(posted)}

    def changed(self, posted: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """The written columns as they were posted. Raises WrongAnswers with a sentence for each that is wrong."""
        values, problems = {}, {}
        for name in self.written:
            column = self.columns[name]
            try:
                answer = self.fields[name].check(posted.get(name, ()))
                values[name] = column.default if answer is None else _as(column, answer, self.fields[name])
            except Problem as problem:
                problems[name] = str(problem)
        if problems:
            raise WrongAnswers(problems)
        return values

    def kept(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """A stored row as this version of the dataclass has it: what is missing or of another kind gets the default."""
        return {
            name: stored[name] if type(stored.get(name)) is column.kind else column.default
            for name, column in self.columns.items()
            if name not in (PRIORITY, PROFILE_ID)
        }


@dataclass(frozen=True)
class Row:
    """One row of a list: its number, its columns, and whose it is (0: nobody's in particular)."""

    id: int
    values: Mapping[str, Any]
    profile: int = 0
    along: Mapping[str, int] = field(default_factory=dict)
    """How many rows of other lists, by their titles, are deleted with it."""


def columns_of(row: type) -> list[Column]:
    """The columns of a dataclass, in its order."""
    hints = typing.get_type_hints(row)
    return [Column(one.name, hints[one.name], _default(one, hints[one.name])) for one in fields(row)]


def _default(one: Any, kind: type) -> Any:
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else KINDS.get(kind)


def _as(column: Column, answer: Any, field: Field) -> Any:
    """An answer as its column holds it. Raises WrongInput for one that does not fit, which only its author can mend."""
    kind = column.kind
    if kind is float and isinstance(answer, int) and not isinstance(answer, bool):
        return float(answer)
    if type(answer) is not kind:
        raise WrongInput(
            f"{field.label}: {named(answer)} does not fit here{origin(field)}. The plug-in declares "
            f"{column.name}: {kind.__name__}, so it must become {WORDS[kind]}."
        )
    return answer


def moved(order: Sequence[int], row: int, after: int) -> list[int]:
    """The order with one row moved right below another, or to the top (`after` 0, or a row that is gone)."""
    rest = [one for one in order if one != row]
    if len(rest) == len(order):
        return rest
    place = rest.index(after) + 1 if after in rest else 0
    return [*rest[:place], row, *rest[place:]]


def with_it(along: Mapping[str, int]) -> str:
    """{'Tasks': 2} -> ', and with it 2 rows of “Tasks”'"""
    told = [f"{count:,} {'row' if count == 1 else 'rows'} of “{title}”" for title, count in along.items() if count]
    return f", and with it {' and '.join(told)}" if told else ""


def refuse_crud(app: Crud) -> None:
    """Check a list as declared. Raises Refusal with the reason."""
    if app.sections or not re.fullmatch(r"[a-z][a-z0-9-]*", app.name):
        refuse_what_is_wrong(app.page)
    if not (isinstance(app.row, type) and is_dataclass(app.row)):
        raise Refusal(f"“{app.name}” needs a class under @dataclass that says what a row holds.")
    for column in app.columns.values():
        _refuse_column(app, column)
    for name, asked in app.fields.items():
        _refuse_field(app, name, asked)
    if not app.written:
        raise Refusal(f"“{app.name}” edits nothing. Give it a field for a column, such as text=Text(…).")


def _refuse_column(app: Crud, column: Column) -> None:
    name = column.name
    if column.kind not in KINDS:
        kinds = ", ".join(kind.__name__ for kind in KINDS)
        raise Refusal(f"The column “{name}” of “{app.row.__name__}” must be one of {kinds}.")
    if name in TAKEN:
        raise Refusal(f"A column cannot be called “{name}”, which is what Crud is told of the whole list.")
    if name in (PRIORITY, PROFILE_ID) and column.kind is not int:
        raise Refusal(f"The column “{name}” is the app's own and must be declared as {name}: int = 0.")


def _refuse_field(app: Crud, name: str, asked: Any) -> None:
    if name not in app.columns:
        columns = ", ".join(one for one in app.columns if one not in (PRIORITY, PROFILE_ID)) or "none yet"
        raise Refusal(f"“{app.name}” edits “{name}”, which is no column of “{app.row.__name__}” ({columns}).")
    if name in (PRIORITY, PROFILE_ID):
        raise Refusal(f"The column “{name}” is the app's own and cannot be edited.")
    if isinstance(asked, Secret) or not callable(getattr(asked, "check", None)):
        raise Refusal(f"“{name}” needs a field that may be kept, such as Text or Number.")
    if wrong := mismatch(name, app.columns[name].kind, asked):
        raise Refusal(wrong)
