"""Plug-ins that a notebook can say, notebooks, and what their cells leave behind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from desktop.authors.notebook import Cell
from tests.display import ROOT

SHOWN = ROOT / "tests" / "plugins" / "shown"
BOOK = SHOWN / "title_lengths.ipynb"
PLUGINS = {
    "hello": ROOT / "plugins" / "20_hello_workflow.py",
    "bridge": ROOT / "plugins" / "40_bridge.py",
    "poet": ROOT / "plugins" / "45_poet.py",
    "check-urls": SHOWN / "71_check_urls.py",
}
MORE = '''"""More: what a notebook can say."""

from server.plugin import Choices, Date, Markdown, Number, Progress, Range, Table, Text, Toggle, Workflow

flow = Workflow("more-of-it", title="More")


@flow.ask("Several", done="{amounts[many]} and {amounts[day]}")
def amounts():
    """Fields of many kinds."""
    return {
        "many": Number("Many", value=3, min=1),
        "share": Range("Share", min=5),
        "day": Date("Day"),
        "some": Choices("Some", ["a", "b"], required=False),
        "yes": Toggle("Yes", value=True),
    }


# Halves are rounded down.
def half(number):
    return number // 2


@flow.do("Sum", button="Add it up")
def summed(amounts):
    many = amounts["many"]
    if many == 1:
        return 0
    if many == 2:
        yield Progress(1, 2)
        return half(many)
    total = 0
    for number in range(many):
        total += number
        yield str(total)
    text = """two
  lines"""
    return total + len(text)


@flow.show("Seen")
def seen(summed, profile):
    if not summed:
        return None
    if summed > 100:
        return Markdown(f"**{summed}**")
    return Table([{"Sum": summed, "For": profile.name}])
'''


def book(*sources: str) -> list[Cell]:
    return [Cell("# Title\n\nAbout it.", code=False), *(Cell(source) for source in sources)]


def run(cells: Sequence[Cell]) -> dict[str, Any]:
    """The texts and numbers that a notebook's cells leave, run in order in a Python of their own."""
    code = [cell.source for cell in cells if cell.code]
    script = (
        "import json, sys\nspace = {'__name__': '__main__'}\nfor cell in json.load(sys.stdin):\n    exec(cell, space)\n"
        "left = {k: v for k, v in space.items() if isinstance(v, (str, int, list, dict)) and k[0] != '_'}\n"
        "json.dump(left, sys.stderr)"
    )
    command = [sys.executable, "-I", "-c", script]
    done = subprocess.run(command, input=json.dumps(code), capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stderr))
