"""What the user chose, by name, in the database."""

from server.adapters.database import Database


class Settings:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, otherwise: str = "") -> str:
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else otherwise

    def put(self, name: str, value: str) -> None:
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
