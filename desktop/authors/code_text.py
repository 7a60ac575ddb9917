"""Python as text: its comments, its indentation, pieces put in the places of statements, the names it uses."""

from __future__ import annotations

import ast
import builtins
import io
import symtable
import tokenize
from collections.abc import Iterator, Mapping


def comments_in(source: str) -> dict[int, tuple[int, str]]:
    """{line: (column in characters, the comment's text)}"""
    return {
        token.start[0]: (token.start[1], token.string.lstrip("#").strip())
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }


def code_of(source: str, node: ast.AST | None) -> str:
    """A node's own code, in parentheses where it would not be whole without them; '' for none."""
    code = (ast.get_source_segment(source, node) or "") if node else ""
    if "\n" not in code:
        return code
    try:
        ast.parse(code, mode="eval")
    except SyntaxError:
        return f"({code})"
    return code


def comment_beside(source: str, node: ast.stmt) -> str:
    """The comment at the end of a statement's last line."""
    return comments_in(source).get(node.end_lineno or 0, (0, ""))[1]


def indented(source: str) -> str:
    """Four spaces before each line that is not within a text."""
    inside = _within_texts(source)
    lines = source.split("\n")
    return "\n".join(
        line if number in inside or not line.strip() else f"    {line}" for number, line in enumerate(lines, 1)
    )


def dedented(source: str, by: int) -> str:
    """So many spaces less before each line that is not within a text; `source` stands under a def."""
    inside = {number - 1 for number in _within_texts("if x:\n" + source)}
    lines = source.split("\n")
    return "\n".join(
        line if number in inside else line[by:] if not line[:by].strip() else line.lstrip()
        for number, line in enumerate(lines, 1)
    )


def put(source: str, changes: Mapping[ast.AST, str]) -> str:
    """The source with other code in the places of these nodes; a statement takes the comment beside it along."""
    comments = comments_in(source)
    lines = source.split("\n")
    for node, code in sorted(changes.items(), key=lambda change: _start(change[0]), reverse=True):
        (first, column), (last, end) = _start(node), _end(node)
        before = lines[first - 1].encode()[:column].decode()
        after = lines[last - 1].encode()[end:].decode()
        if isinstance(node, ast.stmt) and last in comments:
            after = ""
        new = code.split("\n")
        new[1:] = [" " * column + line if line else line for line in new[1:]] if isinstance(node, ast.stmt) else new[1:]
        lines[first - 1 : last] = (before + "\n".join(new) + after).split("\n")
    return "\n".join(lines)


def own_nodes(nodes: list[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes of these statements but those within functions and classes of their own."""
    todo: list[ast.AST] = list(reversed(nodes))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            todo += reversed(list(ast.iter_child_nodes(node)))


def free_names(function: str) -> set[str]:
    """What the source of one function takes from outside, builtins apart."""
    (table,) = symtable.symtable(function, "cell", "exec").get_children()
    return {name for name in _globals(table) if not hasattr(builtins, name)}


def names_at_top(source: str) -> tuple[set[str], set[str]]:
    """(names that a module's code makes, names that it uses and does not make, builtins apart)"""
    table = symtable.symtable(source, "cell", "exec")
    made = {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}
    made |= {one.get_name() for one in table.get_symbols() if one.is_namespace()}
    used = {one.get_name() for one in table.get_symbols() if one.is_referenced()} | set(_globals(table))
    return made, {name for name in used - made if not hasattr(builtins, name)}


def names_within(function: ast.FunctionDef) -> set[str]:
    """The names that a function makes for itself, its parameters apart."""
    plain = ast.FunctionDef(function.name, function.args, function.body, [], lineno=1, col_offset=0)
    source = ast.unparse(ast.fix_missing_locations(ast.Module([plain], [])))
    (table,) = symtable.symtable(source, "cell", "exec").get_children()
    return {one.get_name() for one in table.get_symbols() if one.is_local() and not one.is_parameter()}


def read_first(statements: list[ast.stmt]) -> set[str]:
    """Names that may be read before anything is assigned to them: what stands under an if may not have been done."""
    early: set[str] = set()
    _follow(statements, set(), early)
    return early


def _follow(statements: list[ast.stmt], assigned: set[str], early: set[str]) -> None:
    for statement in statements:
        bodies = [getattr(statement, name, []) for name in ("body", "orelse", "handlers", "finalbody", "cases")]
        inner = [list(body) for body in bodies if isinstance(body, list) and body]
        own = isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for name in _in_order(statement, set() if own else {id(part) for body in inner for part in body}):
            if isinstance(name.ctx, ast.Load) and name.id not in assigned:
                early.add(name.id)
            elif isinstance(name.ctx, ast.Store):
                assigned.add(name.id)
        for body in inner if not own else []:
            parts = [part for one in body for part in (one.body if hasattr(one, "body") and _is_case(one) else [one])]
            _follow(parts, assigned if isinstance(statement, ast.With) else set(assigned), early)


def _is_case(node: ast.AST) -> bool:
    return isinstance(node, ast.ExceptHandler | ast.match_case)


def _in_order(start: ast.AST, leave: set[int]) -> Iterator[ast.Name]:
    """The names of a statement as Python comes to them, but for those in the parts to leave."""
    todo: list[ast.AST] = [start]
    while todo:
        node = todo.pop()
        if id(node) in leave:
            continue
        if isinstance(node, ast.Name):
            yield node
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            yield from _of_comprehension(node)
        elif not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            todo += reversed(_parts(node))


def _parts(node: ast.AST) -> list[ast.AST]:
    """What a node is made of, in the order in which Python goes through it: values before what they are given to."""
    match node:
        case ast.AugAssign(target=ast.Name(id=name) as target, value=value):
            return [ast.Name(name, ast.Load()), value, target]
        case ast.Assign(targets=targets, value=value):
            return [value, *targets]
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            return [value, target]
        case ast.For(target=target, iter=iterated, body=body, orelse=orelse):
            return [iterated, target, *body, *orelse]
    return list(ast.iter_child_nodes(node))


def _of_comprehension(node: ast.AST) -> Iterator[ast.Name]:
    """What a comprehension reads; the names it makes are its own."""
    names = [one for one in ast.walk(node) if isinstance(one, ast.Name)]
    own = {one.id for one in names if isinstance(one.ctx, ast.Store)}
    yield from (one for one in names if one.id not in own)


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    if table.get_type() != "module":
        yield from (one.get_name() for one in table.get_symbols() if one.is_global() and one.is_referenced())
    for child in table.get_children():
        yield from _globals(child)


def _within_texts(source: str) -> set[int]:
    """Lines, counted from 1, that begin within a text of several lines."""
    inside: set[int] = set()
    opened: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        name = tokenize.tok_name[token.type]
        if name == "STRING":
            inside |= set(range(token.start[0] + 1, token.end[0] + 1))
        elif name == "FSTRING_START":
            opened.append(token.start[0])
        elif name == "FSTRING_END":
            inside |= set(range(opened.pop() + 1, token.end[0] + 1))
    return inside


def _start(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _end(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "end_lineno", 0) or 0, getattr(node, "end_col_offset", 0) or 0
