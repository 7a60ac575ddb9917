"""Jupyter's file format (nbformat 4.5), as far as cells of code and of text go: read into cells, written from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.problem import WrongInput


@dataclass(frozen=True)
class Cell:
    """A cell: Python, or text with Markdown's marks. `source` has no line end at its end."""

    source: str
    code: bool = True


def cells_of(text: str) -> list[Cell]:
    """The cells of a notebook's file that hold something. Raises WrongInput for what is no notebook."""
    try:
        found = json.loads(text)["cells"]
        cells = [Cell(_source(one["source"]), one["cell_type"] == "code") for one in found if _kind(one)]
    except (ValueError, TypeError, KeyError) as error:
        raise WrongInput("This is no notebook as Jupyter saves it. Open it there, save it, then try again.") from error
    return [cell for cell in cells if cell.source]


def notebook_of(cells: Sequence[Cell]) -> str:
    """A notebook's file with these cells, none of them run yet."""
    book = {
        "cells": [_written(number, cell) for number, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def _kind(cell: Any) -> bool:
    return cell["cell_type"] in ("code", "markdown")


def _source(source: Any) -> str:
    text = source if isinstance(source, str) else "".join(source)
    return text.replace("\r\n", "\n").rstrip().lstrip("\n")


def _written(number: int, cell: Cell) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": f"cell-{number}", "metadata": {}, "source": cell.source.splitlines(keepends=True)}
    if not cell.code:
        return {"cell_type": "markdown", **plain}
    return {"cell_type": "code", "execution_count": None, "outputs": [], **plain}
