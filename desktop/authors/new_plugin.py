"""new-plugin: a plug-in of one's own that works at once, and its test, made from one that came along with its test."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.authors.declaration import declaration, quoted, renamed, replaced, text_nodes
from server.domain.problem import Problem, WrongInput
from server.domain.workflow import Refusal
from server.folders import Folders

MODELS = {
    "hello": ("20_hello_workflow.py", "test_hello_workflow.py"),
    "export": ("50_botify_export.py", "test_botify_export.py"),
    "crud": ("30_tasks.py", "test_tasks.py"),
    "page": ("90_stream_simulator.py", "test_stream_simulator.py"),
}
"""The model of each kind, and its test in the folder `tests` beside it."""

LONGEST = 60
TESTS = "tests"


@dataclass(frozen=True)
class Names:
    """`title` for people, `name` for addresses and records, `stem` for files."""

    title: str
    name: str
    stem: str


def new_plugin(folders: Folders, typed: str, like: str, into: Path, tell: Callable[[str], None]) -> int:
    """Write the plug-in and its test, and tell where; 1 if the app would not load it there. Raises Problem."""
    names = names_of(typed)
    shipped = folders.resources / "plugins"
    refuse_taken(names.name, [shipped, folders.plugins, into])
    model, test = MODELS[like]
    file = into / f"{next_number([shipped, into])}_{names.stem}.py"
    write_new(
        {
            file: made(_read(shipped / model), names),
            into / TESTS / f"test_{names.stem}.py": test_of(_read(shipped / TESTS / test), model, file.name),
        }
    )
    tell(f"Written: {file}")
    tell(f"Its test: {into / TESTS / f'test_{names.stem}.py'}")
    return next_steps(file, names.title, folders, tell)


def next_steps(file: Path, title: str, folders: Folders, tell: Callable[[str], None]) -> int:
    """Tell what to do with a new plug-in; 1 if the app would not load it."""
    from server.plugin.loader import load_file

    try:
        load_file(file)
    except Refusal as refusal:
        tell(f"The app would not load it, line {refusal.line}: {refusal.reason}")
        return 1
    tell(f'Change it as you like, then check it: pipulate-desktop check-plugin "{file}"')
    if file.parent == folders.plugins:
        tell(f"When the app is started again, “{title}” is in its menu.")
    else:
        tell(f"To see “{title}” in the app's menu, copy the file to {folders.plugins}.")
    return 0


def names_of(typed: str) -> Names:
    """'My export' -> Names('My export', 'my-export', 'my_export'). Raises WrongInput."""
    title = " ".join(typed.split())
    if not title.isprintable() or len(title) > LONGEST:
        raise WrongInput(f"A name is one line of at most {LONGEST} characters. Give a shorter one.")
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not re.match(r"[a-z]", name):
        raise WrongInput(
            f"“{title}” cannot name a plug-in: addresses are made of its letters from a to z, and it must begin with "
            "one. Give another name; the title can be changed in the file."
        )
    if title == name:
        title = name.replace("-", " ").capitalize()
    return Names(title, name, name.replace("-", "_"))


def next_number(folders: list[Path]) -> int:
    """The next ten above the numbers that files begin with: below all others in the menu."""
    numbers = [
        int(found[0])
        for folder in folders
        if folder.is_dir()
        for file in folder.glob("*.py")
        if (found := re.match(r"\d+(?=_)", file.name))
    ]
    return max(numbers, default=0) // 10 * 10 + 10


def made(model: str, names: Names) -> str:
    """A model's source under other names."""
    declared = declaration(model)
    begun = f"{names.title}: begun as “{declared.title.value!s}”." if declared else names.title
    return renamed(model, names.name, names.title, begun)


def test_of(model: str, of: str, file: str) -> str:
    """A model's test for another file."""
    return replaced(model, {node: quoted(file) for node in text_nodes(model, of)})


def write_new(files: dict[Path, str]) -> None:
    """Write files that are not there yet: all, or none. Raises Problem."""
    if there := next((file for file in files if file.exists()), None):
        raise WrongInput(f"{there} is there already and was left as it is. Give another name, or another folder.")
    for file, text in files.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(text)
        except OSError as error:
            raise Problem(f"{file} cannot be written ({error.strerror}). Give another folder with --into.") from error


def refuse_taken(name: str, folders: list[Path], advice: str = "Give another name.") -> None:
    """Raises WrongInput where a plug-in of these folders has the name already."""
    for file in _files(folders):
        declared = declaration(_read(file))
        if declared and declared.name.value == name:
            raise WrongInput(f"“{name}” is the name of {file} already. {advice}")


def _files(folders: list[Path]) -> Iterator[Path]:
    for folder in dict.fromkeys(folders):
        if folder.is_dir():
            yield from sorted(folder.glob("*.py"))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Problem(f"{file} cannot be read ({error}). Take it out of the folder, then try again.") from error
