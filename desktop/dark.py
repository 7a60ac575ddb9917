"""Light or dark, before the page can say so itself: the colour of a window that is still empty."""

from __future__ import annotations

import sys

LIGHT, DARK = "#ffffff", "#13171f"


def paper(theme: str, renderer: str) -> str:
    """What is behind the first page. `theme`: "light", "dark" or "" for the system's; `renderer`: pywebview's name."""
    return DARK if theme == "dark" or (theme == "" and _system_is_dark(renderer)) else LIGHT


def _system_is_dark(renderer: str) -> bool:
    if renderer == "qtwebengine":
        from qtpy.QtCore import Qt
        from qtpy.QtGui import QGuiApplication

        return bool(QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    if renderer.startswith("gtk"):
        from gi.repository import Gtk  # type: ignore[import-not-found,import-untyped,unused-ignore]

        settings = Gtk.Settings.get_default()  # what WebKit looks at for its pages, too
        return settings is not None and bool(
            settings.props.gtk_application_prefer_dark_theme
            or (settings.props.gtk_theme_name or "").lower().endswith(("-dark", ":dark"))
        )
    if sys.platform == "darwin":
        from Foundation import NSUserDefaults  # type: ignore[import-not-found,unused-ignore]

        return bool(NSUserDefaults.standardUserDefaults().stringForKey_("AppleInterfaceStyle") == "Dark")
    if sys.platform == "win32":
        import winreg

        path = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                return bool(winreg.QueryValueEx(key, "AppsUseLightTheme")[0] == 0)
        except OSError:
            return False
    return False
