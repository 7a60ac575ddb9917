"""What a plug-in may import of this project: `server.plugin` alone. Told by its source, before it runs."""

import ast
import re
from collections.abc import Iterable, Iterator

from server.domain.workflow import Refusal

OURS = {"server", "desktop"}
ALLOWED = "server.plugin"

_MAYBE = re.compile(rb"\b(?:desktop|server)\b(?!\.plugin[ \t]+import)")


def refuse_foreign_imports(source: bytes) -> None:
    """Raises Refusal with the line of the first import that is not allowed, SyntaxError for what is no Python."""
    if not _MAYBE.search(source):  # most plug-ins: a look at the text is all they cost at start
        return
    for node, name in _imported(ast.parse(source)):
        if name.split(".")[0] in OURS and name != ALLOWED:
            raise Refusal(
                f"It imports {name}, which is not made for plug-ins and may change with any version. "
                f"All that is meant for them can be imported from {ALLOWED}.",
                node.lineno,
            )


def import_reason(error: ImportError, offered: Iterable[str]) -> str:
    """Why an import failed, and what to do instead. `offered`: what there is in `server.plugin`."""
    if isinstance(error, ModuleNotFoundError):
        return (
            f"It imports {error.name}, which the app does not have. There is Python's standard library and {ALLOWED}; "
            "of the services, tables works on big CSV files and http asks the web."
        )
    if error.name == ALLOWED and (missing := re.search(r"import name '(\w+)'", str(error))):
        from difflib import get_close_matches  # seldom needed

        near = get_close_matches(missing[1], offered, 1)
        return f"There is no “{missing[1]}” in {ALLOWED}." + (f" Is “{near[0]}” meant?" if near else "")
    return f"ImportError: {error}"


def _imported(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    for node in sorted(nodes, key=lambda node: node.lineno):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif node.module == "server":
            yield from ((node, f"server.{alias.name}") for alias in node.names)
        elif not node.level:
            yield node, node.module or ""
