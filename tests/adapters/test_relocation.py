"""Files move to another downloads folder: nothing is lost, nothing written over, and a move cut short goes on."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from server.adapters import file_move
from server.adapters.downloads import Downloads
from server.adapters.file_move import move
from server.adapters.relocation import LOCK, MOVING, Relocation, Stopped
from server.domain.problem import NotComplete, Problem
from tests.adapters.moves import PLACES, Move, files, put


def test_all_known_files_move_and_nothing_else(moving: Move, disk: None) -> None:
    put(moving.old, "letters/love.txt", "dear")
    moving.begin()
    assert files(moving.new) == {place: f"url\n{place}\n" for place in PLACES}
    assert files(moving.old) == {"letters/love.txt": "dear"}
    assert not (moving.old / "acme").exists()
    assert moving.settings.get(MOVING) == "[]"
    assert (moving.relocation.state.done, moving.relocation.state.stayed) == (5, ())


def test_files_left_behind_are_told_for_each_folder(moving: Move, tmp_path: Path) -> None:
    put(moving.new, PLACES[0])
    moving.new.joinpath("mine.txt").write_text("")
    (tmp_path / "empty").mkdir()
    left = moving.relocation.left([moving.old, moving.new, tmp_path / "empty", tmp_path / "gone"])
    assert list(left.values()) == [PLACES, PLACES[:1], [], []]


def test_a_file_in_the_way_is_not_written_over(moving: Move, disk: None) -> None:
    put(moving.new, PLACES[0], "mine\n")
    put(moving.new, PLACES[1], f"url\n{PLACES[1]}\n")  # as after a move cut short
    moving.begin()
    assert files(moving.new)[PLACES[0]] == "mine\n"
    assert files(moving.old) == {PLACES[0]: f"url\n{PLACES[0]}\n"}
    assert "another file of that name" in moving.relocation.state.stayed[0]


def test_a_run_with_a_folder_of_its_own_takes_no_files_there(moving: Move, tmp_path: Path) -> None:
    moving.settings.put(MOVING, json.dumps([str(moving.old)]))  # as a move that was cut short
    moving.downloads = Downloads(tmp_path / "this run", None)
    moving.relocation = moving.another()
    moving.relocation.resume()
    moving.over()
    assert set(files(moving.old)) == set(PLACES)
    assert json.loads(moving.settings.get(MOVING)) == [str(moving.old)]


def test_what_stays_in_several_folders_is_told_of_each(moving: Move, tmp_path: Path) -> None:
    older = tmp_path / "older"
    put(older, PLACES[1], "of before")
    put(moving.new, PLACES[0], "in the way")
    put(moving.new, PLACES[1], "in the way")
    moving.downloads.choose(moving.new)
    moving.settings.put(MOVING, json.dumps([str(moving.old), str(older)]))
    moving.relocation.resume()
    moving.over()
    state = moving.relocation.state
    assert (state.done, state.total, len(state.stayed)) == (6, 6, 3)
    assert [PLACES[0] in told or PLACES[1] in told for told in state.stayed] == [True] * 3


def test_files_of_running_exports_follow_when_they_end(moving: Move) -> None:
    moving.busy = {PLACES[2], "acme/shop/20250109/coming.csv"}  # one that is fetched again, and one that comes
    moving.begin()
    assert set(files(moving.old)) == {PLACES[2]}
    assert moving.relocation.state.waiting == 2
    moving.busy = set()
    moving.relocation.resume()
    moving.over()
    assert files(moving.old) == {}
    assert set(files(moving.new)) == set(PLACES)


def test_a_move_cut_short_goes_on_after_a_restart(moving: Move) -> None:
    looks = iter(range(2))

    def cut(folder: Path) -> set[str]:
        if next(looks, None) is None:
            raise Stopped
        return set()

    first = Relocation(moving.downloads, moving.settings, lambda: PLACES, cut)
    moving.downloads.choose(moving.new)
    first.begin(moving.old)
    assert first._thread is not None
    first._thread.join(20)
    assert len(files(moving.new)) == 2
    assert all((moving.downloads.root(place) / place).is_file() for place in PLACES)
    moving.relocation.resume()
    moving.over()
    assert set(files(moving.new)) == set(PLACES)


@given(cut=st.integers(0, 6))
def test_wherever_a_copy_is_cut_the_file_is_whole_in_one_of_the_two(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    old, new = (tmp_path_factory.mktemp(name) for name in ("old", "new"))
    text = "x" * 4 * file_move._CHUNK
    put(old, PLACES[0], text)
    pieces = iter(range(cut))

    def check() -> None:
        if next(pieces, None) is None:
            raise Stopped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "hardlink_to", _refused)
        try:
            move(old, new, PLACES[0], check)
        except Stopped:
            assert files(old) == {PLACES[0]: text}
            assert files(new) == {}
        else:
            assert files(new) == {PLACES[0]: text}
            assert files(old) == {}


def _refused(self: Path, target: Path) -> None:
    raise OSError(1, "Operation not permitted")


def test_a_file_that_is_written_anew_while_it_is_moved_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: None
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    put(old, PLACES[0], "first")
    publish = file_move._put

    def meanwhile(source: Path, target: Path, check: Callable[[], None]) -> bool:
        made = publish(source, target, check)
        put(old, "other.csv", "second").replace(source)
        return made

    monkeypatch.setattr(file_move, "_put", meanwhile)
    with pytest.raises(NotComplete, match="written anew"):
        move(old, new, PLACES[0])
    assert files(old) == {PLACES[0]: "second"}
    assert files(new) == {}, "an old one there would stand for the new one"


@pytest.mark.skipif(os.name != "posix", reason="a folder that can be read alone")
def test_a_file_that_cannot_be_taken_away_is_not_there_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: None
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    kept, unlink = put(old, PLACES[0]), Path.unlink

    def refused(self: Path, missing_ok: bool = False) -> None:
        if self == kept:
            raise OSError(13, "Permission denied")
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(NotComplete, match="stays where it is"):
        move(old, new, PLACES[0])
    assert files(old) == {PLACES[0]: kept.read_text()}
    assert files(new) == {}


@pytest.mark.parametrize("left", [".urls.csv.moving"])
def test_what_a_killed_copy_left_behind_goes_with_the_next_move(tmp_path: Path, disk: None, left: str) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    text = put(old, PLACES[0]).read_text()
    (put(new, PLACES[0], text).parent / left).write_text(text)  # killed after the file had its name
    (put(old, PLACES[1]).parent, put(new, PLACES[1] + "x").with_name(left).write_text("half"))  # and before
    for place in PLACES[:2]:
        move(old, new, place)
    assert not [name for name in files(new) if name.endswith(".moving")]
    assert files(old) == {}


def test_a_link_to_a_file_elsewhere_leads_there_after_the_move(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    elsewhere = put(old, "elsewhere.csv", "mine")
    link = old / PLACES[0]
    link.parent.mkdir(parents=True)
    link.symlink_to("../../../elsewhere.csv")
    move(old, new, PLACES[0])
    assert (new / PLACES[0]).read_text() == elsewhere.read_text() == "mine"


def test_only_one_program_moves_files_at_a_time(moving: Move) -> None:
    with FileLock(moving.settings.database.path.with_name(LOCK)):
        moving.relocation.patience = 0
        moving.begin()
        assert set(files(moving.old)) == set(PLACES)
        assert "Another Pipulate Desktop" in moving.relocation.state.problem
    moving.relocation.resume()
    moving.over()
    assert set(files(moving.new)) == set(PLACES)


def test_what_the_file_system_refuses_stays_and_is_told(tmp_path: Path) -> None:
    put(tmp_path / "old", PLACES[0])
    (tmp_path / "new").write_text("no folder")
    with pytest.raises(NotComplete, match="stays where it is"):
        move(tmp_path / "old", tmp_path / "new", PLACES[0])
    assert files(tmp_path / "old")
    move(tmp_path / "old", tmp_path / "other", PLACES[1])  # which is not there: nothing to do


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs a disk of its own")
def test_a_full_disk_ends_the_move_and_loses_nothing(moving: Move) -> None:
    moving.new.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(moving.new)], check=True)
    try:
        put(moving.old, PLACES[0], "x" * 200_000)
        moving.begin()
        assert "Make room" in moving.relocation.state.problem
        assert len(files(moving.old)[PLACES[0]]) == 200_000
        assert not list(moving.new.rglob("*.moving"))
        put(moving.old, PLACES[0], "now it fits")
        moving.relocation.resume()
        moving.over()
        assert set(files(moving.new)) == set(PLACES)
    finally:
        subprocess.run(["umount", str(moving.new)], check=True)


def test_a_folder_that_takes_nothing_is_a_problem_not_a_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "old", PLACES[0])

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "hardlink_to", full)
    with pytest.raises(Problem, match="Nothing is lost"):
        move(tmp_path / "old", tmp_path / "new", PLACES[0])
    assert files(tmp_path / "old")
