"""A marked cell as the function of a card: assignments become fields, the last one made becomes the result."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.authors.card_cell import tails
from desktop.authors.code_text import code_of, comment_beside, indented, own_nodes, put
from desktop.authors.recipe import Marks, assignment, field_of, name_of, one_line, text_in, words_of
from server.domain.problem import WrongInput


@dataclass(frozen=True)
class Card:
    """A function's parts. `answers`: the names in a card of several; `stored`: all names it makes on its way."""

    kind: str
    title: str
    name: str
    body: str
    options: Mapping[str, str]
    statements: list[ast.stmt]
    answers: tuple[str, ...] = ()
    stored: frozenset[str] = frozenset()
    wants: tuple[str, ...] = ()


def card_of(marks: Marks) -> Card:
    """Raises WrongInput for a cell that does not do what its first line says, SyntaxError for one that is no Python."""
    if not marks.title:
        raise WrongInput(f"it says “# {marks.kind}:” and no title. Write one behind it.")
    tree = ast.parse(marks.body)
    make = {"ask": _ask, "do": _do, "show": _show}[marks.kind]
    name, source, answers, wants = make(marks, tree)
    stored = {
        node.id for node in own_nodes(tree.body) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    if not name.isidentifier():
        raise WrongInput(f"“{name}” cannot name a card. Say another: # name: {name_of(marks.title)}")
    return Card(
        marks.kind, marks.title, name, indented(source), marks.options, tree.body, answers, frozenset(stored), wants
    )


def named(marks: Marks, answers: Sequence[str] = ()) -> str:
    """The name that a cell gives its card, or that its title makes."""
    told = text_in(marks.options["name"]) if "name" in marks.options else name_of(marks.title, answers)
    return told or ""


@dataclass(frozen=True)
class Answer:
    """An assignment that is a field."""

    node: ast.Assign
    name: str
    code: str
    sample: str
    top: bool = field(default=False)


def _ask(marks: Marks, tree: ast.Module) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    answers = _answers(marks.body, tree)
    if not answers:
        raise WrongInput('it asks, so it needs an assignment with a label beside it: name = "Mike"  # Name')
    names = tuple(dict.fromkeys(answer.name for answer in answers if answer.code != "Skip"))
    if len({answer.name for answer in answers}) == 1:
        if not {answer.node for answer in answers} & set(tails(tree.body)):
            raise WrongInput("it goes on after its field. Put the rest into a cell of its own: # do: …, or # show: …")
        return answers[0].name, put(marks.body, {one.node: _returned(one) for one in answers}), (), ()
    if any(not answer.top or answer.code == "Skip" for answer in answers):
        raise WrongInput("it asks for several answers, so all its fields stand below each other, under no if.")
    whole = _whole(tree, names)
    name = whole.targets[0].id if whole and isinstance(whole.targets[0], ast.Name) else named(marks, names)
    first, last = answers[0].node, answers[-1].node
    lines = [f'    "{one.name}": {one.code},{_kept(one)}' for one in answers]
    changes: dict[ast.AST, str] = {one.node: "" for one in answers if one.node is not last}
    changes[last] = "\n".join(["return {", *lines, "}"])
    if whole:
        changes[whole] = ""
    source = put(marks.body, changes)
    return name, re.sub(r"\n{2,}", "\n", source).strip("\n") if first is not last else source, names, ()


def _answers(source: str, tree: ast.Module) -> list[Answer]:
    found = []
    for node in own_nodes(tree.body):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]):
                comment, value = comment_beside(source, node), code_of(source, node.value)
                if comment:
                    found.append(Answer(node, name, field_of(value, comment), value, node in tree.body))
    lines = [answer.node.lineno for answer in found]
    if len(set(lines)) < len(lines):
        raise WrongInput(
            "it assigns twice in one line. Give each assignment a line of its own, with its label beside it."
        )
    if found:
        return found
    plain = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    return [
        Answer(node, name, field_of(value, words_of(name)), value, True)
        for node in plain
        for name in [node.targets[0].id]  # type: ignore[attr-defined]
        for value in [code_of(source, node.value)]
        if isinstance(node.value, ast.Constant | ast.JoinedStr | ast.UnaryOp)
    ]


def _whole(tree: ast.Module, names: tuple[str, ...]) -> ast.Assign | None:
    """`weights = {"words": words, "tone": tone}` at the end of a cell of several answers."""
    last = tree.body[-1]
    if isinstance(last, ast.Assign) and isinstance(last.value, ast.Dict):
        values = tuple(value.id for value in last.value.values if isinstance(value, ast.Name))
        return last if values == names and len(last.value.keys) == len(names) else None
    return None


def _returned(answer: Answer) -> str:
    return f"return {answer.code}{_kept(answer)}"


def _kept(answer: Answer) -> str:
    """The notebook's own answer, where nothing in the field tells it."""
    if answer.code == "Skip":
        return ""
    plain = assignment(answer.name, answer.code)
    return (
        ""
        if plain.startswith(f"{answer.name} = {answer.sample}  #")
        else f"  # {answer.name} = {one_line(answer.sample)}"
    )


def _do(marks: Marks, tree: ast.Module) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    name = _result(tree)
    if name is None:
        raise WrongInput("it does something and assigns nothing: the name assigned last is its result.")
    changes: dict[ast.AST, str] = {node: f"yield {code}" for node, code in _prints(marks.body, tree.body)}
    wants: tuple[str, ...] = ()
    for node in own_nodes(tree.body):
        if isinstance(node, ast.Assign) and _is(node, name) and comment_beside(marks.body, node) == "Skip":
            changes[node] = "return Skip"
    first, last = tree.body[0], tree.body[-1]
    if isinstance(first, ast.Assign) and _is(first, "so_far"):
        changes[first], wants = "", ("so_far",)
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Name) and last.value.id == name:
        changes[last] = f"return {name}"
        return name, put(marks.body, changes).strip("\n"), (), wants
    if isinstance(last, ast.Assign) and _is(last, name) and last not in changes:
        inside = put(marks.body, changes)
        tree = ast.parse(inside)
        value = code_of(inside, tree.body[-1].value)  # type: ignore[attr-defined]
        return name, put(inside, {tree.body[-1]: f"return {value}"}).strip("\n"), (), wants
    return name, f"{put(marks.body, changes)}\nreturn {name}".strip("\n"), (), wants


def _result(tree: ast.Module) -> str | None:
    """The name that is assigned last: at the top of the cell, or else anywhere in it."""
    for nodes in (tree.body, list(own_nodes(tree.body))):
        names = [target.id for node in nodes for target in _targets(node) if isinstance(target, ast.Name)]
        kept = [name for name in names if name != "so_far"]
        if kept:
            return kept[-1]
    return None


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign | ast.AugAssign) else []


def _is(node: ast.Assign, name: str) -> bool:
    return isinstance(node.targets[0], ast.Name) and node.targets[0].id == name


def _prints(source: str, statements: list[ast.stmt]) -> list[tuple[ast.stmt, str]]:
    """Statements that print, and what a card tells in their place."""
    found: list[tuple[ast.stmt, str]] = []
    for node in own_nodes(statements):
        match node:
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[told], keywords=[])):
                code = code_of(source, told)
                found.append((node, code if _is_line(told) else f"str({code})"))
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[_, _, *_] as several, keywords=[])):
                parts = ", ".join(code_of(source, one) for one in several)
                found.append((node, f'" ".join(map(str, ({parts})))'))
    return found


def _is_line(told: ast.expr) -> bool:
    """Whether a card can be told this as it is: a text, or a Progress."""
    text = isinstance(told, ast.JoinedStr) or (isinstance(told, ast.Constant) and isinstance(told.value, str))
    return text or (
        isinstance(told, ast.Call) and isinstance(told.func, ast.Name) and told.func.id in ("Progress", "str")
    )


def _show(marks: Marks, tree: ast.Module) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    changes: dict[ast.AST, str] = {}
    shown = [node for node in own_nodes(tree.body) if _displayed(node)]
    ends = tails(tree.body)
    for node in shown:
        if node not in ends:
            raise WrongInput(
                "it shows several things, or goes on after one. Show one thing at its end: a list of them."
            )
        changes[node] = f"return {code_of(marks.body, _displayed(node) or node)}"
    for node, code in _prints(marks.body, ends):
        changes[node] = f"return {code}"
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr) and last not in changes:
        changes[last] = f"return {code_of(marks.body, last.value)}"
    if not changes:
        raise WrongInput("it shows nothing: its last line is what is to be seen, such as Table(rows).")
    return named(marks), put(marks.body, changes), (), ()


def _displayed(node: ast.AST) -> ast.expr | None:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="display"), args=[told])):
            return told
    return None
