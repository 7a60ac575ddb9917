"""check-plugin: what is wrong with a plug-in's file, without starting the app."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from server.domain.workflow import Kind, Refusal, Step, Workflow, wants
from server.plugin.loader import load_file

RISKY = {"http", "model"}
"""Services through which a step may do something that must not be done twice, or that costs."""


def check_plugin(file: Path, tell: Callable[[str], None]) -> int:
    """Tells what is wrong, line by line; 1 if the app would not load the file, else 0."""
    if not file.is_file():
        tell(f"{file}: there is no such file. Give the path of a plug-in.")
        return 1
    try:
        app = load_file(file.resolve())
    except Refusal as refusal:
        place = f"{file}, line {refusal.line}" if refusal.line else str(file)
        tell(f"{place}: {refusal.reason}")
        return 1
    for caution in [*_about_name(file), *(cautions(app) if isinstance(app, Workflow) else [])]:
        tell(f"{file}{caution}")
    tell(f"{file}: “{app.title}” can be loaded.")
    return 0


def cautions(workflow: Workflow) -> list[str]:
    """What may be meant, but is seldom right: ', line 7: a sentence'."""
    return [
        f", line {step.function.__code__.co_firstlineno}: “{step.name}” starts again by itself after a restart, and "
        f"asks for “{risk}”. Give it a button= if that costs something or must not happen twice."
        for step in workflow.steps
        for risk in _risks(step)
    ]


def _risks(step: Step) -> list[str]:
    return sorted(RISKY & set(wants(step.function))) if step.kind is Kind.DO and not step.button else []


def _about_name(file: Path) -> list[str]:
    if re.match(r"\d+_[^()]*$", file.name):
        return []
    return [": the app leaves it alone under this name. Begin it with a number, as in 30_name.py, without parentheses."]
