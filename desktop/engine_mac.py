"""macOS' window under pywebview's (AppKit through PyObjC).

AppKit counts from the lower left corner of the first screen upwards; everybody else from the upper left downwards.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop.engine import Action
from desktop.remembered import Place, Screen, fitted

FULL_SCREEN = 1 << 14
"""NSWindowStyleMaskFullScreen."""


class MacEngine:
    """pywebview's NSWindow."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self._put = Place()
        self._heard: list[Any] = []

    def put(self, place: Place) -> None:
        from AppKit import NSMakeRect, NSScreen  # type: ignore[import-not-found,unused-ignore]

        areas = [Screen(*_downwards(one.visibleFrame())) for one in NSScreen.screens()]
        fits = self._put = fitted(place, areas)
        if fits.x is not None and fits.y is not None:
            up = _top() - fits.y - fits.height
            self._native.setFrame_display_(NSMakeRect(fits.x, up, fits.width, fits.height), True)

    def place(self) -> Place | None:
        """A zoomed window goes back to where it was before this run. None in full screen."""
        if self._native.styleMask() & FULL_SCREEN:
            return None
        if self._native.isZoomed():
            return replace(self._put, maximised=True)
        x, y, width, height = _downwards(self._native.frame())
        return Place(width, height, x, y)

    def dress(self, theme: str) -> None:
        from AppKit import NSApp, NSAppearance  # type: ignore[import-not-found,unused-ignore]
        from PyObjCTools import AppHelper  # type: ignore[import-not-found,unused-ignore]

        name = {"light": "NSAppearanceNameAqua", "dark": "NSAppearanceNameDarkAqua"}.get(theme)
        AppHelper.callAfter(NSApp.setAppearance_, NSAppearance.appearanceNamed_(name) if name else None)

    def to_front(self, _token: str) -> bool:
        """Back from the Dock and from hiding; the rest pywebview does."""
        from AppKit import NSApp
        from PyObjCTools import AppHelper

        AppHelper.callAfter(NSApp.unhide_, None)
        if self._native.isMiniaturized():
            AppHelper.callAfter(self._native.deminiaturize_, None)
        return False

    def hide(self) -> bool:
        """As Cmd+H does, so that a click on the Dock's icon brings it back: there is never a second start."""
        from AppKit import NSApp
        from PyObjCTools import AppHelper

        AppHelper.callAfter(NSApp.hide_, None)
        return True

    def close(self) -> bool:
        """Asks first, as the window's own button does. pywebview's call would close it without a word."""
        from PyObjCTools import AppHelper

        native = self._native

        def close() -> None:
            if native.delegate().windowShouldClose_(native):
                native.close()

        AppHelper.callAfter(close)
        return True

    def hear(self, back: Action, ended: Action) -> None:
        """`back`: the app was hidden and is shown again. `ended`: macOS ends the process when this returns.

        Cmd+Q, the Dock and logging off never let `webview.start` return. SIGTERM waits for the next event, without
        this way to it.
        """
        import signal

        from AppKit import (
            NSApplicationDidUnhideNotification,
            NSApplicationWillTerminateNotification,
            NSNotificationCenter,
        )
        from PyObjCTools import MachSignals

        centre = NSNotificationCenter.defaultCenter()
        for name, tell in (
            (NSApplicationDidUnhideNotification, back),
            (NSApplicationWillTerminateNotification, ended),
        ):
            heard = centre.addObserverForName_object_queue_usingBlock_(name, None, None, lambda _, tell=tell: tell())
            self._heard.append(heard)
        handler = signal.getsignal(signal.SIGTERM)
        MachSignals.signal(signal.SIGTERM, lambda number: handler(number, None) if callable(handler) else None)


def _top() -> float:
    """How far up the first screen, from whose lower left corner AppKit counts, reaches."""
    from AppKit import NSScreen

    return float(NSScreen.screens()[0].frame().size.height)


def _downwards(rectangle: Any) -> tuple[int, int, int, int]:
    """X, Y, width and height of an NSRect, counted from the upper left."""
    origin, size = rectangle.origin, rectangle.size
    return round(origin.x), round(_top() - origin.y - size.height), round(size.width), round(size.height)
