"""The one-folder application: PyInstaller called, and what it leaves to be done on Linux."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from desktop.packaging.bundle import Engine

ROOT = Path(__file__).resolve().parents[2]
BUILD, DIST = ROOT / "build", ROOT / "dist"
NAME = "pipulate-desktop"
BINDINGS = Path("/usr/lib/python3/dist-packages")


class CannotBuild(Exception):
    """A package cannot be made here; the text says what is missing."""


def freeze(engine: Engine, when: int) -> Path:
    """Runs PyInstaller over build.spec; the folder with the program. `when` is in seconds since 1970."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(when), "PYTHONHASHSEED": "0"}
    if engine is Engine.GTK:
        environment["PYTHONPATH"] = str(_bindings(BUILD / "bindings"))
    work = BUILD / engine
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    folders = ["--workpath", str(work), "--distpath", str(DIST)]
    asked = [] if engine is Engine.NATIVE else ["--", "--engine", engine]
    subprocess.run([*command, *folders, "build.spec", *asked], cwd=ROOT, env=environment, check=True)
    folder = DIST / f"{NAME}-{engine}"
    if engine is not Engine.NATIVE:
        _slim(folder)
    return folder


def _bindings(folder: Path) -> Path:
    """A folder with the system's own Python bindings of GTK, and nothing else of the system's Python."""
    tag = f"cpython-{sys.version_info.major}{sys.version_info.minor}-"
    if not list(BINDINGS.glob(f"gi/_gi.{tag}*.so")):
        raise CannotBuild(
            f"The system has no Python bindings of GTK for Python {sys.version_info.major}.{sys.version_info.minor}. "
            "Install python3-gi, and make .venv with the system's own Python (python3 -m venv .venv)."
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for found in (BINDINGS / "gi", *BINDINGS.glob("PyGObject-*"), *BINDINGS.glob("pygobject-*")):
        (folder / found.name).symlink_to(found)
    return folder


def _slim(folder: Path) -> None:
    """Drops symbols (17 MB of Python's own), and search paths that name folders of the machine which built Python.

    Qt's libraries and the system's are stripped already, and not all of them bear it twice.
    """
    inside = folder / "_internal"
    foreign = {inside / name for name in ("PySide6", "shiboken6")}
    for path in sorted(inside.rglob("*.so*")):
        of_the_system = path.parent == inside and re.match("lib(?!python)", path.name)
        if path.is_symlink() or of_the_system or foreign & set(path.parents) or not is_elf(path):
            continue
        path.chmod(0o755)
        listed = subprocess.run(["chrpath", "--list", str(path)], capture_output=True, text=True, check=False).stdout
        if re.search(r"R(UN)?PATH=/", listed):
            subprocess.run(["chrpath", "--delete", str(path)], check=True)
        subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)


def is_elf(path: Path) -> bool:
    """Whether the file is a program or library of Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"
