"""All that a plug-in may import of this project. `plugins/README.md` teaches how to write one."""

from typing import Any

from server.domain.crud import Crud
from server.domain.display import Button, Chart, Code, Files, Markdown, Table
from server.domain.export import ExportRequest
from server.domain.fields import Choice, Choices, Date, File, LongText, Number, PastedTable, Range, Secret, Text, Toggle
from server.domain.problem import Problem
from server.domain.profile import Profile
from server.domain.progress import Progress
from server.domain.project import botify_project, days_before, readable
from server.domain.quoting import quoted
from server.domain.workflow import Page, Skip, Workflow

__all__ = [
    "Button",
    "Chart",
    "Choice",
    "Choices",
    "Code",
    "Crud",
    "Date",
    "ExportRequest",
    "File",
    "Files",
    "LongText",
    "Markdown",
    "Number",
    "Page",
    "PastedTable",
    "Problem",
    "Profile",
    "Progress",
    "Range",
    "Secret",
    "Skip",
    "Table",
    "Text",
    "Toggle",
    "Workflow",
    "botify_project",
    "days_before",
    "h",
    "quoted",
    "readable",
]


def __getattr__(name: str) -> Any:
    """`h`, the HTML components, is imported with the web framework when first asked for."""
    if name == "h":
        from fasthtml import common

        return common
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
