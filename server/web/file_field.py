"""A card's field for a file: chosen in the system's dialog, or in the browser's, and copied at once.

What the form then holds is a token of the copy, so that nothing else on the card is touched by choosing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fasthtml import common as h

from server.domain.fields import Field, File
from server.domain.files import Root, SavedFile
from server.web import file_tokens, words

UPLOAD = "f."
"""What is chosen in a browser travels under this and the field's name."""


@dataclass(frozen=True)
class Choosing:
    """`address` takes what is chosen; `root` finds what was chosen before."""

    address: str
    browser: bool
    root: Root


def body(name: str, field: File, shown: Any, common: Mapping[str, Any], choosing: Choosing) -> Any:
    """The control with its label. `shown`: an answer to be offered, or the token that was posted."""
    file = _file(shown, choosing.root)
    kept = h.Input(type="hidden", name=common["name"], value=file_tokens.token(file) if file and file.here else "")
    rest = {key: value for key, value in common.items() if key != "name"}
    request = {
        "hx_post": choosing.address,
        "hx_target": "closest .field",
        "hx_swap": "outerHTML",
        "hx_params": f"{common['name']},{UPLOAD}{name}",
    }
    press = _upload if choosing.browser else _dialog
    return h.Div(kept, press(name, field, file, {**rest, **request}), _told(file), cls="choose-file")


def stored(fields: Mapping[str, Field], posted: Mapping[str, Sequence[str]], root: Root) -> dict[str, Sequence[str]]:
    """What was posted, with the record of each file that is there in place of its token, as `File.check` takes it."""
    return {
        name: [_record(value, root) for value in values] if isinstance(fields.get(name), File) else values
        for name, values in posted.items()
    }


def _record(value: str, root: Root) -> str:
    file = file_tokens.file_of(value, root)
    return file.to_text() if file and file.here else ""


def _file(shown: Any, root: Root) -> SavedFile | None:
    if SavedFile.is_stored(shown):
        return SavedFile.from_json(shown, root)
    return file_tokens.file_of(shown, root) if isinstance(shown, str) else None


def _dialog(name: str, field: File, file: SavedFile | None, rest: Mapping[str, Any]) -> Any:
    label, id = f"{rest['id']}-label", rest["id"]
    return (
        h.Span(field.label, id=label),
        h.Button(
            "Choose another file…" if file else "Choose a file…",
            type="button",
            cls="outline",
            aria_labelledby=f"{label} {id}",
            **rest,
        ),
    )


def _upload(name: str, field: File, file: SavedFile | None, rest: Mapping[str, Any]) -> Any:
    return h.Label(
        field.label,
        h.Input(
            type="file",
            name=UPLOAD + name,
            accept=",".join(field.endings) or None,
            hx_trigger="change",
            hx_encoding="multipart/form-data",
            **rest,
        ),
        fr=rest["id"],
    )


def _told(file: SavedFile | None) -> Any:
    if file is None:
        return None
    if not file.here:
        return h.Small(f"{file.file_name} is no longer there. Choose it again.", cls="problem")
    about = [words.rows(file.rows)] if file.is_table else []
    return h.P(h.Strong(file.file_name), " ", h.Small(" · ".join([*about, words.size(file.bytes)])), cls="chosen")
