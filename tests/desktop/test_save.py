"""Save as…: any dialog's answer ends in a whole file, in an untouched one, or in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.save import copy, save_as, suggested, with_suffix
from server.domain.problem import NotComplete, Problem

CSV = b'url,title\nhttps://shop.example/,"tea, ""green"""\n'


@dataclass
class Dialogs:
    """A user who answers in a certain way."""

    answer: Callable[[str, Path], Path | None]
    replaces: bool = True
    asks_before_overwriting: bool = True
    asked: list[str] = field(default_factory=list)

    def ask_save_path(self, name: str, folder: Path) -> Path | None:
        self.asked.append(name)
        return self.answer(name, folder)

    def confirm(self, title: str, text: str) -> bool:
        self.asked.append(text)
        return self.replaces


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "kept" / "urls to depth 3.csv"
    file.parent.mkdir()
    file.write_bytes(CSV)
    return file


def test_the_offered_name_may_be_taken(source: Path, tmp_path: Path) -> None:
    saved = save_as(source, source.name, tmp_path, Dialogs(lambda name, folder: folder / name))
    assert saved == tmp_path / "urls to depth 3.csv"
    assert saved.read_bytes() == CSV
    assert list(tmp_path.glob(".*")) == []


def test_the_ending_is_added(source: Path, tmp_path: Path) -> None:
    saved = save_as(source, source.name, tmp_path, Dialogs(lambda name, folder: folder / "shop v1.2"))
    assert saved == tmp_path / "shop v1.2.csv"


def test_cancel_is_quiet(source: Path, tmp_path: Path) -> None:
    assert save_as(source, source.name, tmp_path, Dialogs(lambda name, folder: None)) is None
    assert list(tmp_path.glob("*.csv")) == []


@pytest.mark.parametrize(
    ("typed", "back_end_asks", "questions"), [("a.csv", True, 0), ("a.csv", False, 1), ("a", True, 1), ("a", False, 1)]
)
@pytest.mark.parametrize("replaces", [True, False])
def test_overwriting_is_asked_exactly_once(
    source: Path, tmp_path: Path, typed: str, back_end_asks: bool, questions: int, replaces: bool
) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    dialogs = Dialogs(lambda name, folder: folder / typed, replaces, back_end_asks)
    save_as(source, source.name, tmp_path, dialogs)
    assert len(dialogs.asked) == 1 + questions
    assert (tmp_path / "a.csv").read_bytes() == (b"old" if questions and not replaces else CSV)


def test_a_second_dialog_is_not_opened_while_one_is_open(source: Path, tmp_path: Path) -> None:
    opened, close = threading.Event(), threading.Event()

    def answer(name: str, folder: Path) -> Path | None:
        opened.set()
        close.wait(20)
        return None

    first = threading.Thread(target=save_as, args=(source, source.name, tmp_path, Dialogs(answer)))
    first.start()
    assert opened.wait(20)
    second = Dialogs(lambda name, folder: folder / name)
    assert save_as(source, source.name, tmp_path, second) is None
    assert second.asked == []
    close.set()
    first.join()


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no longer there"):
        save_as(tmp_path / "gone.csv", "gone.csv", tmp_path, Dialogs(lambda name, folder: folder / name))


def test_a_name_that_no_file_can_have_is_told(source: Path, tmp_path: Path) -> None:
    with pytest.raises(NotComplete, match="could not be saved"):
        save_as(source, "a.csv", tmp_path, Dialogs(lambda name, folder: folder / ("a" * 300)))


@pytest.mark.parametrize("folder", ["a" * 300, "kept/urls to depth 3.csv"])
def test_a_folder_that_cannot_be_one_is_told(folder: str, source: Path, tmp_path: Path) -> None:
    with pytest.raises(NotComplete, match="could not be saved"):
        save_as(source, "a.csv", tmp_path, Dialogs(lambda name, _: tmp_path / folder / name))


def test_saving_a_file_onto_itself_changes_nothing(source: Path) -> None:
    copy(source, source)
    assert source.read_bytes() == CSV


def test_a_folder_that_went_away_is_told(source: Path, tmp_path: Path) -> None:
    with pytest.raises(NotComplete, match="the folder is no longer there"):
        copy(source, tmp_path / "stick" / "a.csv")


def test_a_full_disk_is_told_and_the_old_file_stays(source: Path, tmp_path: Path) -> None:
    source.write_bytes(CSV * 40_000)
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    program = "\n".join(
        [
            "import resource, signal, sys",
            "from pathlib import Path",
            "from desktop.save import copy",
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)",
            "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))",
            "copy(Path(sys.argv[1]), Path(sys.argv[2]))",
        ]
    )
    command = [sys.executable, "-c", program, str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert "a.csv could not be saved" in done.stderr
    assert "too big for this disk" in done.stderr
    assert target.read_bytes() == b"old"
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_one_may_not_write_to_is_told(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(NotComplete, match="you may not write there"):
        copy(source, folder / "a.csv")


@given(some.text(max_size=300))
def test_any_name_becomes_one_that_every_dialog_takes(name: str) -> None:
    offered = suggested(name, ".csv")
    assert offered.endswith(".csv")
    assert Path(offered).name == offered
    assert not set(offered) & set('<>:"/\\|?*\n\0')
    assert len(offered.encode("utf-8", "surrogatepass")) <= 255
    assert offered.removesuffix(".csv").strip(" .") == offered.removesuffix(".csv") != ""


@given(some.text("abc.-é", min_size=1, max_size=20).filter(lambda name: name.strip(".")))
def test_the_ending_is_there_and_added_once(name: str) -> None:
    once = with_suffix(Path("/folder") / name, ".csv")
    assert once.name.endswith(".csv")
    assert with_suffix(once, ".csv") == once
