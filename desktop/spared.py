"""pywebview's own web server, which never runs here: a stand-in, so that bottle and wsgiref are not imported.

Measured: some 30 ms of the start. pywebview's version is pinned (6.2.1).
"""

from __future__ import annotations

import sys
from types import ModuleType

NAME = "webview.http"
HOLDS = {"global_server": None, "BottleServer": None}
"""What pywebview asks of it when a window is made that shows addresses of other servers."""


def install() -> None:
    """Puts it where `import webview` finds it; what is imported already stays."""
    stand_in = ModuleType(NAME)
    vars(stand_in).update(HOLDS)
    sys.modules.setdefault(NAME, stand_in)
