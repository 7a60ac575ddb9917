"""Finding and loading plug-ins: one file each, ordered by the number its name begins with."""

import hashlib
import importlib.util
import linecache
import logging
import re
import stat
import sys
import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from server.domain.app import App, refuse_what_is_wrong
from server.domain.misuse import Misuse
from server.domain.workflow import Refusal
from server.plugin import __all__ as offered
from server.plugin.imports import import_reason, refuse_foreign_imports

log = logging.getLogger(__name__)

TRACED = "__traced__"
"""In the module of a plug-in that is being developed."""


MODULE = "plugin_"
"""How the names of the modules begin that plug-ins' files become."""


@dataclass(frozen=True)
class Broken:
    """A plug-in that could not be loaded: where and why."""

    file: Path
    line: int
    reason: str
    former: str = ""
    """The name of the app that this file made before it was changed, where that is still in use."""


class Plugins:
    """Apps by name in menu order, their files, and what could not be loaded. While developing, others take their place.

    Each of the three is as it was at one moment: nobody meets half a change.
    """

    def __init__(self, apps: dict[str, App], files: dict[str, Path], broken: list[Broken]) -> None:
        self.become(apps, files, broken)

    def become(self, apps: dict[str, App], files: dict[str, Path], broken: list[Broken]) -> None:
        self._now = (apps, files, broken)

    @property
    def apps(self) -> dict[str, App]:
        return self._now[0]

    @property
    def files(self) -> dict[str, Path]:
        return self._now[1]

    @property
    def broken(self) -> list[Broken]:
        return self._now[2]


def load(folders: Iterable[Path], fresh: bool = False) -> Plugins:
    """Load all plug-ins of the folders; of two apps of one name the first is kept and the second told as broken.

    `fresh`: as `load_file` has it.
    """
    apps: dict[str, App] = {}
    files: dict[str, Path] = {}
    broken: list[Broken] = []
    for file in found(folders):
        try:
            app = load_file(file, fresh)
            refuse_taken(app, files)
        except Refusal as refusal:
            log.warning("plug-in %s not loaded, line %d: %s", file, refusal.line, refusal.reason)
            broken.append(Broken(file, refusal.line, refusal.reason))
            continue
        apps[app.name] = app
        files[app.name] = file
    return Plugins(apps, files, broken)


def refuse_taken(app: App, files: Mapping[str, Path]) -> None:
    """Raises Refusal where another file has made an app of this name."""
    if app.name in files:
        raise Refusal(f"Another plug-in, {files[app.name].name}, is called “{app.name}” already.")


def found(folders: Iterable[Path]) -> list[Path]:
    """The files of plug-ins, in menu order."""
    files = [file for folder in folders if folder.is_dir() for file in _candidates(folder)]
    return sorted(files, key=lambda file: _order(file.name))


def left_alone(folder: Path) -> list[str]:
    """The names of the Python files there that want nothing of the app, as far as their names go."""
    return sorted(file.name for file in set(folder.glob("*.py")) - set(_candidates(folder)))


def load_file(file: Path, fresh: bool = False) -> App:
    """The one app of a file. Raises Refusal with line and reason.

    `fresh`, for developing: from the source, which may be younger than its compiled form of the same second, and marked
    so that whatever it raises is shown with its traceback (`TRACED`).
    """
    try:
        _refuse_writable_by_others(file)
        refuse_foreign_imports(file.read_bytes())
        app = _app_of(_run(file, fresh))
    except Refusal as refusal:
        raise Refusal(refusal.reason, refusal.line or _named_at(file, refusal.reason)) from refusal
    except SyntaxError as error:
        raise Refusal(f"{error.msg}.", error.lineno or 0) from error
    except ImportError as error:
        raise Refusal(import_reason(error, offered), line_in(file, error)) from error
    except Misuse as error:
        raise Refusal(str(error), line_in(file, error)) from error
    except (Exception, SystemExit) as error:  # a plug-in may raise anything, and the other plug-ins must still load
        raise Refusal(f"{type(error).__name__}: {error}", line_in(file, error)) from error
    if fresh:
        _remember_lines(file)
    return app


def _named_at(file: Path, reason: str) -> int:
    """The line of the argument or column that a reason names, 0 where it names none."""
    from server.plugin.declared import declared_at  # seldom needed

    with suppress(OSError, SyntaxError, ValueError):
        return declared_at(file.read_bytes(), reason)
    return 0


def _remember_lines(file: Path) -> None:
    """Tracebacks show the lines that run, not what stands in the file by then: that may be broken."""
    text = file.read_text("utf-8")
    linecache.cache[str(file)] = (len(text), None, text.splitlines(keepends=True), str(file))


def _app_of(module: ModuleType) -> App:
    apps = {id(thing): thing for thing in vars(module).values() if isinstance(thing, App)}
    if len(apps) != 1:
        raise Refusal(f"A plug-in makes one Workflow, Page or Crud; this makes {len(apps) or 'none'}.")
    (app,) = apps.values()
    refuse_what_is_wrong(app)
    return app


def _candidates(folder: Path) -> list[Path]:
    """Files that want to be loaded: '50_name.py', not 'xx_name.py' (work in progress) nor '50_name (copy).py'."""
    named = [file for file in folder.glob("*.py") if re.match(r"\d+_[^()]*$", file.name)]
    return [file for file in named if not file.is_fifo()]  # which would be waited for


def _order(name: str) -> tuple[int, str]:
    return int(name.split("_", 1)[0]), name


def _refuse_writable_by_others(file: Path) -> None:
    """A plug-in runs with the user's rights, so nobody else may be able to change it."""
    if sys.platform == "win32":
        return
    for place in (file, file.parent):
        if place.stat().st_mode & stat.S_IWOTH:
            raise Refusal(f"{place} can be written by every user of this computer. Take that right away, then restart.")


def _run(file: Path, fresh: bool) -> ModuleType:
    name = f"{MODULE}{hashlib.sha256(str(file).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise Refusal("This file cannot be read as Python.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    if fresh:
        setattr(module, TRACED, True)
        exec(compile(file.read_bytes(), str(file), "exec"), vars(module))
    else:
        spec.loader.exec_module(module)
    return module


def line_in(file: Path, error: BaseException) -> int:
    """The last line of the file that the error passed through, 0 where none is known."""
    lines = [frame.lineno or 0 for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
    return lines[-1] if lines else 0
