"""The cell that lets a notebook run without the app: the app's words and services, as plainly as they can be."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.authors.notebook import Cell
from desktop.authors.recipe import ONLY_HERE
from server import plugin
from server.domain.problem import WrongInput
from server.domain.workflow import SERVICES

TEXTS = {
    "Progress": '''\
def Progress(done, of, text=""):
    return f"{done:,} of {of:,} {text}"''',
    "Problem": '''\
class Problem(Exception):
    """What went wrong, and what to do, in a sentence."""''',
    "Markdown": """\
class Markdown(str):
    def _repr_markdown_(self):
        return str(self)""",
    "Code": """\
def Code(text, name=""):
    return text""",
    "Table": '''\
class Table(list):
    def _repr_html_(self):
        names = list(dict.fromkeys(name for row in self for name in row))
        rows = [[escape(str(row.get(name, ""))) for name in names] for row in self]
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        return f"<table><tr>{head}</tr>{body}</table>"''',
    "Chart": """\
def Chart(values, title="", limit=None):
    most = max(values.values(), default=0) or 1
    bars = (f"{name} {'#' * int(40 * value / most)} {value:,}" for name, value in values.items())
    return "\\n".join([title, *bars])""",
    "display": """\
try:
    display
except NameError:  # outside Jupyter
    display = print""",
    "h": "from fasthtml import common as h",
    "http": """\
import httpx

http = httpx.Client(timeout=20)""",
    "model": """\
import ollama


class Model:
    def answer(self, prompt):
        return ollama.generate(model=ollama.list().models[0].model, prompt=prompt).response


model = Model()""",
    "say": "say = print",
    "quoted": """\
def quoted(column):
    return '"' + column.replace('"', '""') + '"'""",
    "profile": """\
from types import SimpleNamespace

profile = SimpleNamespace(name="default", address="", country="")""",
}

NEEDS = {"Table": "from html import escape"}


def stand_ins(names: Sequence[str]) -> list[Cell]:
    """The cell, for the names that the others use and do not make. Raises WrongInput for one that only the app has."""
    wanted = [name for name in names if name in TEXTS]
    missing = [name for name in names if name not in TEXTS and name in {*plugin.__all__, *SERVICES} - {"so_far"}]
    if missing:
        raise WrongInput(
            f"This plug-in uses {', '.join(missing)}, which only the app has, so it cannot run as a notebook."
        )
    if not wanted:
        return []
    first = [f"{ONLY_HERE}: what the app gives its cards, as plainly as it can be"]
    needs = [NEEDS[name] for name in wanted if name in NEEDS]
    return [Cell("\n\n\n".join(["\n".join([*first, *needs]), *(TEXTS[name] for name in wanted)]))]
