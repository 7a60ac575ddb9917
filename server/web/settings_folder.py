"""The downloads folder on the settings page: another one is chosen, and the files so far go along or stay."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fasthtml import common as h

from server.adapters.relocation import Moving
from server.domain.problem import Problem, WrongInput
from server.web import layout, urls, words
from server.web.parts import Parts
from server.web.setting import Form, Part, Press, Told, button, form, open_folder

NAME = "downloads"


class FolderPart:
    """`pending`: the folder that was chosen while the question about the files is open."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._downloads, self._relocation = parts, parts.downloads, parts.relocation
        self._pending: Path | None = None

    def part(self) -> Part:
        presses: dict[str, Press] = {
            "ask": self.ask,
            "save": self.type,
            "move": lambda given: self.decide(given, move=True),
            "leave": lambda given: self.decide(given, move=False),
            "rest": self.rest,
        }
        return Part(NAME, "Downloads folder", self.body, presses)

    def body(self, typed: Form) -> list[Any]:
        downloads, moving = self._downloads, self._relocation.state
        if downloads.fixed:
            return [
                h.P("Files go to ", h.Code(str(downloads.folder)), ", which was given for this run."),
                open_folder("downloads", "Open"),
            ]
        problem = downloads.problem()
        return [
            layout.notice(problem, problem=True) if problem else None,
            h.P("Files go to ", h.Code(str(downloads.folder))),
            *self._choose(typed),
            _moving(moving) if moving != Moving() else None,
            *([] if moving.running else self._left()),
        ]

    def _choose(self, typed: Form) -> list[Any]:
        opening = open_folder("downloads", "Open")
        if not self._parts.desk.browser:
            choose = button(NAME, "ask", "Choose another folder…", data_busy="The dialog is open…")
            return [h.Div(choose, opening, cls="actions")]
        path = h.Input(name="folder", id="downloads-folder", value=typed.get("folder", ""), autocomplete="off")
        small = h.Small("A whole path. A folder that is not there is made.")
        return [opening, form(NAME, h.Label("Another folder", path, small), label="Change")]

    def _left(self) -> list[Any]:
        """Where files were left behind."""
        lines = []
        for number, (folder, left) in enumerate(self._relocation.left(self._downloads.earlier).items()):
            if left:
                told = h.Span(f"{_files(len(left))} still in ", h.Code(str(folder)), ", and found there.")
                lines.append(h.Li(told, _rest_button(number, folder)))
        return [h.Ul(*lines, cls="keys")] if lines else []

    def ask(self, given: Form) -> Told:
        chosen = self._parts.desk.choose_folder(self._downloads.folder)
        return self._consider(chosen) if chosen else Told("The folder stays as it is.")

    def type(self, given: Form) -> Told:
        typed = given.get("folder", "").strip().strip('"')
        path = _whole_path(typed)
        if not path.is_absolute():
            example = Path.home() / "Botify exports"
            raise WrongInput(f"“{typed}” is no whole path. Type one such as {example}")
        return self._consider(path)

    def _consider(self, folder: Path) -> Told:
        folder = checked(folder, self._downloads.folder, self._parts.folders.data)
        count = len(self._relocation.left_in(self._downloads.folder))
        if not count:
            self._downloads.choose(folder)
            return Told(f"Saved: files go to {folder} from now on.")
        self._pending = folder
        return Told(shows=_question(self._downloads.folder, folder, count))

    def decide(self, given: Form, move: bool) -> str:
        old, new, self._pending = self._downloads.folder, self._pending, None
        if new is None or new == old or given.get("named") != str(new):  # another window asks about another folder
            raise Problem("This question was answered already, or the app was started again. Choose the folder again.")
        if move:
            self._check_room(old, new)
        self._downloads.choose(new)
        if not move:
            return f"Saved: new files go to {new}. The others stay in {old} and are still found there."
        self._relocation.begin(old)
        return f"Saved: files go to {new} from now on, and those so far are being moved there."

    def rest(self, given: Form) -> str:
        earlier = {str(number): folder for number, folder in enumerate(self._downloads.earlier)}
        folder = earlier.get(given.get("number", ""))
        if folder is None or str(folder) != given.get("named"):
            raise Problem("The folders changed meanwhile. Look at the list again, then press.")
        self._check_room(folder, self._downloads.folder)
        self._relocation.begin(folder)
        return "The files are being moved."

    def _check_room(self, old: Path, new: Path) -> None:
        """Raises Problem where the files do not fit on the new disk."""
        try:
            if old.stat().st_dev == new.stat().st_dev:
                return
            needed = sum((old / place).stat().st_size for place in self._relocation.left_in(old))
            free = shutil.disk_usage(new).free
        except OSError as error:
            raise Problem(
                f"{error.filename} cannot be reached ({error.strerror}). If it is on another disk, plug that in, "
                "then try again. Nothing was changed."
            ) from error
        if needed > free:
            raise Problem(
                f"The files need {words.size(needed)}, and {words.size(free)} are free in {new}. "
                "Make room there, or leave the files where they are. Nothing was changed."
            )


def checked(folder: Path, now: Path, data: Path) -> Path:
    """The folder, which takes files. Raises WrongInput with the reason where it cannot be used."""
    try:
        folder = folder.resolve()
        _keepable(folder)
        if folder.is_relative_to(data.resolve()):
            raise WrongInput(f"{folder} is where the app keeps its own data. Choose another folder.")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError:
        raise WrongInput(f"{folder} is a file, not a folder. Choose a folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise WrongInput(f"No file can be written to {folder} ({reason}). Choose another folder.") from error
    if folder == now.resolve():
        raise WrongInput(f"{folder} is the downloads folder already.")
    return folder


def _whole_path(typed: str) -> Path:
    """As typed, with “~” as the user's own folder; a user that is not known makes no whole path."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path()


def _keepable(folder: Path) -> None:
    """Raises WrongInput for a name that the settings cannot hold: bytes of another encoding, as old disks have them."""
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        raise WrongInput(f"{folder} has letters that are no text. Rename it, or choose another folder.") from None


def _question(old: Path, new: Path, count: int) -> Any:
    be, them, found = ("is", "it", "It is") if count == 1 else ("are", "them", "They are")
    named = {"named": str(new)}
    return h.Div(
        h.P(
            f"There {be} {_files(count)} in ",
            h.Code(str(old)),
            f". Move {them} to ",
            h.Code(str(new)),
            f", or leave {them}? {found} found there, too.",
        ),
        h.Div(
            button(NAME, "move", f"Move {them}", hx_vals=named),
            button(NAME, "leave", f"Leave {them}", cls="secondary", hx_vals=named),
            h.Button("Change nothing", type="button", cls="outline", hx_get=urls.settings(NAME)),
            cls="actions",
        ),
    )


def _moving(state: Moving) -> Any:
    done = f"{state.done} of {_files(state.total)} moved"
    if state.running:
        again = {"hx_get": urls.settings(NAME), "hx_trigger": "load delay:1s", "hx_swap": "outerHTML"}
        bar = h.Progress(value=state.done, max=state.total) if state.total else h.Progress()
        return h.Div(bar, h.Small(f"{done}…" if state.total else "Looking for the files…"), **again)
    waiting = f" {_files(state.waiting)} of running exports follow when these end." if state.waiting else ""
    problems = [state.problem, *state.stayed[:10]]
    return h.Div(
        *(layout.notice(one, problem=True) for one in problems if one), h.Small(f"{done}.{waiting}"), role="status"
    )


def _rest_button(number: int, folder: Path) -> Any:
    named: Mapping[str, str] = {"number": str(number), "named": str(folder)}
    return button(NAME, "rest", "Move them", cls="outline small", hx_vals=dict(named))


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"
