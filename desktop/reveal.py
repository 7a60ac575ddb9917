"""Opens a folder, a file or a web page with the system's own programs.

The only module that knows those programs. The child is never waited for; its environment is the user's own, without
what a frozen app adds to it (a PyInstaller program hands its own libraries to every child, which breaks xdg-open:
https://pyinstaller.org/en/stable/common-issues-and-pitfalls.html#launching-external-programs-from-the-frozen-application).
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath, PureWindowsPath
from urllib.parse import urlsplit

from server.domain.problem import Problem, WrongInput

log = logging.getLogger(__name__)

CHANGED_BY_FREEZING = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")
OF_THE_FROZEN = "_PYI_"
"""How the names begin of what a PyInstaller program tells its own children."""
SOON = 0.7
"""Seconds in which a program that opens things has failed, if it fails."""
FILE_MANAGER_ANSWERS = 4.0
"""Seconds: it may have to be started first."""


def open_path(path: Path) -> None:
    """Opens a file with the program for its kind, or a folder in the file manager.

    Raises `Problem` if it is not there or nothing can open it.
    """
    if not path.exists():
        raise Problem(f"{path} is no longer there.")
    _open(str(path.resolve()))


def open_folder(path: Path) -> None:
    """Opens a folder of the app in the file manager, after making it where nothing needed it yet.

    Raises `Problem` if it cannot be made, or nothing can open it.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"The folder {path} cannot be made ({error.strerror}).") from error
    open_path(path)


def show_in_folder(path: Path) -> None:
    """Shows a file in the file manager, marked there where that is possible.

    On Linux the file manager is asked over D-Bus (https://www.freedesktop.org/wiki/Specifications/file-manager-interface);
    where none answers, the folder is opened.
    """
    if not path.exists():
        raise Problem(f"{path} is no longer there.")
    path = path.resolve()
    if sys.platform == "win32":
        _start(explorer_call(path, os.environ), path)
    elif sys.platform == "darwin":
        _start(["open", "-R", str(path)], path)
    elif not _marked_in_file_manager(path):
        _open(str(path.parent))


def explorer_call(path: PurePath, environment: Mapping[str, str]) -> str:
    """Windows' file manager with this file selected.

    It reads its command line by rules of its own and wants the quotes around the path alone, not around the whole
    argument, where Python puts them. No path has quotes in it there.
    """
    explorer = PureWindowsPath(environment.get("SYSTEMROOT", r"C:\Windows")) / "explorer.exe"
    return f'"{explorer}" /select,"{path}"'


def open_page(address: str) -> None:
    """Opens a web page in the user's browser (or a mail address in the mail program)."""
    if urlsplit(address).scheme not in ("http", "https", "mailto"):
        raise WrongInput(f"{address} is not the address of a web page.")
    _open(address)


def clean_environment(environment: Mapping[str, str], bundle: str | None) -> dict[str, str]:
    """The environment for a child: as the user's, also when this program is frozen and its own files lie in `bundle`.

    What was there before is kept by PyInstaller under a name with _ORIG; folders of the bundle are taken out of the
    lists to which its hooks add them (XDG_DATA_DIRS, GIO_MODULE_DIR, QT_PLUGIN_PATH, …).
    """
    if not bundle:
        return dict(environment)
    clean: dict[str, str] = {}
    for name, value in environment.items():
        kept = [part for part in value.split(os.pathsep) if not _inside(part, bundle)]
        ours = name in CHANGED_BY_FREEZING or name.startswith(OF_THE_FROZEN)
        if not name.endswith("_ORIG") and not ours and kept:
            clean[name] = os.pathsep.join(kept)
    originals = {name: environment.get(f"{name}_ORIG") for name in CHANGED_BY_FREEZING}
    return clean | {name: original for name, original in originals.items() if original}


def _inside(part: str, bundle: str) -> bool:
    return part == bundle or part.startswith(bundle.rstrip(os.sep) + os.sep)


def _environment() -> dict[str, str]:
    return clean_environment(os.environ, getattr(sys, "_MEIPASS", None))


def _marked_in_file_manager(path: Path) -> bool:
    """Whether a file manager took it. A call of a small program, as there is no D-Bus in the standard library."""
    call = [
        "dbus-send",
        "--session",
        "--print-reply",
        f"--reply-timeout={round(FILE_MANAGER_ANSWERS * 1000)}",
        "--dest=org.freedesktop.FileManager1",
        "/org/freedesktop/FileManager1",
        "org.freedesktop.FileManager1.ShowItems",
        f"array:string:{path.as_uri().replace(',', '%2C')}",  # a comma would begin the next one
        "string:",
    ]
    environment = _environment()
    if not environment.get("DBUS_SESSION_BUS_ADDRESS") and not Path(f"/run/user/{os.getuid()}/bus").exists():
        return False
    try:
        done = subprocess.run(
            call, env=environment, capture_output=True, timeout=FILE_MANAGER_ANSWERS + 1, check=False, cwd="/"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.info("no file manager was reached: %s", error)
        return False
    return done.returncode == 0


def _open(target: str) -> None:
    if sys.platform == "win32":
        try:
            with _libraries_left_out():
                os.startfile(target)
        except OSError as error:
            raise Problem(f"Windows could not open {target}: {error.strerror}.") from error
    elif sys.platform == "darwin":
        _start(["open", target], target)
    else:
        _start(["xdg-open", target], target)


def _start(call: Sequence[str] | str, target: Path | str) -> None:
    """Raises `Problem` if the program is not there, or fails soon. Windows' explorer says 1 when all went well."""
    program = call if isinstance(call, str) else call[0]
    try:
        with _libraries_left_out():
            child = subprocess.Popen(
                call,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
    except OSError as error:
        raise Problem(
            f"The program {program} that opens files is not on this machine ({error.strerror}). "
            f"It should have opened {target}"
        ) from error
    try:
        code = child.wait(SOON)
    except subprocess.TimeoutExpired:
        threading.Thread(target=_wait, args=(child, program), name=f"wait for {program}", daemon=True).start()
        return
    if code and sys.platform != "win32":
        raise Problem(f"{target} could not be opened: this computer has no program for it that works.")


def _wait(child: subprocess.Popen[bytes], program: str) -> None:
    code = child.wait()
    if code and sys.platform != "win32":
        log.warning("%s ended with %d", program, code)


@contextmanager
def _libraries_left_out() -> Iterator[None]:
    """On Windows the children of a frozen program look for libraries in its folder, unless that is taken back first."""
    bundle = getattr(sys, "_MEIPASS", None)
    if sys.platform != "win32" or bundle is None:
        yield
        return
    import ctypes

    ctypes.windll.kernel32.SetDllDirectoryW(None)
    try:
        yield
    finally:
        ctypes.windll.kernel32.SetDllDirectoryW(bundle)
