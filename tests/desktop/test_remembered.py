"""What the window remembers: size, place, page and theme."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.memory import Memory
from desktop.remembered import FILE, LARGEST, SEEN, Place, Remembered, Screen, fitted, forget, read, write

LAPTOP = Screen(0, 25, 1440, 875)
BESIDE = Screen(1440, 0, 1920, 1080)
numbers = st.integers(-LARGEST, LARGEST)
places = st.builds(Place, st.integers(480, 5000), st.integers(400, 4000), numbers, numbers, st.booleans())
screens = st.lists(
    st.builds(
        Screen, st.integers(-3000, 3000), st.integers(-3000, 3000), st.integers(800, 4000), st.integers(600, 3000)
    ),
    min_size=1,
    max_size=3,
)


@given(places, st.sampled_from(["/", "/apps/hello", "/apps/x/pipeline?key=a+b"]), st.sampled_from(["", "dark"]))
def test_what_is_written_is_read_again(place: Place, page: str, theme: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as made:
        write(Path(made), Remembered(place, page, theme))
        assert read(Path(made)) == Remembered(place, page, theme)
        assert [file.name for file in Path(made).iterdir()] == [FILE]
        forget(Path(made))
        assert read(Path(made)) == Remembered()


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_it_is_its_owners_alone_whatever_the_folder_lets_others_do(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    write(tmp_path, Remembered(page="/apps/x/pipeline?key=a+client"))
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_file_that_is_nested_without_end_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[" * 100_000)
    assert read(tmp_path) == Remembered()


@given(st.one_of(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)))
def test_whatever_the_file_holds_the_window_opens(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as made:
        (Path(made) / FILE).write_text(text, "utf-8")
        assert read(Path(made)) == Remembered()


@pytest.mark.parametrize(
    "change",
    [{"width": "1"}, {"width": True}, {"width": None}, {"x": 1e9}, {"x": 10**9}, {"colour": 1}, {"height": -(10**7)}],
)
def test_a_place_no_window_can_have_is_not_used(tmp_path: Path, change: dict[str, object]) -> None:
    write(tmp_path, Remembered(Place(900, 700, 10, 10)))
    stored = json.loads((tmp_path / FILE).read_text())
    stored["place"] |= change
    (tmp_path / FILE).write_text(json.dumps(stored))
    assert read(tmp_path) == Remembered()


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "/\\evil.example", "", 7, "/a\nb", "/" * 3000]
)
def test_only_a_path_of_ours_is_opened_again(tmp_path: Path, page: object) -> None:
    write(tmp_path, Remembered())
    stored = json.loads((tmp_path / FILE).read_text()) | {"page": page}
    (tmp_path / FILE).write_text(json.dumps(stored))
    assert read(tmp_path).page == "/"


@given(places, screens)
def test_a_window_can_always_be_taken_hold_of(place: Place, there: list[Screen]) -> None:
    it = fitted(place, there)
    assert it.x is not None
    assert it.y is not None
    seen = [
        min(it.x + it.width, one.x + one.width) - max(it.x, one.x)
        for one in there
        if one.y <= it.y <= one.y + one.height - SEEN
    ]
    assert max(seen) >= SEEN
    assert fitted(it, there) == it


def test_a_place_on_a_screen_is_kept_as_it_is() -> None:
    assert fitted(Place(900, 700, 1500, 40), [LAPTOP, BESIDE]) == Place(900, 700, 1500, 40)


def test_a_window_of_a_screen_that_is_gone_comes_back_to_the_middle() -> None:
    assert fitted(Place(900, 675, 1500, 40), [LAPTOP]) == Place(900, 675, 270, 125)
    assert fitted(Place(3000, 2000, -9000, 0, maximised=True), [LAPTOP]) == Place(1440, 875, 0, 25, maximised=True)


def test_where_nothing_is_known_of_screens_the_system_chooses() -> None:
    assert fitted(Place(900, 700, 5, 5), []) == Place(900, 700, None, None)


def test_a_folder_that_cannot_be_written_costs_the_memory_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    memory = Memory(tmp_path / "file")
    memory.keep_page("/guide")
    assert memory.page == "/guide"
    forget(tmp_path / "file")


def test_a_page_that_dies_twice_in_a_row_is_told_apart(tmp_path: Path) -> None:
    now = [100.0]
    memory = Memory(tmp_path, clock=lambda: now[0])
    assert not memory.died_lately()
    now[0] += 5
    assert memory.died_lately()
    now[0] += 60
    assert not memory.died_lately()
