"""The dialogs that choose: one at a time, beginning in the folder used last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.browser_desk import BrowserDesk
from desktop.desk import WindowDesk
from desktop.dialogs import one_at_a_time
from server.domain.problem import Problem
from tests.desktop.test_save import Dialogs


@dataclass
class OpenDialogs(Dialogs):
    """Of whatever is asked, this file is chosen."""

    chosen: Path | None = None
    began: list[Path] = field(default_factory=list)

    def ask_open_path(self, kind: str, endings: Sequence[str], folder: Path) -> Path | None:
        self.began.append(folder)
        assert one_at_a_time(lambda: self.chosen) is None
        return self.chosen

    def ask_folder(self, folder: Path) -> Path | None:
        self.began.append(folder)
        assert one_at_a_time(lambda: self.chosen) is None
        return self.chosen

    def mark(self, on: bool) -> None:
        """Nobody looks at it here."""


def test_the_dialog_begins_in_the_folder_used_last(tmp_path: Path) -> None:
    dialogs = OpenDialogs(lambda name, folder: None, chosen=tmp_path / "a.json")
    desk = WindowDesk(dialogs)
    assert desk.choose_file("JSON files", [".json"]) == tmp_path / "a.json"
    dialogs.chosen = None
    assert desk.choose_file("JSON files", [".json"]) is None
    assert dialogs.began == [Path.home(), tmp_path]


def test_a_folder_is_chosen_beginning_in_the_present_one(tmp_path: Path) -> None:
    dialogs = OpenDialogs(lambda name, folder: None, chosen=tmp_path)
    desk = WindowDesk(dialogs)
    assert desk.choose_folder(tmp_path) == tmp_path
    assert desk.choose_folder(tmp_path / "gone") == tmp_path
    assert dialogs.began == [tmp_path, Path.home()]


def test_a_browser_has_no_dialog() -> None:
    with pytest.raises(Problem, match="Type the folder"):
        BrowserDesk().choose_folder(Path.home())
    with pytest.raises(Problem, match="Choose the file on the page"):
        BrowserDesk().choose_file("JSON files", [".json"])
