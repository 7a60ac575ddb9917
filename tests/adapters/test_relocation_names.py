"""Files stay whole where the other downloads folder is the same one by another name."""

from pathlib import Path

import pytest

from server.adapters.relocation import MOVING
from tests.adapters.moves import PLACES, Move, files


@pytest.mark.parametrize("mounted_twice", [False, True])
def test_a_folder_by_another_name_keeps_its_files(
    moving: Move, disk: None, monkeypatch: pytest.MonkeyPatch, mounted_twice: bool
) -> None:
    moving.new.symlink_to(moving.old)
    if mounted_twice:  # then the system does not tell that they are the same
        monkeypatch.setattr(Path, "samefile", lambda self, other: False)
    moving.begin()
    assert files(moving.old) == {place: f"url\n{place}\n" for place in PLACES}
    assert (moving.settings.get(MOVING), moving.relocation.state.stayed) == ("[]", ())


def test_a_folder_within_that_is_the_same_by_another_name_keeps_its_files(moving: Move, disk: None) -> None:
    moving.new.mkdir()
    moving.new.joinpath("acme").symlink_to(moving.old / "acme")
    moving.begin()
    assert files(moving.old) == {place: f"url\n{place}\n" for place in PLACES}


def test_a_folder_by_another_name_has_nothing_left_to_move(moving: Move) -> None:
    moving.new.symlink_to(moving.old)
    moving.downloads.choose(moving.new)
    assert moving.relocation.left([moving.old, moving.new]) == {moving.old: [], moving.new: PLACES}
