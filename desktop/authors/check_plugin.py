"""check-plugin: what is wrong with a plug-in's file, without starting the app."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from desktop.authors.clock import clocks_in_requests
from desktop.authors.declaration import declaration
from desktop.authors.literal_fields import wrong_fields
from desktop.authors.unknown_names import results_not_asked_for, unknown_names
from server.domain.app import App
from server.domain.workflow import Kind, Refusal, Step, Workflow, wants
from server.folders import resources
from server.plugin.loader import load_file

RISKY = {"http", "model"}
"""Services through which a step may do something that must not be done twice, or that costs."""


def check_plugin(file: Path, tell: Callable[[str], None]) -> int:
    """Tells what is wrong, line by line; 1 if the app would not load it, else 0."""
    if not file.is_file():
        tell(f"{file}: there is no such file. Give the path of a plug-in.")
        return 1
    try:
        app = load_file(file.resolve())
    except Refusal as refusal:
        tell(f"{file}{_line(refusal.line or _declared_at(file))}: {refusal.reason}")
        return 1
    for caution in cautions(file, app):
        tell(f"{file}{caution}")
    tell(f"{file}: “{app.title}” can be loaded.")
    return 0


def cautions(file: Path, app: App) -> list[str]:
    """What may be meant, but is seldom right: ', line 7: a sentence'."""
    steps = app.steps if isinstance(app, Workflow) else []
    told = [*_about_name(file.name), *_about_twins(file, app.name), *_about_unknown(file, app), *_about_clock(file)]
    told += [f"{_line(line)}: {wrong}" for line, wrong in wrong_fields(file.read_bytes())]
    return [*told, *(told for step in steps for told in _about_repeats(step))]


def _about_unknown(file: Path, app: App) -> list[str]:
    source = file.read_bytes()
    told = [f"{_line(line)}: “{name}” is not known there. {advice}" for line, name, advice in unknown_names(source)]
    if not isinstance(app, Workflow):
        return told
    results = {step.name for step in app.recording}
    return told + [
        f"{_line(line)}: “{step}” uses “{name}” without asking for it, so that is the function, not its result. "
        f"Name it as a parameter: def {step}({name})"
        for line, step, name in results_not_asked_for(source)
        if name in results
    ]


def _about_repeats(step: Step) -> list[str]:
    if step.kind is not Kind.DO or step.button or "so_far" in wants(step.function):
        return []
    return [
        f"{_line(step.function.__code__.co_firstlineno)}: “{step.name}” starts again by itself after a restart, and "
        f"asks for “{risk}”. Give it a button= if that costs something or must not happen twice."
        for risk in sorted(RISKY & set(wants(step.function)))
    ]


def _about_clock(file: Path) -> list[str]:
    return [
        f"{_line(line)}: “{step}” makes an export request, and {name} is another one each time: each would be a new "
        "export. Ask for the day in a card above, or take it from the analysis (days_before)."
        for line, name, step in clocks_in_requests(file.read_bytes())
    ]


def _about_twins(file: Path, name: str) -> list[str]:
    """Other plug-ins of that name, among those that came along and those in the same folder."""
    folders = dict.fromkeys([resources() / "plugins", file.resolve().parent])
    return [
        f": another plug-in, {other}, is called “{name}” as well. Of two the app takes the one with the lower number."
        for folder in folders
        for other in sorted(folder.glob("[0-9]*_*.py"))
        if other.resolve() != file.resolve() and _name_in(other) == name
    ]


def _name_in(file: Path) -> str:
    try:
        declared = declaration(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(declared.name.value) if declared else ""


def _about_name(name: str) -> list[str]:
    """Why the app would leave a file of this name alone, without a word."""
    if name.startswith("xx_"):
        why = "its name begins with xx_, as what is not ready does"
    elif not re.match(r"\d+_", name):
        why = "its name does not begin with a number, as in 30_name.py"
    elif re.search(r"[()]", name):
        why = "its name holds parentheses, as copies do"
    else:
        return []
    return [f": the app leaves it alone, for {why}. Rename it when it is to be in the menu."]


def _declared_at(file: Path) -> int:
    """The line where a plug-in says its name, 0 where it says none."""
    try:
        declared = declaration(file.read_text(encoding="utf-8"))
    except ValueError:
        return 0
    return declared.name.lineno if declared else 0


def _line(number: int) -> str:
    return f", line {number}" if number else ""
