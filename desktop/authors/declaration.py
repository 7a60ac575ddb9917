"""Where a plug-in's source says its name and its title, read without running it, and how to say others in their place.

Places are those of the syntax tree, so nothing else that happens to look the same is touched.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.domain.problem import Problem


@dataclass(frozen=True)
class Declaration:
    """The texts after `Workflow(`, `Page(` or `Crud(`, and after `title=`; the module's docstring, if it has one."""

    name: ast.Constant
    title: ast.Constant
    docstring: ast.Constant | None


def declaration(source: str) -> Declaration | None:
    """The first of `declarations`; None where there is none."""
    return next(declarations(source), None)


def declarations(source: str | bytes) -> Iterator[Declaration]:
    """What the source declares as texts; what it says in another way, or is no Python, is left out."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two: nested without end
        return
    for call in (node.value for node in tree.body if isinstance(node, ast.Assign)):
        match call:
            case ast.Call(
                func=ast.Name(id="Workflow" | "Page" | "Crud"),
                args=[ast.Constant(value=str()) as name, *_],
                keywords=words,
            ):
                for word in words:
                    if (
                        word.arg == "title"
                        and isinstance(word.value, ast.Constant)
                        and isinstance(word.value.value, str)
                    ):
                        yield Declaration(name, word.value, _docstring(tree))


def text_nodes(source: str, text: str) -> list[ast.Constant]:
    """The constants of the source that are this text."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant) and node.value == text]


def renamed(source: str, name: str, title: str, docstring: str) -> str:
    """The source of a plug-in with another name, title and docstring. Raises Problem where it declares none."""
    declared = declaration(source)
    if declared is None:
        raise Problem("This plug-in does not say its name and title as texts, so it cannot be a model for another.")
    changes = {declared.name: quoted(name), declared.title: quoted(title)}
    if declared.docstring is not None:
        changes[declared.docstring] = docstring_of(docstring)
    return replaced(source, changes)


def replaced(source: str, changes: Mapping[ast.Constant, str]) -> str:
    """The source with other code in the places of these nodes."""
    lines = source.encode().splitlines(keepends=True)  # the tree counts bytes
    for node, code in sorted(changes.items(), key=lambda change: (-change[0].lineno, -change[0].col_offset)):
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
        lines[first : last + 1] = [before + code.encode() + after]
    return b"".join(lines).decode()


def quoted(text: str) -> str:
    """A printable text as Python code."""
    return json.dumps(text, ensure_ascii=False)


def docstring_of(text: str) -> str:
    """A printable text as a docstring."""
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{inside}"""'


def _docstring(tree: ast.Module) -> ast.Constant | None:
    match tree.body:
        case [ast.Expr(value=ast.Constant(value=str()) as docstring), *_]:
            return docstring
    return None
