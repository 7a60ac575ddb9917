"""What goes into the one-folder application, and what stays out.

build.spec asks these functions and hands the answers to PyInstaller; they know nothing of it, so they can be tested.
An entry is what PyInstaller calls one: (name inside the folder, file on disk, kind).
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path, PurePath

Entry = tuple[str, str, str]


class Engine(StrEnum):
    """What draws the window: Qt's own engine in the folder, the system's WebKitGTK, or Windows' and macOS' own."""

    QT = "qt"
    GTK = "gtk"
    NATIVE = "native"


UNUSED = (
    *("uvloop", "httptools", "watchfiles", "websockets", "yaml", "dotenv"),  # uvicorn can, and need not
    *("IPython", "matplotlib", "numpy", "pandas", "polars", "pyarrow", "PIL"),  # other packages would use them
    *("pytest", "hypothesis", "playwright", "mypy", "nbformat", "setuptools", "pip", "desktop.packaging"),
    *("PyQt5", "PyQt6", "PySide2", "qtpy", "tkinter"),  # desktop/qt_names.py stands in for qtpy
)
NOT_FOR_PLUGINS = (
    *("antigravity", "this", "idlelib", "turtle", "turtledemo", "lib2to3", "ensurepip", "venv", "pydoc_data"),
    *("tkinter", "test", "distutils", "_tkinter"),
)
FOUND_LATE = ("desktop_notifier.resources",)
"""Modules that are looked up by name when they are needed, so that PyInstaller does not see them."""
QT_DROPPED = re.compile(
    r"translations/(?!qtwebengine_locales/en-(US|GB)\.pak)|qtwebengine_devtools_resources\.pak|/Qt/qml/"
    r"|/Qt/plugins/(?!platforms/|xcbglintegrations/|imageformats/|platforminputcontexts/|platformthemes/|tls/"
    r"|wayland|egldeviceintegrations/|networkinformation/)"
    r"|platforms/libq(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc)|platformthemes/libqgtk3|imageformats/libqpdf"
    r"|platforminputcontexts/libqtvirtualkeyboard|egldeviceintegrations/"
)
OF_EVERY_DESKTOP = re.compile(
    r"lib(stdc\+\+|gcc_s|GL|EGL|GLX|GLdispatch|OpenGL|drm|gbm|X11|X11-xcb|xcb|wayland-client|asound|pipewire-0\.3|jack"
    r"|fontconfig|freetype|harfbuzz|fribidi|thai|expat|z|uuid|com_err|gpg-error|gmp)\.so\b"
)
"""What a program carried from one Linux to another leaves to the system, whose graphics drivers need their own. As the
AppImage project lists it: https://github.com/AppImageCommunity/pkg2appimage/blob/master/excludelist"""
LOADED_BY_NAME = re.compile(r"lib(softokn3|freebl3|freeblpriv3|nssckbi|nssdbm3|ssl|crypto|python3[.\d]*)\.so")
GTK_HOOKS = re.compile(r"pyi_rth_(gi|glib|gtk|gio|gdkpixbuf)$")
"""What PyInstaller runs at start to use GTK from inside the folder; here it is the system's."""

OF_THE_SYSTEM = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/", "/usr/share/", "/etc/")
OF_GTK = ("share/", "lib/", "gi_typelibs/", "gio_modules/")


def engine(platform: str, wanted: str | None) -> Engine:
    """The engine to build for on this platform (sys.platform). Raises ValueError if that cannot be."""
    if not platform.startswith("linux"):
        if wanted not in (None, Engine.NATIVE):
            raise ValueError(f"{platform} has its own engine; {wanted} is a matter of Linux.")
        return Engine.NATIVE
    if wanted == Engine.NATIVE:
        raise ValueError("Linux has no engine of its own: choose qt or gtk.")
    return Engine(wanted or Engine.QT)


def left_out(engine: Engine) -> list[str]:
    """Modules that stay out although something kept would import them."""
    others = {
        Engine.QT: ["gi"],
        Engine.GTK: ["PySide6", "shiboken6"],
        Engine.NATIVE: ["gi", "PySide6", "shiboken6"],
    }
    return [*UNUSED, *others[engine]]


def for_plugins(names: Iterable[str] = sys.stdlib_module_names) -> list[str]:
    """What a plug-in of the user's own may import: two libraries, and the standard library but for a few modules."""
    return ["duckdb", "httpx"] + [
        module for name in sorted(names) if name not in NOT_FOR_PLUGINS for module in _modules(name)
    ]


def _modules(name: str) -> Iterator[str]:
    """The module, and those of the package that it may be."""
    found = importlib.util.find_spec(name)
    if found is None:  # of another system
        return
    yield name
    for folder in found.submodule_search_locations or ():
        for file in sorted(Path(folder).rglob("*.py")):
            parts = file.relative_to(folder).with_suffix("").parts
            if not {"test", "tests", "__main__", "__pycache__"} & set(parts) and not name.startswith("encodings"):
                yield ".".join((name, *(part for part in parts if part != "__init__")))


def of_windows(pinned: Iterable[str]) -> list[str]:
    """The modules for Windows' own interfaces, of the names of the packages they come in: their code, which is not
    Python, imports one another by name. https://github.com/DatGuy1/Windows-Toasts/issues/193
    """
    return [name.replace("-", ".") for name in pinned if name.startswith("winrt-windows-")]


def kept(entry: Entry, engine: Engine) -> bool:
    """Whether a library or data file belongs into the folder."""
    name, source = entry[0].replace("\\", "/"), entry[1].replace("\\", "/")
    if "/__pycache__/" in name:  # what runs of the checkout left beside its plug-ins
        return False
    if engine is Engine.QT:
        return not (QT_DROPPED.search("/" + name) or OF_EVERY_DESKTOP.match(_base(name)))
    if engine is Engine.GTK:
        of_the_system = source.startswith(OF_THE_SYSTEM) or name.startswith(OF_GTK)
        return "/dist-packages/" in source or not of_the_system
    return True


def reached(entries: Sequence[Entry], needs: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The entries without those libraries that nothing kept needs: what Qt's left-out plugins had brought along.

    `needs` gives the names of the libraries that the library in a file is linked with.
    """
    libraries = {_base(name): source for name, source, kind in entries if kind == "BINARY" and _is_library(name)}
    found = {name for name in libraries if LOADED_BY_NAME.match(name)}
    ahead = [libraries[name] for name in found]
    ahead += [source for name, source, kind in entries if kind in ("BINARY", "EXTENSION") and not _is_library(name)]
    while ahead:
        for name in map(_base, needs(ahead.pop())):
            if name in libraries and name not in found:
                found.add(name)
                ahead.append(libraries[name])
    return [entry for entry in entries if not _is_library(entry[0]) or _base(entry[0]) in found]


def _is_library(name: str) -> bool:
    """A shared library, and neither an extension of Python's nor a plug-in of Qt's, which are loaded by themselves."""
    return re.match(r"lib[^/]*\.so(\.[\d.]+)?$", _base(name)) is not None and "/plugins/" not in name


def _base(path: str) -> str:
    return PurePath(path).name
