"""Finds export requests that are built from the clock, or from chance: such a request is a new, paid export each time.

The source is read, not run: what a step calls is followed through the functions and values of the same file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

CHANGING = {
    *(f"datetime.datetime.{name}" for name in ("now", "today", "utcnow")),
    "datetime.date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "strftime", "localtime", "gmtime", "ctime", "monotonic")),
    *(f"uuid.{name}" for name in ("uuid1", "uuid4")),
    "random",
    "secrets",
    "os.urandom",
}
"""What gives another value at another time; a module's name stands for all that is in it."""

REQUEST = "server.plugin.ExportRequest"


def clocks_in_requests(source: bytes) -> list[tuple[int, str, str]]:
    """(line, what is asked for the time, the step that makes a request of it), in the order of the lines."""
    tree = ast.parse(source)
    imported, defined = _imported(tree), _defined(tree)
    found = set()
    for step in (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list):
        used = [use for part in _reached(step, defined) for use in _used(part, imported)]
        if any(name == REQUEST for _, name in used):
            found |= {(line, name, step.name) for line, name in used if _changes(name)}
    return sorted(found)


def _imported(tree: ast.Module) -> dict[str, str]:
    """{name in the file: what it stands for}: {'dt': 'datetime.datetime'}"""
    names: dict[str, str | None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {(alias.asname or alias.name).split(".")[0]: alias.asname and alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return {name: stands or name for name, stands in names.items()}


def _defined(tree: ast.Module) -> dict[str, ast.AST]:
    """What the file's own names at its top level stand for."""
    defined: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined[node.name] = node
        elif isinstance(node, ast.Assign):
            defined |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
    return defined


def _reached(start: ast.AST, defined: dict[str, ast.AST]) -> Iterator[ast.AST]:
    """A step, and what of the file it uses. Its parameters are results, whatever else has these names."""
    todo, seen = [start], {id(start)}
    while todo:
        part = todo.pop()
        yield part
        own = _own_names(part)
        for node in _body(part):
            other = defined.get(node.id) if isinstance(node, ast.Name) and node.id not in own else None
            if other is not None and id(other) not in seen:
                seen.add(id(other))
                todo.append(other)


def _body(part: ast.AST) -> Iterator[ast.AST]:
    """Everything in a part but what decorates it, which is no work of its own."""
    for node in part.body if isinstance(part, ast.FunctionDef) else [part]:
        yield from ast.walk(node)


def _own_names(part: ast.AST) -> set[str]:
    arguments = {node.arg for node in ast.walk(part) if isinstance(node, ast.arg)}
    stored = {node.id for node in ast.walk(part) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return arguments | stored


def _used(part: ast.AST, imported: dict[str, str]) -> Iterator[tuple[int, str]]:
    """(line, full name) of what is imported and used here: 'datetime.date.today'."""
    own = _own_names(part)
    for node in _body(part):
        if isinstance(node, ast.Name | ast.Attribute):
            first, *rest = _dotted(node)
            if first in imported and first not in own:
                yield node.lineno, ".".join([imported[first], *rest])


def _dotted(node: ast.expr) -> list[str]:
    """`dt.date.today` -> ['dt', 'date', 'today']; [''] for what does not begin with a name."""
    if isinstance(node, ast.Name):
        return [node.id]
    return [*_dotted(node.value), node.attr] if isinstance(node, ast.Attribute) else [""]


def _changes(name: str) -> bool:
    return name in CHANGING or any(one in CHANGING for one in _begins(name))


def _begins(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]
