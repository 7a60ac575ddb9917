"""from-notebook and to-notebook: files in, files out, and what is to be done next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.authors.declaration import declaration
from desktop.authors.from_notebook import plugin_of
from desktop.authors.new_plugin import next_number, next_steps, refuse_taken, write_new
from desktop.authors.notebook import cells_of, notebook_of
from desktop.authors.recipe import words_of
from desktop.authors.to_notebook import notebook_cells
from server.domain.problem import WrongInput
from server.folders import Folders

Tell = Callable[[str], None]


def from_notebook(folders: Folders, file: Path, into: Path, tell: Tell) -> int:
    """Write a notebook's plug-in; 1 if the app would not load it. Raises Problem with what is to be changed."""
    source = plugin_of(cells_of(_read(file)), words_of(file.stem))
    declared = declaration(source)
    name, title = (str(declared.name.value), str(declared.title.value)) if declared else (file.stem, file.stem)
    shipped = folders.resources / "plugins"
    advice = f"Give another one in a cell below the heading: # workflow: my-{name}"
    refuse_taken(name, [shipped, folders.plugins, into], advice)
    written = into / f"{next_number([shipped, into])}_{name.replace('-', '_')}.py"
    write_new({written: source})
    tell(f"Written: {written}")
    return next_steps(written, title, folders, tell)


def to_notebook(file: Path, into: Path, tell: Tell) -> int:
    """Write a plug-in's notebook. Raises Problem with a sentence for what no notebook can say."""
    try:
        cells = notebook_cells(_read(file))
    except SyntaxError as error:
        raise WrongInput(f"{file}, line {error.lineno}: {error.msg}. Mend it, then try again.") from error
    written = into / f"{file.stem}.ipynb"
    write_new({written: notebook_of(cells)})
    tell(f"Written: {written}")
    tell("Its cells run from top to bottom. Put your own answers into those that begin with “# ask:”.")
    return 0


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise WrongInput(
            f"{file} cannot be read ({error.strerror}). Give the path of a notebook or plug-in."
        ) from error
    except ValueError as error:
        raise WrongInput(f"{file} is no text in UTF-8. Give the path of a notebook or plug-in.") from error
