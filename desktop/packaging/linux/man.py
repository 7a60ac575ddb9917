"""The man page's lists of options and commands, out of the program's own parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator


def options(parser: argparse.ArgumentParser) -> str:
    """One entry for each option that is no secret, in the parser's order."""
    told = (action for action in parser._actions if action.help is not argparse.SUPPRESS)
    return "\n".join(_entries(action for action in told if action.option_strings))


def commands(parser: argparse.ArgumentParser) -> str:
    """One entry for each command that has a help text."""
    listed = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return "\n".join(f".TP\n.B {_text(one.dest)}\n{_sentence(one.help)}" for one in listed._choices_actions)


def _entries(actions: Iterator[argparse.Action]) -> Iterator[str]:
    for action in actions:
        names = ", ".join(action.option_strings)
        value = f" {action.metavar or action.dest.upper()}" if action.nargs is None else ""
        yield f".TP\n.B {_text(names + value)}\n{_sentence(action.help)}"


def _sentence(told: str | None) -> str:
    text = (told or "").strip()
    return _text(text[:1].upper() + text[1:] + ("" if text.endswith(".") else "."))


def _text(text: str) -> str:
    """Escaped for troff: backslashes, hyphens that are to be copied, and a dot that would begin a request."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
