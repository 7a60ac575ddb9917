"""The edges: SQLite, Botify, files, the keychain. Foreign errors become sentences here."""
