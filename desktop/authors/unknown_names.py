"""Names that a plug-in's functions use and nothing makes: a forgotten import, a typing mistake, a missing parameter.

The source is read, not run, so a line that is seldom reached is told as well.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from symtable import SymbolTable, symtable

from server import plugin

ALWAYS = {*dir(builtins), "__file__"}


def unknown_names(source: bytes) -> list[tuple[int, str, str]]:
    """(line, name, what to do about it), in the order of the lines; nothing where a `*` may import anything."""
    tree = ast.parse(source)
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)):
        return []
    tables = list(_tables(symtable(source.decode("utf-8-sig"), "plug-in", "exec")))
    made = {
        symbol.get_name()
        for table in tables
        for symbol in table.get_symbols()
        if (table.get_type() == "module" or symbol.is_declared_global())
        and (symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace())
    }
    used = {
        symbol.get_name()
        for table in tables
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module")
    }
    return sorted((_first_line(tree, name), name, _advice(name, made)) for name in used - made - ALWAYS)


def results_not_asked_for(source: bytes) -> list[tuple[int, str, str]]:
    """(line, the step, a step above whose result it uses without a parameter of that name)."""
    tree = ast.parse(source)
    steps = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    found = []
    for place, step in enumerate(steps):
        own = {node.arg for node in ast.walk(step) if isinstance(node, ast.arg)} | {step.name}
        own |= {node.id for node in ast.walk(step) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        called = {id(node.func) for node in ast.walk(step) if isinstance(node, ast.Call)}
        above = {one.name for one in steps[:place]} - own
        found += [
            (node.lineno, step.name, node.id)
            for statement in step.body
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and node.id in above and id(node) not in called
        ]
    return sorted(set(found))


def _tables(table: SymbolTable) -> Iterator[SymbolTable]:
    yield table
    for inner in table.get_children():
        yield from _tables(inner)


def _first_line(tree: ast.Module, name: str) -> int:
    lines = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]
    return min(lines, default=0)


def _advice(name: str, made: set[str]) -> str:
    if name in plugin.__all__:
        return f"Import it: from server.plugin import {name}"
    if name in sys.stdlib_module_names:
        return f"Import it: import {name}"
    if near := get_close_matches(name, made | set(plugin.__all__), 1):
        return f"Is “{near[0]}” meant?"
    return "Import it, make it above, or name it as a parameter."
