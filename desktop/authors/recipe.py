"""The notebook recipe: how a cell says in comments that it is a card, and how an assignment says what field it is.

    # ask: Your name
    # say: What shall I call you?
    name = "Mike"  # Name

`# say: text` is a text, `# done = expression` is Python.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.authors.code_text import code_of
from desktop.authors.declaration import quoted
from server.domain import fields
from server.domain.problem import WrongInput

KINDS = ("ask", "do", "show")
OPTIONS = ("name", "say", "done", "preview", "button", "refill", "about", "again", "briefing")
FIELDS = {name for name in fields.__all__ if name[0].isupper()} - {"Field", "Options"}
ONLY_HERE = "# notebook only"
"""A cell that begins so is left out of the plug-in."""

SHOWN = "_shown"
"""Ends the name of a card that shows something, where its title makes a name that another thing has already."""

_LINE = re.compile(r"#\s*([a-z]+)\s*([:=])\s*(.*)")


@dataclass(frozen=True)
class Marks:
    """The comments a cell begins with: what it is, and Python for each of the rest. `body` is the code below."""

    kind: str
    title: str
    body: str
    options: Mapping[str, str] = field(default_factory=dict)


def marks_of(source: str) -> Marks | None:
    """None for a cell that does not say what it is."""
    lines = source.split("\n")
    first = _LINE.fullmatch(lines[0].strip())
    if not first or first[1] not in (*KINDS, "workflow") or first[2] != ":":
        return None
    options, count = {}, 1
    for line in lines[1:]:
        found = _LINE.fullmatch(line.strip())
        if not found or found[1] not in OPTIONS:
            break
        options[found[1]] = quoted(found[3]) if found[2] == ":" else found[3]
        count += 1
    return Marks(first[1], first[3].strip(), "\n".join(lines[count:]).strip("\n"), options)


def marked(marks: Marks) -> str:
    """The source of a cell with these comments."""
    lines = [f"# {marks.kind}: {marks.title}"]
    for name, code in marks.options.items():
        text = text_in(code)
        plain = text is not None and text.isprintable() and text == text.strip() and text
        lines.append(f"# {name}: {text}" if plain else f"# {name} = {one_line(code)}")
    return "\n".join([*lines, marks.body] if marks.body else lines)


def text_in(code: str) -> str | None:
    """The text that the code is, None if it is something else."""
    node = ast.parse(code, mode="eval").body
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def field_of(value: str, comment: str) -> str:
    """The field of an assigned value and the comment beside it: `"Mike"` and `Name` -> `Text("Name", value="Mike")`.

    A comment that is a field itself, or Skip, is taken as it is. Raises WrongInput where no field fits the value.
    """
    if is_field_code(comment):
        return comment
    node, label = ast.parse(value, mode="eval").body, quoted(comment)
    plain = node.value if isinstance(node, ast.Constant) else None
    if isinstance(plain, bool):
        return f"Toggle({label}, value=True)" if plain else f"Toggle({label})"
    if isinstance(plain, str):
        kind = "LongText" if "\n" in plain else "Text"
        return f"{kind}({label}, value={value})" if plain else f"{kind}({label})"
    if _is_number(node):
        step = ", step=0.01" if "." in value else ""
        return f"Number({label}, value={value}{step})"
    if isinstance(node, ast.JoinedStr | ast.Name | ast.Call | ast.BinOp | ast.Subscript | ast.Attribute):
        return f"Text({label}, value={value})"
    example = f"# Choice({label}, […])"
    raise WrongInput(f"what is assigned at “{comment}” is no text or number. Say its field there: {example}")


def assignment(name: str, code: str, sample: str = "") -> str:
    """The assignment, and the comment beside it, that mean a field: what `field_of` makes that field of."""
    call = ast.parse(code, mode="eval").body
    value = sample or sample_of(code)
    label = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if isinstance(label, ast.Constant) and isinstance(label.value, str) and label.value.isprintable():
        try:
            same = field_of(value, label.value)
        except WrongInput:
            same = ""
        if (
            same
            and label.value.strip() == label.value
            and ast.dump(ast.parse(same, mode="eval").body) == ast.dump(call)
        ):
            return f"{name} = {value}  # {label.value}"
    return f"{name} = {value}  # {one_line(code)}"


def sample_of(code: str) -> str:
    """Code for an answer to a field: what it proposes, else its placeholder, else the least that it takes."""
    call = ast.parse(code, mode="eval").body
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return "None"  # Skip
    words = {word.arg: code_of(code, word.value) for word in call.keywords if word.arg}
    options = code_of(code, call.args[1]) if len(call.args) > 1 else "[]"
    least = {
        "Number": words.get("min", "1"),
        "Range": words.get("min", "0"),
        "Toggle": "False",
        "Date": words.get("min", '"2026-01-01"'),
        "PastedTable": "[]",
        "Choice": _first(call, code) or f"next(iter({options}))",
        "Choices": "[]" if words.get("required") == "False" else f"list({options})[:1]",
    }
    value = words.get("value") or words.get("placeholder") or least.get(call.func.id, '""')
    return f"{words['parse']}({value})" if "parse" in words else value


def _first(call: ast.Call, code: str) -> str:
    """The first option where the field names them one by one."""
    match call.args:
        case [_, ast.List(elts=[ast.Constant() as first, *_]) | ast.Dict(keys=[ast.Constant() as first, *_])]:
            return code_of(code, first)
    return ""


def is_field_code(text: str) -> bool:
    """Whether a comment is a field, or Skip, rather than a label."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return False
    match node:
        case ast.Name(id="Skip"):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in FIELDS
    return False


def name_of(title: str, answers: Sequence[str] = ()) -> str:
    """A card's name where its cell says none: made of its title, or of its answers where one is called like that."""
    name = re.sub(r"\W+", "_", title.lower()).strip("_")
    if name in answers:
        return "_and_".join(answers)
    return name if name.isidentifier() and not keyword.iskeyword(name) else f"card_{name}"


def words_of(name: str) -> str:
    """'meta_title' -> 'Meta title'"""
    return name.replace("_", " ").capitalize()


def _is_number(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else node
    return isinstance(inner, ast.Constant) and type(inner.value) in (int, float)


def one_line(code: str) -> str:
    """An expression without line ends."""
    return code if "\n" not in code else ast.unparse(ast.parse(code, mode="eval"))
