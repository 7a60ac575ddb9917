"""What pywebview's Qt back end asks of QtPy, straight from PySide6.

QtPy copies every name of every Qt module, for which PySide6 has to build thousands of classes: a third of the time in
which a bare window opens. pywebview 6.2.1, whose version is pinned, asks for about twenty names.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType

SOURCES = {
    "QtCore": ("QtCore",),
    "QtGui": ("QtGui",),
    "QtWidgets": ("QtWidgets", "QtGui"),  # QAction moved with Qt 6
    "QtNetwork": ("QtNetwork",),
    "QtWebChannel": ("QtWebChannel",),
    "QtWebEngineCore": ("QtWebEngineCore",),
    "QtWebEngineWidgets": ("QtWebEngineWidgets", "QtWebEngineCore"),  # so did the page, the profile and the settings
}


def install() -> None:
    """Puts these names where `import qtpy` finds them. Does nothing without PySide6, or where QtPy is in use."""
    if "qtpy" in sys.modules or importlib.util.find_spec("PySide6") is None:
        return
    package = ModuleType("qtpy")
    package.__path__ = []  # which makes it a package
    vars(package).update(PYQT6=False, PYSIDE6=True)
    sys.modules["qtpy"] = package
    for name, sources in SOURCES.items():
        module = _names_of(name, sources)
        setattr(package, name, module)
        sys.modules[f"qtpy.{name}"] = module


def _names_of(name: str, sources: tuple[str, ...]) -> ModuleType:
    module = ModuleType(f"qtpy.{name}")

    def find(wanted: str) -> object:
        for source in sources:
            origin = importlib.import_module(f"PySide6.{source}")
            if hasattr(origin, wanted):
                return getattr(origin, wanted)
        raise AttributeError(f"PySide6 has no {wanted} in {' or '.join(sources)}")

    vars(module)["__getattr__"] = find
    return module
