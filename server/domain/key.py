"""A pipeline's key: any text that a person types. How long it may be, which one is free, and which one is sought."""

import unicodedata
from collections.abc import Collection

from server.domain.problem import Problem

LONGEST = 200
"""Characters."""


def checked_key(text: str) -> str:
    """The key that was typed. Raises Problem for none, and for one that is too long."""
    key = text.strip()
    if not key:
        raise Problem("Type a name for the pipeline.")
    if len(key) > LONGEST:
        raise Problem(f"A name has at most {LONGEST} characters, this has {len(key)}. Shorten it.")
    return key


def free_key(key: str, taken: Collection[str]) -> str:
    """The key itself while it is free, else 'key (2)', 'key (3)', …"""
    found, number = key, 2
    while found in taken:
        ending = f" ({number})"
        found, number = key[: LONGEST - len(ending)] + ending, number + 1
    return found


def sought(text: str) -> list[str]:
    """The words of a search, to be looked for with `holds`."""
    return _plain(text).split()


def holds(text: str, words: list[str]) -> bool:
    """Whether the text has all the words, whatever their case and the way their accents are written."""
    plain = _plain(text)
    return all(word in plain for word in words)


def _plain(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
