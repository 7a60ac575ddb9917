"""to-notebook: a plug-in's workflow as a notebook whose cells follow the recipe, and run from top to bottom."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.authors.card_cell import assigned, body_of, fields_of
from desktop.authors.code_text import code_of, names_at_top, names_within
from desktop.authors.declaration import quoted
from desktop.authors.from_notebook import CELL, MARKDOWN
from desktop.authors.new_plugin import names_of
from desktop.authors.notebook import Cell
from desktop.authors.recipe import KINDS, SHOWN, Marks, marked, name_of, text_in
from desktop.authors.stand_ins import stand_ins
from server.domain.problem import WrongInput


@dataclass(frozen=True)
class Function:
    """A card's function, as the plug-in's source has it. `answers`: the names in a card of several."""

    node: ast.FunctionDef
    kind: str
    title: str
    options: Mapping[str, str]
    answers: tuple[str, ...]


def notebook_cells(source: str) -> list[Cell]:
    """The cells. Raises WrongInput with a sentence for what a notebook cannot say."""
    tree = ast.parse(source)
    flow = _flow(tree)
    functions = {node: _function(source, node) for node in tree.body if _is_card(node)}
    _refuse_what_no_cell_says(tree, [function.node for function in functions.values()])
    several = {one.node.name: one.answers for one in functions.values() if one.answers}
    plain = {name for name in several if _needs_no_dict(name, several[name], list(functions.values()), tree)}
    code = [
        Cell(marked(_marks(source, functions[part], several, plain))) if isinstance(part, ast.FunctionDef) else part
        for part in _parts(source, tree, set(functions))
    ]
    names = {name for cell in code if cell.code for name in names_at_top(cell.source)[1]}
    made = {name for cell in code if cell.code for name in names_at_top(cell.source)[0]}
    heading, first = _heading(source, flow)
    return [heading, *stand_ins(sorted(names - made)), *first, *code]


def _flow(tree: ast.Module) -> ast.Assign:
    for node in tree.body:
        match node:
            case ast.Assign(value=ast.Call(func=ast.Name(id="Workflow"), args=[ast.Constant()])):
                return node
            case ast.Assign(value=ast.Call(func=ast.Name(id="Page" | "Crud" as kind))):
                thing = "page" if kind == "Page" else "list"
                raise WrongInput(
                    f"This plug-in makes a {thing}. A notebook is a walk from top to bottom: a Workflow alone."
                )
    raise WrongInput("This plug-in makes no Workflow whose name is a text, so it cannot become a notebook.")


def _refuse_what_no_cell_says(tree: ast.Module, cards: list[ast.FunctionDef]) -> None:
    """All cells of a notebook share their names; its answers are texts and numbers that are there at once."""
    helpers = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} - {card.name for card in cards}
    shared = {card.name for card in cards} | names_at_top(ast.unparse(tree))[0]
    for card in cards:
        if other := sorted((names_within(card) & shared) - {card.name}):
            raise WrongInput(
                f"“{card.name}” uses the name “{other[0]}” for something of its own. All cells of a notebook share "
                "their names: give it another one there."
            )
        for node in ast.walk(card):
            match node:
                case ast.Call(func=ast.Name(id="Choice" | "Choices"), args=[_, ast.Name(id=options)]) if (
                    options in helpers
                ):
                    raise WrongInput(f"The options in “{card.name}” come from a function, which a notebook cannot say.")
                case ast.Call(func=ast.Name(id="File")):
                    raise WrongInput(f"“{card.name}” asks for a file of the app, which a notebook does not have.")


def _heading(source: str, flow: ast.Assign) -> tuple[Cell, list[Cell]]:
    """The title, and a cell for what it does not tell."""
    call = flow.value
    assert isinstance(call, ast.Call)
    words = {word.arg or "": code_of(source, word.value) for word in call.keywords}
    title, about = text_in(words.pop("title", '""')), text_in(words.get("about", '""'))
    if not title or not title.isprintable():
        raise WrongInput("This workflow's title is no text of one line, so it cannot become a heading.")
    if about is not None and about.isprintable() and about == " ".join(about.split()):
        words.pop("about", None)
    else:
        about = ""
    text = f"# {title}\n\n{about}" if about else f"# {title}"
    name = call.args[0]
    assert isinstance(name, ast.Constant)
    told = _plain_name(title) == name.value and not words
    return Cell(text, code=False), [] if told else [Cell(marked(Marks("workflow", str(name.value), "", words)))]


def _plain_name(title: str) -> str:
    """The name of a workflow whose notebook says none, '' where its title makes none."""
    try:
        return names_of(title).name
    except WrongInput:
        return ""


def _is_card(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and any(_verb(one) for one in node.decorator_list)


def _verb(node: ast.expr) -> str:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr=verb)) if verb in KINDS:
            return verb
    return ""


def _function(source: str, node: ast.stmt) -> Function:
    assert isinstance(node, ast.FunctionDef)
    call = next(one for one in node.decorator_list if _verb(one))
    assert isinstance(call, ast.Call)
    title = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else ""
    if not isinstance(title, str) or not title.isprintable() or title != title.strip() or not title:
        raise WrongInput(f"The title of “{node.name}” is no text of one line.")
    words = {word.arg or "": code_of(source, word.value) for word in call.keywords}
    kind = _verb(call)
    return Function(node, kind, title, words, fields_of(node) if kind == "ask" else ())


def _needs_no_dict(name: str, answers: tuple[str, ...], functions: list[Function], tree: ast.Module) -> bool:
    """Whether its answers are taken out by name alone, so that the notebook needs no dict of them."""
    taken = set(answers)
    for function in functions:
        if name not in [one.arg for one in function.node.args.args]:
            continue
        rest = [node for node in function.node.body if _unpacks(node, {name: answers}) is None]
        used = {node.id for part in rest for node in ast.walk(part) if isinstance(node, ast.Name)}
        if name in used:
            return False
    others = [one for one in functions if one.node.name != name]
    made = {one.node.name for one in others} | {answer for one in others for answer in one.answers}
    return not made & taken


def _unpacks(node: ast.stmt, several: Mapping[str, tuple[str, ...]]) -> str | None:
    """The name in `words = weights["words"]`, None for any other statement."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Subscript(value=ast.Name(id=holder), slice=ast.Constant(value=key)),
        ) if key == name and name in several.get(holder, ()):
            return name
    return None


def _marks(source: str, function: Function, several: Mapping[str, tuple[str, ...]], plain: set[str]) -> Marks:
    node = function.node
    options = {name: _without_holders(code, plain) for name, code in function.options.items()}
    gone = [part for part in node.body if (name := _unpacks(part, several)) and name]
    body = body_of(source, node, [part for part in gone if _holder(part) in plain])
    code = assigned(function.kind, node.name, body, dict_wanted=bool(function.answers) and node.name not in plain)
    if "so_far" in [one.arg for one in node.args.args]:
        code = f"so_far = {{}}\n{code}"
    own = name_of(function.title, function.answers)
    if (function.kind == "show" or function.answers) and node.name not in (own, f"{own}{SHOWN}"):
        options = {"name": quoted(node.name), **options}
    return Marks(function.kind, function.title, code, options)


def _holder(node: ast.stmt) -> str:
    match node:
        case ast.Assign(value=ast.Subscript(value=ast.Name(id=holder))):
            return holder
    return ""


def _without_holders(code: str, plain: set[str]) -> str:
    """ "{weights[words]}" -> "{words}" for the cards whose dict the notebook does without."""
    text = text_in(code)
    if text is None:
        return code
    return quoted(re.sub(r"\{(\w+)\[(\w+)\]", lambda one: f"{{{one[2]}" if one[1] in plain else one[0], text))


def _parts(source: str, tree: ast.Module, cards: set[ast.stmt]) -> Iterator[ast.FunctionDef | Cell]:
    """Cards, and the code and text between them, in the order of the file."""
    lines = source.split("\n")
    nodes = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    kept: list[str] = []
    line = _last(tree.body[0]) if nodes is not tree.body else 0
    for node in nodes:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))]) - 1
        between = lines[line:first]
        line = _last(node)
        if node in cards:
            yield from _cells([*kept, *between])
            kept = []
            yield node  # type: ignore[misc]
        elif _is_ours(node):
            kept += between
            if _is_flow(node):
                yield from _cells(kept)
                kept = []
        else:
            kept += [*between, *lines[first:line]]
    yield from _cells([*kept, *lines[line:]])


def _is_ours(node: ast.stmt) -> bool:
    return (isinstance(node, ast.ImportFrom) and node.module == "server.plugin") or _is_flow(node)


def _is_flow(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(value=ast.Call(func=ast.Name(id="Workflow"))):
            return True
    return False


def _last(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _cells(lines: list[str]) -> Iterator[Cell]:
    """Code and text, as the marks of cells part them."""
    for piece in re.split(rf"^(?={re.escape(CELL)})", "\n".join(lines), flags=re.MULTILINE):
        text = piece.removeprefix(MARKDOWN) if piece.startswith(MARKDOWN) else piece.removeprefix(CELL)
        if piece.startswith(MARKDOWN):
            words, rest = _comment(text.strip("\n").split("\n"))
            yield Cell(words, code=False)
            text = rest
        if text.strip():
            yield Cell(text.strip("\n").rstrip())


def _comment(lines: list[str]) -> tuple[str, str]:
    """A text's own lines without their marks, and what stands below it."""
    count = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "\n".join(line[1:].removeprefix(" ") for line in lines[:count]), "\n".join(lines[count:])
