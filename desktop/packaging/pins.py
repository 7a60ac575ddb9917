"""What requirements.txt pins: the packages that are inside every build."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "requirements.txt"


@dataclass(frozen=True)
class Pin:
    """One package: name, version, and the marker that says where it is needed."""

    name: str
    version: str
    marker: str


def pins(text: str) -> list[Pin]:
    """The pins in the text of a lock file."""
    found = []
    for block in re.split(r"\n(?=[a-z])", text):
        head = re.match(r"([a-z0-9-]+)==([^\s;]+)(?:\s*;\s*([^\\\n]+?))?\s*(?:\\|$)", block)
        if head:
            found.append(Pin(head[1], head[2], head[3] or ""))
    return found
