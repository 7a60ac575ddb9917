"""Shown plug-ins are walked in the real app."""

from tests.web.conftest import nobodys_home, shared_simulator, simulator, start

__all__ = ["nobodys_home", "shared_simulator", "simulator", "start"]
