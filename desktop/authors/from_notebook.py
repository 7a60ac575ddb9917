"""from-notebook: a notebook whose cells follow the recipe becomes a plug-in, cell by cell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from desktop.authors.card_code import Card, card_of
from desktop.authors.code_text import free_names, names_at_top, put, read_first
from desktop.authors.declaration import docstring_of, quoted
from desktop.authors.new_plugin import names_of
from desktop.authors.notebook import Cell
from desktop.authors.recipe import ONLY_HERE, SHOWN, Marks, marks_of, text_in
from server import plugin
from server.domain.problem import WrongInput
from server.domain.workflow import SERVICES

MARKDOWN = "# %% [markdown]"
CELL = "# %%"
WIDTH = 120

NOT_KEPT = {"display", "Markdown"}
"""Names of IPython that the app has its own for."""


@dataclass
class Made:
    """What the cells above have made: names of the module, results, and the answers in a card of several."""

    names: set[str] = field(default_factory=set)
    cards: list[Card] = field(default_factory=list)
    inner: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def results(self) -> list[str]:
        return [card.name for card in self.cards if card.kind != "show"]

    def has(self, name: str) -> bool:
        """Whether a cell above gives the name a meaning."""
        return name in self.names or name in {card.name for card in self.cards} or bool(self.holder(name))

    def holder(self, name: str) -> str:
        """The card of several answers that a name belongs to, '' if none."""
        found = (card.name for card in reversed(self.cards) if name in card.answers)
        return next(found, "")


def plugin_of(cells: Sequence[Cell], fallback: str) -> str:
    """The source of a plug-in; `fallback` names it where no cell does. Raises WrongInput with what is to be changed."""
    title, about, rest = _heading(cells, fallback)
    marks = next(
        (one for _, cell in rest if cell.code and (one := marks_of(cell.source)) and one.kind == "workflow"), None
    )
    made = Made()
    blocks = list(_blocks(rest, made))
    if made.wrong:
        raise WrongInput("\n".join(made.wrong))
    if not made.cards:
        raise WrongInput(
            "No cell begins with “# ask: …”, “# do: …” or “# show: …”, so there is nothing to make cards of."
        )
    head, body = _split(blocks)
    return _assembled(_declared(marks, title, about), head, body, title, about)


def _heading(cells: Sequence[Cell], fallback: str) -> tuple[str, str, list[tuple[int, Cell]]]:
    """Title and about: the first heading, and the text below it; (number, cell) of all others."""
    numbered = list(enumerate(cells, 1))
    if numbered and not cells[0].code and cells[0].source.startswith("# "):
        title, _, about = cells[0].source[2:].partition("\n")
        return title.strip(), " ".join(about.split()), numbered[1:]
    return fallback, "", numbered


@dataclass(frozen=True)
class Block:
    """A piece of the plug-in, and what it is: a 'card', code in between, or a 'text' between cells."""

    kind: str
    source: str


def _blocks(cells: Sequence[tuple[int, Cell]], made: Made) -> Iterator[Block]:
    for number, cell in cells:
        try:
            if not cell.code:
                yield Block("text", "\n".join([MARKDOWN, *(f"# {line}".rstrip() for line in cell.source.split("\n"))]))
                continue
            if cell.source.startswith(ONLY_HERE):
                continue
            marks = marks_of(cell.source)
            if marks is None:
                yield from _code(number, cell.source, made)
            elif marks.kind != "workflow":
                yield Block("card", _function(number, marks, made))
        except SyntaxError as error:
            made.wrong.append(
                f"Cell {number} is no plain Python ({error.msg}, line {error.lineno}). Leave lines that begin with % "
                f"or ! out, or begin the cell with “{ONLY_HERE}”."
            )
        except WrongInput as problem:
            made.wrong.append(f"Cell {number}: {problem}")
            made.names |= names_at_top(cell.source)[0]  # so that cells below are not told for it


def _code(number: int, source: str, made: Made) -> Iterator[Block]:
    """Imports, functions and values that cards use."""
    plain = _without_ipython(source)
    if not plain.strip():
        return
    defined, used = names_at_top(plain)
    for name in sorted(used - made.names - set(plugin.__all__)):
        if name in made.results or made.holder(name):
            made.wrong.append(
                f"Cell {number} uses “{name}”, which is what a card makes, and is no card itself. Begin it with “# do: "
                f"…” or “# show: …”, or give “{name}” to its function as a parameter."
            )
        else:
            made.wrong.append(f"Cell {number} uses “{name}”, which no cell above makes.")
    for name in sorted(defined & set(made.results)):
        made.wrong.append(f"Cell {number} gives “{name}” a new meaning, which is what a card makes. Use another name.")
    made.names |= defined
    yield Block("code", plain)


def _without_ipython(source: str) -> str:
    """Without imports of IPython's own display words, which the app has in another way."""
    tree = ast.parse(source)
    gone: dict[ast.AST, str] = {
        node: ""
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        and node.module == "IPython.display"
        and {a.name for a in node.names} <= NOT_KEPT
    }
    return put(source, gone).strip("\n") if gone else source


def _function(number: int, marks: Marks, made: Made) -> str:
    card = card_of(marks)
    if card.kind == "show" and "name" not in card.options and made.has(card.name):
        card = replace(card, name=f"{card.name}{SHOWN}")
    if card.name in {one.name for one in made.cards}:
        here = "with “# name: …”" if card.kind == "show" else "here"
        raise WrongInput(f"“{card.name}” is made by a cell above already. Give it another name {here}.")
    if card.name in made.names or made.holder(card.name):
        raise WrongInput(f"“{card.name}” has another meaning in a cell above. Give the result another name.")
    if card.name in SERVICES:
        raise WrongInput(f"“{card.name}” is the name of a service of the app. Give the result another name.")
    free = free_names(f"def {card.name}():\n{card.body}") | set(card.wants)
    early = read_first(card.statements) & {*made.results, *(name for one in made.cards for name in one.answers)}
    parameters = _parameters(number, (free | early) - {card.name} if card.kind == "ask" else free | early, made)
    unpacked = [f'    {name} = {holder}["{name}"]' for name, holder in _inner(free | early, made)]
    made.cards.append(card)
    code = "\n".join([*unpacked, card.body])
    return f"{_decorator(card, made)}\ndef {card.name}({', '.join(parameters)}):\n{code}"


def _parameters(number: int, names: set[str], made: Made) -> list[str]:
    """Results above that a cell uses, in their order, then services. What else nobody makes is told."""
    wanted = {holder for _, holder in _inner(names, made)} | (names & set(made.results))
    services = sorted(names & SERVICES - set(made.results) - made.names)
    known = made.names | set(plugin.__all__) | set(made.results) | set(services)
    for name in sorted(names - known - {name for name, _ in _inner(names, made)}):
        within = next((card for card in made.cards if name in card.stored), None)
        made.wrong.append(
            f"Cell {number} uses “{name}”, which “{within.title}” makes on its way to “{within.name}”. A card leaves "
            "its result alone: put both into the result, or make a cell of its own for it."
            if within
            else f"Cell {number} uses “{name}”, which no cell above makes."
        )
    return [*(name for name in made.results if name in wanted), *services]


def _inner(names: set[str], made: Made) -> list[tuple[str, str]]:
    """(answer, the card it belongs to) for the names that are answers in a card of several."""
    pairs = [(name, made.holder(name)) for card in made.cards for name in card.answers if name in names]
    return [(name, holder) for name, holder in dict.fromkeys(pairs) if holder and name not in made.results]


def _decorator(card: Card, made: Made) -> str:
    options = [f"{name}={_with_holders(code, made)}" for name, code in card.options.items() if name != "name"]
    line = f"@flow.{card.kind}({', '.join([quoted(card.title), *options])})"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"@flow.{card.kind}(", *(f"    {word}," for word in [quoted(card.title), *options]), ")"])


def _with_holders(code: str, made: Made) -> str:
    """A sentence about an answer in a card of several: "{words}" -> "{weights[words]}"."""
    text = text_in(code)
    if text is None:
        return code

    def held(found: re.Match[str]) -> str:
        holder = made.holder(found[1]) if found[1] not in made.results else ""
        return f"{{{holder}[{found[1]}]" if holder else found[0]

    return quoted(re.sub(r"\{(\w+)(?=[}:!.\[])", held, text))


def _declared(marks: Marks | None, title: str, about: str) -> str:
    name = quoted(marks.title if marks else names_of(title).name)
    options = dict(marks.options) if marks else {}
    if about:
        options = {"about": quoted(about), **options}
    words = [f"title={quoted(title)}", *(f"{name}={code}" for name, code in options.items())]
    line = f"flow = Workflow({', '.join([name, *words])})"
    return (
        line
        if len(line) <= WIDTH
        else "\n".join(["flow = Workflow(", *(f"    {word}," for word in [name, *words]), ")"])
    )


def _split(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The first cell of imports goes above the rest."""
    first = next((block for block in blocks if block.kind != "text"), None)
    if first and first is blocks[0] and first.kind == "code" and _imports_alone(first.source):
        return blocks[:1], blocks[1:]
    return [], blocks


def _imports_alone(source: str) -> bool:
    return all(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(source).body)


def _assembled(declared: str, head: list[Block], body: list[Block], title: str, about: str) -> str:
    text = "\n".join(block.source for block in body)
    words = _words_used(f"{declared}\n{text}")
    top = [docstring_of(f"{title}: {about}" if about else title)]
    top += [block.source for block in head]
    top += [f"from server.plugin import {', '.join(words)}", declared]
    parts, before = ["\n\n".join(top)], Block("", "")
    for block in body:
        if block.kind == "code" and before.kind == "code":
            parts.append(f"{CELL}\n{block.source}")
        else:
            parts.append(block.source)
        before = block
    return "\n\n\n".join(parts) + "\n"


def _words_used(source: str) -> list[str]:
    made, used = names_at_top(source)
    return sorted((used - made) & set(plugin.__all__), key=str.lower)
