"""The version of the app. pyproject.toml takes it from here: asking the installed metadata costs a start 20 ms."""

VERSION = "0.1.0"


def version() -> str:
    """For example 0.1.0."""
    return VERSION
