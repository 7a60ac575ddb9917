"""Things to see, as HTML."""

import csv
import json
from collections.abc import Callable, Sequence
from copy import copy
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from fasthtml import common as h

from server.domain.display import Button, Chart, Code, Files, Markdown, Table
from server.domain.files import SavedFile
from server.domain.project import readable
from server.web import file_tokens, urls, words
from server.web.inputs import control

FIRST_ROWS = 5
CELL = 120
"""Characters of a cell in a preview."""

TABLE_ROWS = 1000
"""Rows of a table that are drawn: a browser takes seconds for some thousands more, and minutes for all there may be."""

LIMIT_NEAR = 5
"""A limit so many times above the highest bar is told in words: drawn, it would flatten the bars."""

Press = Callable[[Button], str]
"""The address that a drawn button posts to."""


def drawn(thing: Any, press: Press, browser: bool) -> Any:
    """HTML of anything to see: a list is drawn one below the other. `browser`: no desktop to save a file with."""
    if isinstance(thing, list | tuple):
        return h.Div(*(drawn(part, press, browser) for part in thing), cls="stack")
    if isinstance(thing, SavedFile):
        return h.Div(file(thing, browser), first_rows(thing))
    if isinstance(thing, Button):
        return button(thing, press)
    for kind, draw in _KINDS.items():
        if isinstance(thing, kind):
            return draw(thing, press, browser)
    if isinstance(thing, h.FT):
        return _component(thing, press, browser)
    return thing if hasattr(thing, "__ft__") else h.P(str(thing))


def _component(it: Any, press: Press, browser: bool) -> Any:
    """HTML that a plug-in wrote, with the things to see that stand in it drawn, too."""

    def part(one: Any) -> Any:
        return drawn(one, press, browser) if isinstance(one, (h.FT, SavedFile, Button, *_KINDS)) else one

    whole = copy(it)
    whole.children = tuple(map(part, it.children))
    return whole


def button(it: Button, press: Press) -> Any:
    pressed = {"hx_post": press(it), "hx_confirm": it.confirm or None}
    if not it.fields:
        return h.Div(h.Button(it.label, type="button", cls="secondary", **pressed))
    name = _form_name(it)
    return h.Form(
        *(control(one, field, field.proposed, within=f"{name}-") for one, field in it.fields.items()),
        h.Button(it.label, type="submit"),
        method="dialog",
        hx_disabled_elt="find button",
        data_form=name,
        **pressed,
    )


def _form_name(it: Button) -> str:
    """Tells the same button again when it is drawn anew: by its label, its function and what is fixed."""
    return f"b{crc32(repr((it.label, it.function.__qualname__, it.fixed)).encode()):08x}"


def file(it: SavedFile, browser: bool) -> Any:
    """A file with its size and what can be done with it."""
    if not it.here:
        return h.P(f"{it.place} is no longer {'on this computer' if it.analysis else 'there'}.", cls="problem")
    return h.Div(
        h.Div(h.Strong(it.file_name), h.Small(about(it)), cls="about"),
        h.P(_changed(it), cls="problem") if it.altered else None,
        _actions(it, browser),
        cls="file",
    )


def _changed(it: SavedFile) -> str:
    now = it.path.stat()
    when = words.moment(datetime.fromtimestamp(now.st_mtime, UTC).isoformat())
    sizes = f": it has {words.size(now.st_size)} now" if words.size(now.st_size) != words.size(it.bytes) else ""
    return f"Changed by another program after it was checked, {when}{sizes}."


def about(it: SavedFile) -> str:
    """'3 January 2026 · 12 rows · 3.1 kB'"""
    told = [readable(it.analysis)] if it.analysis else []
    return " · ".join([*told, *([words.rows(it.rows)] if it.is_table else []), words.size(it.bytes)])


def _actions(it: SavedFile, browser: bool) -> Any:
    token = file_tokens.token(it)

    def act(label: str, verb: str) -> Any:
        return h.Button(
            label,
            cls="outline small",
            type="button",
            hx_post=urls.file(token, verb),
            hx_target="#told",
            hx_swap="innerHTML",
            hx_disabled_elt="this",
        )

    save = (
        h.A("Save as…", href=urls.file(token), download=True, role="button", cls="outline small")
        if browser
        else act("Save as…", "save")
    )
    return h.Div(act("Open", "open"), act("Show in folder", "reveal"), save, cls="actions")


def first_rows(it: SavedFile) -> Any:
    """The first rows of a CSV that is there; None of any other file."""
    if not it.is_table or not it.here:
        return None
    try:
        with (it.root / it.place).open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            reader = csv.reader(lines)
            header = next(reader, [])
            records = [record for record, _ in zip(reader, range(FIRST_ROWS), strict=False)]
    except csv.Error as error:
        return h.Small(f"The first rows cannot be shown ({error}). The file is whole all the same.")
    except OSError as error:
        return h.Small(f"The first rows cannot be shown: the file cannot be read ({error.strerror}).")
    return _preview(header, records, f"The first {len(records)} of {words.rows(it.rows)}")


def _preview(header: Sequence[str], records: Sequence[Sequence[str]], caption: str) -> Any:
    return h.Div(
        h.Table(
            h.Caption(caption),
            h.Thead(h.Tr(*(h.Th(name, scope="col") for name in header))),
            h.Tbody(*(h.Tr(*(h.Td(words.shortened(cell, CELL)) for cell in record)) for record in records)),
        ),
        cls="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def _markdown(it: Markdown, press: Press, browser: bool) -> Any:
    from markdown_it import MarkdownIt

    # HTML stays text, and addresses are checked by the library: no javascript: links. A picture would be asked for at
    # another host, which the page's policy forbids: it becomes a link.
    return h.Div(
        h.NotStr(MarkdownIt("commonmark", {"html": False}).disable("image").render(it.text)),
        cls="prose",
        data_links="outside",
    )


def _table(it: Table, press: Press, browser: bool) -> Any:
    if isinstance(it.rows, SavedFile):
        return first_rows(it.rows) or file(it.rows, browser)
    seen = it.rows[:TABLE_ROWS]
    header = list(dict.fromkeys(name for row in seen for name in row))
    body = [h.Tr(*(h.Td(_cell(row.get(name), press, browser)) for name in header)) for row in seen]
    left_out = f"The first {len(seen):,} of {words.rows(len(it.rows))}" if len(seen) < len(it.rows) else None
    return h.Div(
        h.Table(
            h.Caption(left_out) if left_out else None,
            h.Thead(h.Tr(*(h.Th(name, scope="col") for name in header))),
            h.Tbody(*body),
        ),
        cls="scroll",
        tabindex="0",
    )


def _cell(thing: Any, press: Press, browser: bool) -> Any:
    if isinstance(thing, SavedFile):
        return file(thing, browser)
    return thing if isinstance(thing, str | int | float) else drawn(thing, press, browser)


def _files(it: Files, press: Press, browser: bool) -> Any:
    return h.Ul(*(h.Li(file(one, browser)) for one in it.files), cls="files")


def _chart(it: Chart, press: Press, browser: bool) -> Any:
    """A picture for the eye, drawn by the page's script, and the same numbers as a table for everybody else."""
    near = it.limit is not None and it.limit <= LIMIT_NEAR * max(it.values.values(), default=0)
    told = {
        "labels": [str(label) for label in it.values],
        "values": list(it.values.values()),
        "limit": it.limit if near else None,
    }
    over = "" if it.limit is None else f", limit {it.limit:,}" + ("" if near else " (far above)")
    rows = [h.Tr(h.Th(str(label), scope="row"), h.Td(f"{value:,}")) for label, value in it.values.items()]
    return h.Figure(
        h.Figcaption(it.title + over),
        h.Div(cls="chart", role="img", aria_label=f"Chart: {it.title}{over}", data_chart=json.dumps(told)),
        h.Details(h.Summary("The numbers"), h.Table(h.Tbody(*rows))),
    )


def _code(it: Code, press: Press, browser: bool) -> Any:
    """Text as it is, with a button that copies it (app.js)."""
    name = f"Copy {it.name}" if it.name else "Copy"
    copy = h.Button("Copy", type="button", cls="outline small", data_copy="", aria_label=name)
    text = h.Pre(h.Code(it.text), tabindex="0", role="region", aria_label=it.name or "Text to copy")
    return h.Div(h.Div(h.Strong(it.name), copy, cls="about"), text, cls="code")


_KINDS: dict[type, Callable[[Any, Press, bool], Any]] = {
    Markdown: _markdown,
    Code: _code,
    Table: _table,
    Files: _files,
    Chart: _chart,
}
