"""Names of columns in SQL."""


def quoted(column: str) -> str:
    """A column's name as SQL takes it, whatever stands in it: URL -> "URL"."""
    return '"' + column.replace('"', '""') + '"'
