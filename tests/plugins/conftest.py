"""Shown plug-ins are walked in the real app."""

from tests.web.conftest import nobodys_home, start

__all__ = ["nobodys_home", "start"]
