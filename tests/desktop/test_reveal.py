"""Opening things with the system's programs: a real child process, in place of xdg-open."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PureWindowsPath

import pytest

from desktop import reveal
from server.domain.problem import Problem, WrongInput
from tests.display import until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="xdg-open is Linux's")


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that holds what xdg-open was called with, and its LD_LIBRARY_PATH."""
    told = tmp_path / "told"
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s|%s" "$1" "$LD_LIBRARY_PATH" > {told}.part\nmv {told}.part {told}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    return told


def read(told: Path) -> str:
    until(told.exists, what="the call of xdg-open")
    return told.read_text("utf-8").split("|")[0]


def test_a_folder_is_opened(opened: Path, tmp_path: Path) -> None:
    reveal.open_path(tmp_path)
    assert read(opened) == str(tmp_path)


def test_a_file_is_shown_in_its_folder(opened: Path, tmp_path: Path) -> None:
    file = tmp_path / "a b" / "ü.csv"
    file.parent.mkdir()
    file.touch()
    reveal.show_in_folder(file)
    assert read(opened) == str(file.parent)


def test_on_windows_the_quotes_are_around_the_path_alone() -> None:
    """And explorer.exe is Windows' own, not one that lies in the current folder."""
    file = PureWindowsPath(r"C:\Users\A B\Downloads\Pipulate Desktop\x, y.csv")
    assert reveal.explorer_call(file, {"SYSTEMROOT": r"D:\Windows"}) == (
        r'"D:\Windows\explorer.exe" /select,"C:\Users\A B\Downloads\Pipulate Desktop\x, y.csv"'
    )


def test_a_web_page_is_opened(opened: Path) -> None:
    reveal.open_page("https://app.botify.com/account")
    assert read(opened) == "https://app.botify.com/account"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "/etc/passwd", "", "smb://host/x"])
def test_nothing_but_pages_is_opened_as_a_page(opened: Path, address: str) -> None:
    with pytest.raises(WrongInput):
        reveal.open_page(address)
    assert not opened.exists()


def test_what_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no longer there"):
        reveal.open_path(tmp_path / "gone")
    with pytest.raises(Problem, match="no longer there"):
        reveal.show_in_folder(tmp_path / "gone")


def test_a_missing_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match="xdg-open"):
        reveal.open_path(tmp_path)


def test_a_child_of_a_frozen_app_gets_the_users_environment() -> None:
    frozen = {
        "LD_LIBRARY_PATH": "/app",
        "LD_LIBRARY_PATH_ORIG": "/mine",
        "GIO_MODULE_DIR": "/app/gio",
        "_PYI_ARCHIVE_FILE": "/usr/bin/app",
        "XDG_DATA_DIRS": "/app/share:/usr/local/share:/usr/share:/apple",
        "A": "b",
        "EMPTY": "",
    }
    assert reveal.clean_environment(frozen, "/app") == {
        "LD_LIBRARY_PATH": "/mine",
        "XDG_DATA_DIRS": "/usr/local/share:/usr/share:/apple",
        "A": "b",
        "EMPTY": "",
    }
    assert reveal.clean_environment(frozen, None) == frozen


@pytest.fixture
def file_manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """dbus-send in place of a file manager: a file that holds what it was called with."""
    told = tmp_path / "asked"
    program = tmp_path / "bin" / "dbus-send"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {told}\n[ ! -e {tmp_path}/nobody ]\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    return told


def test_a_file_is_marked_by_the_file_manager(opened: Path, file_manager: Path, tmp_path: Path) -> None:
    file = tmp_path / "a,b c" / "ü.csv"
    file.parent.mkdir()
    file.touch()
    reveal.show_in_folder(file)
    assert f"array:string:{tmp_path.as_uri()}/a%2Cb%20c/%C3%BC.csv" in file_manager.read_text().splitlines()
    assert not opened.exists()


def test_without_a_file_manager_its_folder_is_opened(opened: Path, file_manager: Path, tmp_path: Path) -> None:
    (tmp_path / "nobody").touch()
    (tmp_path / "x.csv").touch()
    reveal.show_in_folder(tmp_path / "x.csv")
    assert read(opened) == str(tmp_path)


def test_a_folder_of_the_app_is_made_before_it_is_opened(opened: Path, tmp_path: Path) -> None:
    reveal.open_folder(tmp_path / "new" / "folder")
    assert read(opened) == str(tmp_path / "new" / "folder")
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="cannot be made"):
        reveal.open_folder(tmp_path / "file" / "folder")
