"""What pywebview leaves to the one who knows the engine: the front, editing, the window's place, a page that died.

Each engine has a file of its own, in which its toolkit is imported, where that runs already.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from desktop.remembered import Place

Action = Callable[[], None]


class Edit(StrEnum):
    """What can be done to the text that is edited or marked."""

    CUT = "cut"
    COPY = "copy"
    PASTE = "paste"
    SELECT_ALL = "select-all"


def _nothing(*_: object) -> None:
    """There is nothing to be done, or to be told."""


def _left(*_: object) -> bool:
    """pywebview, or the page, does it."""
    return False


class Engine(NamedTuple):
    """What an engine does itself with the native window under pywebview's. What is not named it leaves to pywebview.

    No dataclass, whose making costs the start two milliseconds.
    """

    put: Callable[[Place], None] = _nothing
    """The window's own thread, before it is shown: where it was, on a screen that is there."""
    place: Callable[[], Place | None] = _nothing
    """The window's own thread: where it is, as if it were not maximised. None where that is not known."""
    paint: Callable[[str], None] = _nothing
    """The window's own thread: what is seen before the page paints itself, as a colour."""
    dress: Callable[[str], None] = _nothing
    """Any thread: what the toolkit draws itself, menus and dialogs, "light", "dark" or "" as the system has it."""
    to_front: Callable[[str], bool] = _left
    """Whether the window comes before all others, by the desktop's token of the start that asks for it, or "". False
    leaves it to pywebview."""
    hide: Callable[[], bool] = _left
    """Whether the window goes off the screen without being closed; False leaves it to pywebview."""
    close: Callable[[], bool] = _left
    """Whether the window is shut, as if by its own button; False leaves it to pywebview."""
    hear: Callable[[Action, Action], None] = _nothing
    """The window's own thread: what the system does past us. The first is called when it brings a hidden window back,
    the second just before it ends the process."""
    edit: Callable[[Edit], bool] = _left
    """Whether the engine does it; False leaves it to the page."""
    confirm: Callable[[str, str], bool | None] = _nothing
    """Any thread but the window's own: the answer to a dialog with OK and Cancel, of a title and a text. None leaves it
    to pywebview."""
    tell: Callable[[str, str], bool] = _left
    """Any thread: whether a dialog says this title and text, with OK alone; False leaves it to one that asks."""
    print_to: Callable[[Path, Action], bool] = _left
    """Whether the page becomes a PDF, after which the action follows; False where the page can print itself."""
    dropped: Callable[[], Path | None] = _nothing
    """The file dropped on the page last, told once; None where the page itself is given what is dropped."""
    when_page_dies: Callable[[Action], None] = _nothing
    """The window's own thread: the action follows there whenever the process that draws the page ended."""
    when_view_dies: Callable[[Action], None] = _nothing
    """The window's own thread: the action follows there when no page can be shown in this window any more."""
