"""GTK's window and WebKit's page under pywebview's."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from desktop.engine import Action, Edit
from desktop.remembered import Place, Screen, fitted

log = logging.getLogger(__name__)

ICON = "pipulate-desktop"
"""The package's, of the system's icons: GTK does not take it from the entry in the menu."""


class GtkEngine:
    """pywebview's Gtk.Window and the WebKit view in it."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self._usual = Place()
        self._dragged: Path | None = None
        self._dropped: Path | None = None
        self._watch_drops()

    def put(self, place: Place) -> None:
        from gi.repository import Gdk, GLib  # type: ignore[import-not-found,import-untyped,unused-ignore]

        display = Gdk.Display.get_default()
        areas = [display.get_monitor(number).get_workarea() for number in range(display.get_n_monitors())]
        fits = fitted(place, [Screen(one.x, one.y, one.width, one.height) for one in areas])
        self._usual = fits
        self._native.resize(fits.width, fits.height)
        if fits.x is not None and fits.y is not None:
            self._native.move(fits.x, fits.y)
        self._native.connect("configure-event", lambda *_: self._note())
        GLib.idle_add(self._native.set_icon_name, ICON, priority=GLib.PRIORITY_LOW)

    def place(self) -> Place | None:
        """Where it was at last when it was neither maximised nor on the full screen nor hidden: then GTK tells nothing
        of what it goes back to.
        """
        self._note()
        return replace(self._usual, maximised=self._native.is_maximized())

    def _note(self) -> None:
        """After each move and each change of size. GTK asks the screen for the place and is told of all else, a moment
        later: where the two differ in the size, the window is on its way, and there will be a note of the place when it
        is there.
        """
        from gi.repository import Gdk

        drawn, other = self._native.get_window(), Gdk.WindowState
        if drawn is None:
            return
        (width, height), (x, y) = self._native.get_size(), _position(self._native, drawn)
        there, told = drawn.get_geometry()[2:], (drawn.get_width(), drawn.get_height())
        away = other.MAXIMIZED | other.FULLSCREEN | other.ICONIFIED | other.WITHDRAWN
        if drawn.get_state() & away:
            return
        self._usual = Place(width, height, x, y) if there == told else replace(self._usual, width=width, height=height)

    def paint(self, colour: str) -> None:
        from gi.repository import Gdk

        view, parsed = self._view(), Gdk.RGBA()
        if view is not None and parsed.parse(colour):
            view.set_background_color(parsed)

    def dress(self, theme: str) -> None:
        """As the system has it is what GTK had before we first said anything."""
        from gi.repository import GLib, Gtk  # type: ignore[import-not-found,import-untyped,unused-ignore]

        def dress() -> None:
            settings = Gtk.Settings.get_default()
            if theme:
                settings.props.gtk_application_prefer_dark_theme = theme == "dark"
            else:
                settings.reset_property("gtk-application-prefer-dark-theme")

        GLib.idle_add(dress)

    def to_front(self, token: str) -> bool:
        """With the token the desktop also learns that the start it belongs to has come to its end."""
        from gi.repository import GLib  # type: ignore[import-not-found,import-untyped,unused-ignore]

        def raise_() -> None:
            self._native.show_all()
            self._native.deiconify()
            if token:
                self._native.set_startup_id(token)
            self._native.present_with_time(_now(self._native.get_window()))

        GLib.idle_add(raise_)
        return True

    def close(self) -> bool:
        """First the dialogs: GTK waits in each for its answer, and the window's end would wait for that."""
        from gi.repository import GLib, Gtk

        def cancel() -> None:
            for window in Gtk.Window.list_toplevels():
                if isinstance(window, Gtk.Dialog):
                    window.response(Gtk.ResponseType.CANCEL)

        GLib.idle_add(cancel)
        return False

    def edit(self, what: Edit) -> bool:
        from gi.repository import GLib

        names = {Edit.CUT: "Cut", Edit.COPY: "Copy", Edit.PASTE: "Paste", Edit.SELECT_ALL: "SelectAll"}
        view = self._view()
        if view is None:
            return False
        GLib.idle_add(lambda: view.execute_editing_command(names[what]))
        return True

    def confirm(self, title: str, text: str) -> bool | None:
        """pywebview's own (6.2.1) loses the title, and lets one go on in the window behind it."""
        from concurrent.futures import Future

        from gi.repository import GLib, Gtk  # type: ignore[import-not-found,import-untyped,unused-ignore]

        answered: Future[bool] = Future()

        def ask() -> None:
            answer = self._dialog(title, text, Gtk.MessageType.QUESTION, Gtk.ButtonsType.OK_CANCEL)
            answered.set_result(answer == Gtk.ResponseType.OK)

        GLib.idle_add(ask)
        return answered.result()

    def tell(self, title: str, text: str) -> bool:
        from gi.repository import GLib, Gtk

        def tell() -> None:
            self._dialog(title, text, Gtk.MessageType.INFO, Gtk.ButtonsType.OK)

        GLib.idle_add(tell)
        return True

    def _dialog(self, title: str, text: str, kind: Any, buttons: Any) -> Any:
        from gi.repository import GLib, Gtk

        dialog = Gtk.MessageDialog(
            transient_for=self._native, modal=True, destroy_with_parent=True, message_type=kind, buttons=buttons
        )
        dialog.set_title(title)
        dialog.set_markup(f"<b>{GLib.markup_escape_text(title)}</b>")
        dialog.format_secondary_text(text)
        answer = dialog.run()
        dialog.destroy()
        return answer

    def dropped(self) -> Path | None:
        file, self._dropped = self._dropped, None
        return file

    def when_page_dies(self, tell: Action) -> None:
        def died(_view: Any, reason: Any) -> bool:
            log.error("the page's process ended: %s", reason)
            tell()
            return True

        view = self._view()
        if view is not None:
            view.connect("web-process-terminated", died)

    def _watch_drops(self) -> None:
        """WebKitGTK gives no page the files that are dropped on it, since 2.50.3 (CVE-2025-13947).

        It is told of what is dragged before that is dropped.
        """

        def dragged(_view: Any, _context: Any, _x: int, _y: int, data: Any, *_: Any) -> None:
            places = [urlsplit(address) for address in data.get_uris()]
            files = [Path(unquote(place.path)) for place in places if place.scheme == "file"]
            self._dragged = files[0] if files else self._dragged

        def dropped(*_: Any) -> bool:
            self._dropped, self._dragged = self._dragged, None
            return False

        view = self._view()
        if view is not None:
            view.connect("drag-data-received", dragged)
            view.connect("drag-drop", dropped)

    def _view(self) -> Any:
        """The WebKit view somewhere inside the window, None before it is there."""
        look = [self._native]
        while look:
            widget = look.pop()
            if hasattr(widget, "execute_editing_command"):
                return widget
            if hasattr(widget, "get_children"):
                look.extend(widget.get_children())
        return None


def _position(native: Any, drawn: Any) -> tuple[int | None, int | None]:
    """Wayland tells none, where GTK says 0, 0."""
    x, y = native.get_position()
    return (x, y) if _on_x11(drawn) else (None, None)


def _on_x11(drawn: Any) -> bool:
    from gi.repository import GdkX11  # type: ignore[import-not-found,import-untyped,unused-ignore]

    return isinstance(drawn, GdkX11.X11Window)


def _now(drawn: Any) -> int:
    """The X server's time: whoever starts the app again did so now. With the time at which this window was last used,
    GNOME's window manager would leave it behind the others. Elsewhere 0, for GTK to choose.
    """
    from gi.repository import GdkX11  # type: ignore[import-not-found,import-untyped,unused-ignore]

    return int(GdkX11.x11_get_server_time(drawn)) if _on_x11(drawn) else 0
