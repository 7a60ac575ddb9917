"""Where a plug-in's source declares its app, and what of it, so that a reason can be told with its line."""

import ast
import re
from collections.abc import Iterator

from server.domain.crud import TAKEN


def declared_at(source: bytes, reason: str) -> int:
    """The line of the argument or column that a reason names in “”; 0 where it names none.

    Raises SyntaxError and ValueError for what is no Python.
    """
    tree, named = ast.parse(source), set(re.findall("“([^”]+)”", reason))
    calls = [call for call in _calls(tree) if call.func.id in ("Workflow", "Page", "Crud")]  # type: ignore[attr-defined]
    if len(calls) != 1:
        return 0
    columns = [line for of, name, line in _columns(tree) if name in named and (of in named or name in TAKEN)]
    arguments = [word.value.lineno for word in calls[0].keywords if word.arg in named]
    return next(iter([*columns, *arguments]), 0)


def _columns(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """(class, name, line) of what is declared in classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                match line:
                    case ast.AnnAssign(target=ast.Name(id=name)):
                        yield node.name, name, line.lineno


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in tree.body:
        match node:
            case ast.Assign(value=ast.Call(func=ast.Name()) as call):
                yield call
