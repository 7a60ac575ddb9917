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
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from server.domain.problem import Problem, WrongInput

log = logging.getLogger(__name__)

CHANGED_BY_FREEZING = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH", "GIO_MODULE_DIR", "GI_TYPELIB_PATH")


SOON = 0.7
"""Seconds in which a program that opens things has failed, if it fails."""


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
    """Shows where a file lies, marked in the file manager where that is possible (Windows, macOS)."""
    if not path.exists():
        raise Problem(f"{path} is no longer there.")
    path = path.resolve()
    if sys.platform == "win32":
        _start(["explorer", f"/select,{path}"])
    elif sys.platform == "darwin":
        _start(["open", "-R", str(path)])
    else:
        _open(str(path.parent))


def open_page(address: str) -> None:
    """Opens a web page in the user's browser (or a mail address in the mail program)."""
    if urlsplit(address).scheme not in ("http", "https", "mailto"):
        raise WrongInput(f"{address} is not the address of a web page.")
    _open(address)


def clean_environment(environment: Mapping[str, str], frozen: bool) -> dict[str, str]:
    """The environment for a child: as the user's, also when this program is frozen."""
    clean = dict(environment)
    if frozen:
        for name in CHANGED_BY_FREEZING:
            original = clean.pop(f"{name}_ORIG", None)
            clean.pop(name, None)
            if original:
                clean[name] = original
    return clean


def _open(target: str) -> None:
    if sys.platform == "win32":
        try:
            os.startfile(target)
        except OSError as error:
            raise Problem(f"Windows could not open {target}: {error.strerror}.") from error
    elif sys.platform == "darwin":
        _start(["open", target])
    else:
        _start(["xdg-open", target])


def _start(command: Sequence[str]) -> None:
    environment = clean_environment(os.environ, frozen=getattr(sys, "frozen", False))
    try:
        child = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise Problem(
            f"The program {command[0]} that opens files is not on this machine ({error.strerror}). "
            f"It should have opened {command[-1]}"
        ) from error
    try:
        code = child.wait(SOON)
    except subprocess.TimeoutExpired:
        threading.Thread(target=_wait, args=(child,), name=f"wait for {command[0]}", daemon=True).start()
        return
    if code and sys.platform != "win32":  # Windows' explorer says 1 when all went well
        raise Problem(f"{command[-1]} could not be opened: this computer has no program for it that works.")


def _wait(child: subprocess.Popen[bytes]) -> None:
    code = child.wait()
    if code and sys.platform != "win32":  # explorer says 1 when all is well
        log.warning("%s ended with %d", child.args[0] if isinstance(child.args, list) else child.args, code)
