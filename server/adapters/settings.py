"""What the user chose, by name, in the database; and the choices there are where several parts read them."""

import re
from enum import StrEnum

from server.adapters.database import Database
from server.domain.export import DEFAULT_LIMIT
from server.domain.problem import WrongInput

THEME, NOTIFICATIONS, ROW_LIMIT, SPREADSHEETS = "theme", "notifications", "row_limit", "spreadsheets"
HIGHEST_LIMIT = 1_000_000_000
_BETWEEN_THOUSANDS = "[ ,.'’_\u00a0\u202f]"


class Theme(StrEnum):
    SYSTEM = ""
    LIGHT = "light"
    DARK = "dark"


class Settings:
    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, name: str, otherwise: str = "") -> str:
        with self.database.reading() as connection:
            row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else otherwise

    def put(self, name: str, value: str) -> None:
        with self.database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def theme(settings: Settings) -> Theme:
    """Light, dark, or as the system has it."""
    chosen = settings.get(THEME)
    return Theme(chosen) if chosen in list(Theme) else Theme.SYSTEM


def notifications_on(settings: Settings) -> bool:
    """Whether the end of an export is told while the window is not in front: unless it was turned off."""
    return settings.get(NOTIFICATIONS) != "off"


def copies_for_spreadsheets(settings: Settings) -> bool:
    """Whether a CSV is opened as a copy where a spreadsheet would misread it: unless it was turned off."""
    return settings.get(SPREADSHEETS) != "off"


def row_limit(settings: Settings) -> int:
    """Rows that Botify puts into one export of this account."""
    stored = settings.get(ROW_LIMIT)
    return int(stored) if stored.isdecimal() and 0 < int(stored) <= HIGHEST_LIMIT else DEFAULT_LIMIT


def checked_limit(text: str) -> int:
    """A row limit as a person types it: '1,000,000', '2 000 000', '1.000.000', not '1,5'. Raises WrongInput."""
    typed = text.strip()
    digits = re.sub(_BETWEEN_THOUSANDS, "", typed)
    if not re.fullmatch(f"[0-9]+|[0-9]{{1,3}}({_BETWEEN_THOUSANDS}[0-9]{{3}})+", typed):
        raise WrongInput(f"“{text}” is no number of rows. Type one such as {DEFAULT_LIMIT:,}.")
    if not 0 < int(digits) <= HIGHEST_LIMIT:
        raise WrongInput(f"The limit lies between 1 and {HIGHEST_LIMIT:,} rows; {text} does not.")
    return int(digits)
