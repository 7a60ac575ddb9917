"""Windows' form under pywebview's (WinForms through pythonnet), and WebView2 in it.

pywebview takes sizes and places in pixels of 96 to the inch, and cuts what it makes of them to whole pixels of the
screen; so whoever tells them back must round up, or the window creeps with every start.
"""

from __future__ import annotations

import ctypes
import logging
import math
from collections.abc import Callable
from typing import Any

from desktop.engine import Action
from desktop.remembered import Place, Screen, fitted

log = logging.getLogger(__name__)

RESTORE = 9
"""SW_RESTORE: as it was before it was minimised, maximised included.
https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-showwindow"""


class WindowsEngine:
    """pywebview's BrowserForm."""

    def __init__(self, native: Any) -> None:
        self._native = native

    def put(self, place: Place) -> None:
        """pywebview has put it; what no screen shows any more is brought back."""
        from System.Windows.Forms import Screen as Monitor  # type: ignore[import-not-found,unused-ignore]

        monitors = sorted(Monitor.AllScreens, key=lambda one: not one.Primary)
        fits = fitted(place, [Screen(*self._told(one.WorkingArea)) for one in monitors])
        if place.maximised or fits == place:
            return
        scale = self._native._scale
        self._native.Width, self._native.Height = int(fits.width * scale), int(fits.height * scale)
        if place.x is not None and fits.x is not None and fits.y is not None:
            self._native.Left, self._native.Top = int(fits.x * scale), int(fits.y * scale)

    def place(self) -> Place | None:
        """None in full screen, which has the whole screen for its size."""
        native = self._native
        if native.is_fullscreen:
            return None
        state = str(native.WindowState)
        x, y, width, height = self._told(native.Bounds if state == "Normal" else native.RestoreBounds)
        return Place(width, height, x, y, state == "Maximized")

    def to_front(self, _token: str) -> bool:
        """Leaves to pywebview what it can do; its own way back from minimised would undo maximised as well."""
        user32, handle = ctypes.windll.user32, self._native.Handle.ToInt32()  # type: ignore[attr-defined,unused-ignore]
        if user32.IsIconic(handle):
            user32.ShowWindow(handle, RESTORE)
        return False

    def when_page_dies(self, tell: Action) -> None:
        def failed(kind: str) -> None:
            log.error("the page's process ended: %s", kind)
            if kind == "RenderProcessExited":
                tell()

        self._when_a_process_fails(failed)

    def when_view_dies(self, tell: Action) -> None:
        """With its browser's process WebView2 closes itself, and what it closed shows nothing again.
        https://learn.microsoft.com/microsoft-edge/webview2/concepts/process-related-events
        """

        def failed(kind: str) -> None:
            if kind == "BrowserProcessExited":
                tell()

        self._when_a_process_fails(failed)

    def _when_a_process_fails(self, failed: Callable[[str], None]) -> None:
        """WebView2 is told of once it is there, which it is not yet."""

        def there(view: Any, _event: Any) -> None:
            if view.CoreWebView2 is not None:
                view.CoreWebView2.ProcessFailed += lambda _sender, event: failed(str(event.ProcessFailedKind))

        self._native.webview.CoreWebView2InitializationCompleted += there

    def _told(self, area: Any) -> tuple[int, int, int, int]:
        """X, Y, width and height in pixels of 96 to the inch, such that pywebview makes the same of them again."""
        scale = self._native._scale
        x, y, width, height = (
            int(math.copysign(math.ceil(abs(pixels) / scale), pixels))
            for pixels in (area.X, area.Y, area.Width, area.Height)
        )
        return x, y, width, height
