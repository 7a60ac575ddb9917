"""A card's function as the code of a cell: what it returns is assigned, or shown, and nothing returns in the middle."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from desktop.authors.code_text import code_of, comment_beside, dedented, own_nodes, put
from desktop.authors.recipe import assignment, is_field_code
from server.domain.problem import WrongInput


def fields_of(node: ast.FunctionDef) -> tuple[str, ...]:
    """The names of the answers where a function returns {name: field}, () where it returns one field."""
    match node.body[-1]:
        case ast.Return(value=ast.Dict(keys=keys)):
            names = tuple(key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
            if len(names) == len(keys) and all(name.isidentifier() for name in names):
                return names
    return ()


def body_of(source: str, node: ast.FunctionDef, gone: Sequence[ast.stmt]) -> str:
    """What stands under the def, as a cell would have it: without indentation, docstring and these statements."""
    if node.body[0].lineno == node.lineno:
        return "\n".join(ast.unparse(part) for part in node.body if part not in gone)
    lines = source.split("\n")[node.body[0].lineno - 1 : node.end_lineno]
    text = dedented("\n".join(lines), node.body[0].col_offset)
    tree = ast.parse(text)
    left = {new for new, old in zip(tree.body, node.body, strict=True) if old in gone or _is_docstring(old)}
    return put(text, dict.fromkeys(left, "")).strip("\n") if left else text


def assigned(kind: str, name: str, body: str, *, dict_wanted: bool = False) -> str:
    """The cell's code. Raises WrongInput for what it cannot say."""
    source = _without_yields(name, body) if kind != "ask" else body
    tree = ast.parse(source)
    if not set(_returns(tree.body)) <= set(tails(tree.body)):
        source = ast.unparse(ast.fix_missing_locations(ast.Module(_guarded(name, tree.body), [])))
        tree = ast.parse(source)
    changes: dict[ast.AST, str] = {}
    returns = _returns(tree.body)
    for node in returns:
        given = node.value or ast.Constant(None)
        code = code_of(source, node.value) or "None"
        if kind == "ask":
            changes[node] = _asked(name, code, given, source, node, dict_wanted)
        elif kind == "do":
            changes[node] = _done(name, code)
        else:
            changes[node] = _shown(code, node in tree.body)
    falls_through = kind == "do" and not _ends(tree.body)
    return (f"{name} = None\n" if falls_through else "") + put(source, changes).strip("\n")


def _asked(name: str, code: str, given: ast.expr, source: str, node: ast.Return, dict_wanted: bool) -> str:
    if isinstance(given, ast.Dict):
        lines = []
        for key, value in zip(given.keys, given.values, strict=True):
            label = key.value if isinstance(key, ast.Constant) else ""
            lines.append(_field(str(label), code_of(source, value), _beside(source, value)))
        answers = ", ".join(f'"{key.value!s}": {key.value!s}' for key in given.keys if isinstance(key, ast.Constant))
        return "\n".join([*lines, f"{name} = {{{answers}}}"] if dict_wanted else lines)
    return _field(name, code, comment_beside(source, node))


def _beside(source: str, value: ast.expr) -> str:
    return comment_beside(source, ast.Pass(lineno=value.lineno, end_lineno=value.end_lineno))


def _field(name: str, code: str, comment: str) -> str:
    if not name.isidentifier() or not is_field_code(code):
        raise WrongInput(
            f"“{name}” asks with more than a field, or {{name: field}}. A cell of a notebook cannot say that."
        )
    kept = comment.removeprefix(f"{name} = ") if comment.startswith(f"{name} = ") else ""
    return assignment(name, code, kept)


def _done(name: str, code: str) -> str:
    if code == "Skip":
        return f"{name} = None  # Skip"
    if code.startswith("ExportRequest("):
        raise WrongInput(
            f"“{name}” asks Botify for an export, which a notebook cannot wait for. The calls of a pipeline can "
            "be opened in the app as Python."
        )
    return "" if code == name else f"{name} = {code}"


def _shown(code: str, at_top: bool) -> str:
    if code == "None":
        return "pass"
    return code if at_top else f"display({code})"


def _without_yields(name: str, body: str) -> str:
    tree = ast.parse(body)
    changes: dict[ast.AST, str] = {}
    for node in own_nodes(tree.body):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield):
            told = node.value.value
            if not told or not _is_told(told):
                raise WrongInput(f"“{name}” shows something while it works, which a notebook cannot do.")
            changes[node] = f"print({', '.join(code_of(body, one) for one in _printed(told))})"
        elif isinstance(node, ast.Yield | ast.YieldFrom) and not any(
            isinstance(one, ast.Expr) and one.value is node for one in own_nodes(tree.body)
        ):
            raise WrongInput(f"“{name}” yields within an expression, which a notebook cannot do.")
    return put(body, changes)


def _printed(told: ast.expr) -> list[ast.expr]:
    """What a notebook prints where a card tells this: x for str(x), all for the texts of several."""
    match told:
        case ast.Call(func=ast.Name(id="str"), args=[inner]):
            return [inner]
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=" "), attr="join"),
            args=[ast.Call(func=ast.Name(id="map"), args=[ast.Name(id="str"), ast.Tuple(elts=several)])],
        ):
            return several
    return [told]


def _is_told(told: ast.expr) -> bool:
    text = (
        _printed(told) != [told]
        or isinstance(told, ast.JoinedStr)
        or (isinstance(told, ast.Constant) and isinstance(told.value, str))
    )
    return text or (isinstance(told, ast.Call) and _name(told) in ("Progress", "str"))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _guarded(name: str, body: list[ast.stmt]) -> list[ast.stmt]:
    """The same with each `if …: return …` followed by an else, so that what is returned stands at the end alone."""
    for number, node in enumerate(body):
        if isinstance(node, ast.Return):
            return body[: number + 1]
        if not _returns([node]):
            continue
        if not isinstance(node, ast.If):
            raise WrongInput(f"“{name}” returns out of a loop, a with or a try, which a notebook cannot do.")
        rest = body[number + 1 :]
        if rest and (node.orelse or not _ends(node.body)):
            raise WrongInput(f"“{name}” returns in the middle of its work, which a notebook cannot do.")
        node.body, node.orelse = _guarded(name, node.body), _guarded(name, node.orelse or rest)
        return body[: number + 1]
    return body


def tails(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements after which nothing of the body comes."""
    last = body[-1] if body else None
    if isinstance(last, ast.If):
        return [*tails(last.body), *tails(last.orelse)]
    return [last] if last else []


def _returns(body: list[ast.stmt]) -> list[ast.Return]:
    return [node for node in own_nodes(body) if isinstance(node, ast.Return)]


def _ends(body: list[ast.stmt]) -> bool:
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and _ends(last.body) and _ends(last.orelse)
    return isinstance(last, ast.Return | ast.Raise)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
