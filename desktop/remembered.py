"""What the window remembers from one start to the next: size, place, whether it was maximised, and the page.

A small file of its own, because it is read before anything else is opened. So the theme, which is the settings' matter,
is noted here as it was at last: the window is painted before the settings can be read. Zoom is the settings' alone.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from server.adapters.disk import write_private

log = logging.getLogger(__name__)

FILE = "window.json"
WIDTH, HEIGHT = 1200, 820
SMALLEST = (480, 400)
LARGEST = 20_000
THEMES = ("light", "dark")
LONGEST = 2_000
SEEN = 80
"""Pixels of the title bar that must be on a screen, so that it can be taken hold of."""


@dataclass(frozen=True)
class Place:
    """Pixels. `x` and `y` are the upper left corner as the engine tells and takes it, None where the system chooses."""

    width: int = WIDTH
    height: int = HEIGHT
    x: int | None = None
    y: int | None = None
    maximised: bool = False


@dataclass(frozen=True)
class Screen:
    """Pixels: the part of a screen that windows may cover."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Remembered:
    """`page` is a path of ours with its query; `theme` "light", "dark" or "" for the system's."""

    place: Place = Place()
    page: str = "/"
    theme: str = ""


def read(folder: Path) -> Remembered:
    """What was written last; where that is damaged or missing, what a first start has."""
    try:
        found = json.loads((folder / FILE).read_text("utf-8"))
        place = Place(**{name: _checked(name, value) for name, value in found["place"].items()})
        theme = found["theme"]
        return Remembered(place, _path(found["page"]), theme if theme in THEMES else "")
    except FileNotFoundError:
        return Remembered()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        log.info("what the window remembered cannot be used: %s", error)
        return Remembered()


def write(folder: Path, it: Remembered) -> None:
    """Keeps it. A folder that cannot be written costs the memory, nothing else."""
    try:
        write_private(folder / FILE, json.dumps(asdict(it)))  # the page's address names a client
    except OSError as error:
        log.warning("the window's place is not remembered: %s", error)


def forget(folder: Path) -> None:
    """The next window is as the first was. What cannot be removed holds no window up."""
    try:
        (folder / FILE).unlink(missing_ok=True)
    except OSError as error:
        log.warning("the window's place is not forgotten: %s", error)


def fitted(place: Place, screens: Sequence[Screen]) -> Place:
    """The place on the screens that are there now: as it was if its title bar can be taken hold of, else centred."""
    if not screens:
        return replace(place, x=None, y=None)
    kept = next((one for one in (_cut(place, screen) for screen in screens if _reachable(place, screen))), None)
    if kept:
        return kept
    on, cut = screens[0], _cut(place, screens[0])
    return replace(cut, x=on.x + (on.width - cut.width) // 2, y=on.y + (on.height - cut.height) // 2)


def _cut(place: Place, screen: Screen) -> Place:
    return replace(place, width=min(place.width, screen.width), height=min(place.height, screen.height))


def _reachable(place: Place, screen: Screen) -> bool:
    """Whether the title bar can be taken hold of on this screen, once the window is no larger than that."""
    if place.x is None or place.y is None:
        return False
    across = min(place.x + _cut(place, screen).width, screen.x + screen.width) - max(place.x, screen.x)
    return across >= SEEN and screen.y <= place.y <= screen.y + screen.height - SEEN


def _checked(name: str, value: Any) -> Any:
    """Raises ValueError for what no window can have."""
    if name not in {field.name for field in fields(Place)}:
        raise ValueError(f"unknown: {name}")
    if name == "maximised":
        return bool(value)
    if value is None and name in ("x", "y"):
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
        raise ValueError(f"{name} is {value!r}")
    least = dict(zip(("width", "height"), SMALLEST, strict=True)).get(name)
    return value if least is None else max(value, least)


def _path(value: Any) -> str:
    """A path of ours, or the first page's."""
    if not isinstance(value, str) or not value.isprintable() or len(value) > LONGEST:
        return "/"
    return value if value.startswith("/") and not value.startswith(("//", "/\\")) else "/"
