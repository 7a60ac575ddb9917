"""A page, or a list, visited without a window."""

import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from server.adapters.crud import Rows
from server.adapters.database import Database
from server.adapters.profiles import Profiles, profile_services
from server.domain.crud import Crud, Row
from server.domain.display import buttons
from server.domain.opening import Seen, open_step
from server.domain.problem import Problem
from server.domain.workflow import Step, Workflow
from server.plugin.loader import load_file
from server.plugin.testing.ground import as_posted, opened_parts, pressed

MOST = 1_000_000
"""Rows of a list that are looked at."""


class Visit:
    """The page or the list that a file makes, with a database of its own that is removed with the visit.

    Services given by keyword take the place of the real ones. A row is called by what its first field holds.
    `profile` is the number of the profile whose rows are seen. Raises Refusal for a file that cannot be loaded.
    """

    def __init__(self, file: str | Path, **services: Any) -> None:
        app = load_file(Path(file).resolve())
        if isinstance(app, Workflow):
            raise TypeError(f"{file} makes a workflow, which has steps to walk. Use Walk.")
        self._app, self.profile, self.problem = app, 0, ""
        self.said: list[str] = []
        stack = ExitStack()
        self._end = weakref.finalize(self, stack.close)
        parts = opened_parts(stack, {})
        database = Database(parts.folders.data / "pipulate.sqlite3")
        stack.callback(database.close)
        self._rows = Rows(database, [app] if isinstance(app, Crud) else [])
        whose = profile_services(Profiles(self._rows, parts.settings))
        self._services = {**parts.services, **whose, "so_far": {}, **services}

    # What is there

    @property
    def sections(self) -> list[str]:
        """The names of the sections that show something just now."""
        return [step.name for step in self._app.sections if self._shown(step) is not None]

    def shown(self, name: str) -> Any:
        """What a section shows; None where nothing is drawn."""
        step = next((one for one in self._app.sections if one.name == name), None)
        if step is None:
            there = ", ".join(one.name for one in self._app.sections) or "none"
            raise AssertionError(f"There is no section “{name}”. There are: {there}.")
        return self._shown(step)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the list from top to bottom, each as {column: value}."""
        return [dict(row.values) for row in self._there()]

    # What can be done

    def press(self, label: str, **arguments: Any) -> Any:
        """Press a button that is drawn: what it returns. What goes wrong is in `problem`."""
        drawn = [button for step in self._app.sections for button in buttons(self._shown(step))]
        return self._try(lambda: self._pressed(pressed(drawn, label, arguments, self._services)))

    def add(self, **columns: Any) -> None:
        """Add a row; what is not given stays as its field proposes."""
        crud = self._known(columns)
        posted = {name: as_posted(columns.get(name, crud.fields[name].proposed)) for name in crud.written}
        self._try(lambda: self._rows.add(crud, crud.new(posted), self.profile))

    def edit(self, row: str, **columns: Any) -> None:
        """Change columns of a row, as if typed in its place."""
        crud, it = self._known(columns), self._row(row)
        posted = {name: as_posted(columns.get(name, it.values[name])) for name in crud.written}
        self._try(lambda: self._rows.change(crud, it.id, crud.changed(posted)))

    def toggle(self, row: str, column: str) -> None:
        """Tick or untick a box of a row."""
        crud, it = self._crud, self._row(row)
        if column not in crud.toggles:
            raise AssertionError(f"“{column}” is no box to tick. There are: {', '.join(crud.toggles) or 'none'}.")
        self._try(lambda: self._rows.change(crud, it.id, {column: not it.values[column]}))

    def move(self, row: str, below: str = "") -> None:
        """Put a row right below another, or on top."""
        crud, it = self._crud, self._row(row)
        after = self._row(below).id if below else 0
        self._try(lambda: self._rows.move(crud, it.id, after))

    def delete(self, row: str) -> Callable[[], None]:
        """Delete a row. Call what is returned to undo it."""
        crud, it = self._crud, self._row(row)
        self._try(lambda: self._rows.delete(crud, it.id))
        return lambda: self._try(lambda: self._rows.restore(crud, it.id))

    @property
    def _crud(self) -> Crud:
        if not isinstance(self._app, Crud):
            raise TypeError(f"“{self._app.title}” is a page: it has no rows.")
        return self._app

    def _known(self, columns: Mapping[str, Any]) -> Crud:
        """The list, which has fields for all these columns."""
        if unknown := sorted(set(columns) - set(self._crud.written)):
            other = " It is a box: use toggle." if unknown[0] in self._crud.toggles else ""
            raise AssertionError(
                f"“{unknown[0]}” is not typed or chosen here.{other} There are: {', '.join(self._crud.written)}."
            )
        return self._crud

    def _there(self) -> Sequence[Row]:
        return self._rows.page(self._crud, self.profile, most=MOST)

    def _row(self, name: str) -> Row:
        first = self._crud.written[0]
        found = [row for row in self._there() if row.values[first] == name]
        if not found:
            raise AssertionError(f"No row is called “{name}”.")
        return found[0]

    def _shown(self, step: Step) -> Any:
        opened = self._try(lambda: open_step(step, self._services))
        return opened.thing if isinstance(opened, Seen) else None

    def _pressed(self, told: tuple[Any, Sequence[str]]) -> Any:
        returned, lines = told
        self.said += lines
        return returned

    def _try(self, action: Callable[[], Any]) -> Any:
        """What it returns; None where it raises a Problem, whose sentence is kept."""
        self.problem = ""
        try:
            return action()
        except Problem as problem:
            self.problem = str(problem)
            return None
