"""A fault of a plug-in that its author is told in a sentence."""

from typing import Any


class Misuse(Exception):
    """A plug-in's code made or returned what is not allowed there."""


def named(thing: Any) -> str:
    """A thing as its author knows it: 'None', 'a list', 'the function “go”', '“abc”'."""
    if thing is None or isinstance(thing, bool | int | float):
        return str(thing)
    if isinstance(thing, str):
        return f"the text “{thing[:40]}{'…' if len(thing) > 40 else ''}”"
    if isinstance(thing, type):
        return f"the class {thing.__name__}"
    kind = type(thing).__name__
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"
