"""The version of the app, from its own metadata."""

from __future__ import annotations


def version() -> str:
    """As in pyproject.toml."""
    from importlib.metadata import version as of

    return of("pipulate-desktop")
