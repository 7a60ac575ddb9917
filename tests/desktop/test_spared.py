"""pywebview's web server is not imported, and pywebview asks for no more of it than its stand-in has."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

from desktop.spared import HOLDS

IMPORTS = "{first}import sys, webview; print(*{{'bottle', 'wsgiref.simple_server'}} & set(sys.modules))"
ONLY_WITH_A_SERVER = {"start_server", "start_global_server"}


def imported(first: str) -> set[str]:
    command = [sys.executable, "-c", IMPORTS.format(first=first)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_start_imports_no_second_web_server() -> None:
    assert imported("import desktop.spared; desktop.spared.install(); ") == set()
    assert imported("") == {"bottle", "wsgiref.simple_server"}


def test_pywebview_asks_for_what_the_stand_in_has() -> None:
    package = importlib.util.find_spec("webview")
    assert package
    assert package.origin
    asked = set()
    for file in Path(package.origin).parent.rglob("*.py"):
        tree = ast.parse(file.read_bytes())
        annotations = {id(part) for node in ast.walk(tree) for part in _annotated(node)}
        asked |= {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "http"
            and id(node) not in annotations
        }
    assert asked - ONLY_WITH_A_SERVER == set(HOLDS)


def _annotated(node: ast.AST) -> list[ast.AST]:
    """The parts of a node's annotation, which is never evaluated."""
    annotation = getattr(node, "annotation", None) or getattr(node, "returns", None)
    return list(ast.walk(annotation)) if annotation else []
