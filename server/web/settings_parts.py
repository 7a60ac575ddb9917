"""The parts of the settings page, in their order: what each shows, and what its controls save."""

from typing import Any

from fasthtml import common as h

from server.adapters.settings import (
    NOTIFICATIONS,
    ROW_LIMIT,
    SPREADSHEETS,
    THEME,
    Theme,
    checked_limit,
    copies_for_spreadsheets,
    notifications_on,
    row_limit,
    theme,
)
from server.domain.problem import Problem
from server.plugin.loader import left_alone
from server.web import home, notices, urls
from server.web.parts import Parts
from server.web.setting import Form, Part, Told, button, form, open_folder
from server.web.settings_backups import backups_part
from server.web.settings_folder import FolderPart

_THEMES = {Theme.SYSTEM: "As the system has it", Theme.LIGHT: "Light", Theme.DARK: "Dark"}


def parts(it: Parts) -> list[Part]:
    return [
        FolderPart(it).part(),
        _theme(it),
        _notifications(it),
        _spreadsheets(it),
        _limit(it),
        _account(it),
        _plugins(it),
        _updates(it),
        backups_part(it),
        Part("help", "When something does not work", _help),
    ]


def _theme(it: Parts) -> Part:
    def body(typed: Form) -> list[Any]:
        chosen = theme(it.settings)
        choices = [
            h.Label(
                h.Input(type="radio", name="theme", value=str(value), id=f"theme-{value}", checked=value is chosen),
                words,
            )
            for value, words in _THEMES.items()
        ]
        return [
            h.Fieldset(
                h.Legend("Colours of the app"),
                *choices,
                hx_post=urls.settings("theme", "choose"),
                hx_trigger="change",
                hx_include="this",
            )
        ]

    def choose(given: Form) -> Told:
        wanted = given.get("theme", "")
        if wanted not in list(Theme):
            raise Problem("There is no such choice of colours. Reload the page.")
        it.settings.put(THEME, wanted)
        it.desk.ask_window(f"theme-{wanted or 'system'}")
        return Told(f"Saved: {_THEMES[Theme(wanted)].lower()}.", headers={"HX-Trigger": f'{{"theme":"{wanted}"}}'})

    return Part("theme", "Light or dark", body, {"choose": choose})


def _notifications(it: Parts) -> Part:
    def body(typed: Form) -> list[Any]:
        return [
            _switch(
                "notifications",
                "Tell me when an export ends while the window is behind others",
                notifications_on(it.settings),
            ),
            h.Small("A message of the system, and a mark in the window's title."),
        ]

    def switch(given: Form) -> str:
        on = "on" in given
        it.settings.put(NOTIFICATIONS, "on" if on else "off")
        return "Saved: you will be told." if on else "Saved: exports end silently."

    return Part("notifications", "Notifications", body, {"switch": switch})


def _spreadsheets(it: Parts) -> Part:
    def body(typed: Form) -> list[Any]:
        return [
            _switch(
                "spreadsheets",
                "Open a CSV as a copy where a spreadsheet would misread it",
                copies_for_spreadsheets(it.settings),
            ),
            h.Small(
                "In the copy, a cell that would be taken for a formula begins with an apostrophe, and accents come out "
                "right in Excel. The file itself stays as it is, and so does what “Save as…” saves."
            ),
        ]

    def switch(given: Form) -> str:
        on = "on" in given
        it.settings.put(SPREADSHEETS, "on" if on else "off")
        return "Saved: a copy is opened where it makes a difference." if on else "Saved: every file is opened as it is."

    return Part("spreadsheets", "CSV files in a spreadsheet", body, {"switch": switch})


def _limit(it: Parts) -> Part:
    def body(typed: Form) -> list[Any]:
        shown = typed.get("limit") or f"{row_limit(it.settings):,}"
        return [
            form(
                "limit",
                h.Label(
                    "Rows that Botify puts into one export of your account",
                    h.Input(
                        name="limit",
                        id="limit-rows",
                        value=shown,
                        inputmode="numeric",
                        autocomplete="off",
                        maxlength=20,
                    ),
                    h.Small("1,000,000 unless Botify raised it for you. Botify drops what is above its limit unsaid."),
                ),
            )
        ]

    def save(given: Form) -> str:
        limit = checked_limit(given.get("limit", ""))
        it.settings.put(ROW_LIMIT, str(limit))
        return f"Saved: at most {limit:,} rows in one export."

    return Part("limit", "Botify's row limit", body, {"save": save})


def _account(it: Parts) -> Part:
    def waiting(typed: Form) -> list[Any]:
        """The keychain takes its time, so it is asked when the page is there."""
        return [h.P("One moment…", aria_busy="true", hx_post=urls.settings("account", "look"), hx_trigger="load")]

    def look(given: Form) -> Told:
        user = it.connection.user()
        if user is None:
            connect = h.A("Connect Botify", href=urls.app(home.CONNECT_APP), role="button")
            return Told(shows=h.Div(h.P("No Botify account is connected."), connect))
        confirm = "Remove the token from this computer? Exports that wait for Botify stand still until you connect."
        return Told(
            shows=h.Div(
                h.P("Connected as ", h.Strong(user or "an unnamed user"), "."),
                h.Div(
                    button("account", "disconnect", "Disconnect", cls="secondary", hx_confirm=confirm),
                    h.A("Use another token", href=urls.app(home.CONNECT_APP)),
                    cls="actions",
                ),
            )
        )

    def disconnect(given: Form) -> Told:
        it.connection.disconnect()
        left = look(given)
        still = it.connection.user() is not None
        told = "The token kept by the app was removed; another one is still given to it (BOTIFY_TOKEN or a file)."
        return Told(told if still else "The token was removed from this computer.", left.shows)

    return Part("account", "Botify account", waiting, {"look": look, "disconnect": disconnect})


def _plugins(it: Parts) -> Part:
    def body(typed: Form) -> list[Any]:
        aside = ", ".join(left_alone(it.folders.plugins))
        named = "A plug-in's name begins with a number, as in 30_name.py, and holds no parentheses."
        return [
            h.P("Plug-ins that you put here are loaded when the app starts: ", h.Code(str(it.folders.plugins))),
            h.P(h.Small(f"Left alone for their names: {aside}. {named}")) if aside else None,
            open_folder("plugins", "Open the plug-ins folder"),
        ]

    return Part("plugins", "Plug-ins", body)


def _updates(it: Parts) -> Part:
    updates = it.updates

    def body(typed: Form) -> list[Any]:
        if updates.place is None:
            ask = "Ask whoever gave you the app for a newer version."
            return [h.P(f"This is version {it.version}. No update list is published yet. {ask}")]
        return [
            _switch("updates", "Look for a newer version once a day", updates.on),
            h.P(
                h.Small(f"This is version {it.version}. Nothing is ever installed by itself.{_list_of(updates.dated)}")
            ),
            notices.update_card(updates.found) if updates.found else None,
            button("updates", "look", "Look now", cls="outline"),
        ]

    def switch(given: Form) -> str:
        updates.turn("on" in given)
        return "Saved: the app looks once a day." if updates.on else "Saved: the app does not look."

    def look(given: Form) -> str:
        found = updates.look()
        return "There is a newer version." if found else f"{it.version} is the newest version.{_list_of(updates.dated)}"

    return Part("updates", "Updates", body, {"switch": switch, "look": look})


def _list_of(dated: str) -> str:
    """One that somebody keeps from changing looks like one that does not change: its date tells."""
    return f" The list of updates is of {dated}." if dated else ""


def _help(typed: Form) -> list[Any]:
    diagnostics = h.A("Diagnostics to copy", href=urls.DIAGNOSTICS)
    return [h.Div(diagnostics, open_folder("logs", "Open the logs folder"), cls="actions")]


def _switch(part: str, label: str, on: bool) -> Any:
    """What is turned on and off with a press."""
    return h.Label(
        h.Input(type="checkbox", name="on", id=f"{part}-on", role="switch", checked=on),
        label,
        hx_post=urls.settings(part, "switch"),
        hx_trigger="change",
        hx_include="find input",
    )
