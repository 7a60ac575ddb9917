"""The installer for Windows, compiled with a stand-in for the program and run in Wine; not on Windows itself."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.packaging import publisher
from desktop.packaging.windows.installer import SCRIPT, setup
from tests.display import Display, until

WINE = shutil.which("wine64") or "/usr/lib/wine/wine64"
PROGRAM, COMMANDS = "pipulate-desktop.exe", "pipulate-desktop-cli.exe"
LISTED = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Pipulate Desktop"
FOREIGN, RUNS = 3, 4
RUNNING = """\
Target amd64-unicode
OutFile "{target}"
SilentInstall silent
RequestExecutionLevel user
Section
  FileOpen $0 "$EXEDIR\\it runs" w
  FileClose $0
  Sleep 600000
SectionEnd
"""
"""A program that does nothing for ten minutes, once it said so."""


def compiled(folder: Path, version: str, files: dict[str, str]) -> Path:
    """A setup program that installs these files."""
    payload, target = folder / f"payload {version}", folder / f"Pipulate-Desktop-{version}-Setup.exe"
    for name, text in {
        PROGRAM: f"MZ {version}",
        COMMANDS: f"MZ {version}",
        "_internal/base.txt": version,
        **files,
    }.items():
        (payload / name).parent.mkdir(parents=True, exist_ok=True)
        (payload / name).write_text(text)
    return setup(payload, target, version)


@dataclass(frozen=True)
class Windows:
    """A Windows of one test, as Wine does it."""

    folder: Path
    display: Display

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "WINEPREFIX": str(self.folder),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "DISPLAY": self.display.name,
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [WINE, *command], env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )

    @property
    def home(self) -> Path:
        return next(one for one in (self.folder / "drive_c/users").iterdir() if one.name != "Public")

    @property
    def installed(self) -> Path:
        return self.home / "AppData/Local/Programs/Pipulate Desktop"

    @property
    def shortcut(self) -> Path:
        return self.home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Pipulate Desktop.lnk"

    def listed(self, name: str) -> str:
        """A value of the entry in the list of installed programs; '' if there is none."""
        told = self.run("reg", "query", LISTED, "/v", name).stdout
        return told.split("REG_SZ")[1].strip() if "REG_SZ" in told else ""


@pytest.fixture
def windows(wine: Windows) -> Windows:
    """Without what an earlier test installed, or left as the user's."""
    shutil.rmtree(wine.installed, ignore_errors=True)
    return wine


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory, xvfb: Display) -> Windows:
    if not Path(WINE).exists() or not shutil.which("makensis"):
        pytest.skip("no Wine or no makensis here")
    made = Windows(tmp_path_factory.mktemp("wine"), xvfb)
    made.run("wineboot", "-i")
    return made


def test_it_is_installed_updated_and_removed_without_a_word(windows: Windows, tmp_path: Path) -> None:
    settings = windows.home / "AppData/Local/Pipulate Desktop/pipulate.sqlite3"
    settings.parent.mkdir(parents=True)
    settings.write_text("of the user")
    assert windows.run(str(compiled(tmp_path, "1.0.0", {"_internal/old.txt": "old"})), "/S").returncode == 0
    assert (windows.installed / PROGRAM).read_text() == "MZ 1.0.0"
    assert (windows.installed / "_internal/old.txt").exists()
    assert windows.shortcut.exists()
    assert windows.listed("DisplayVersion") == "1.0.0"
    assert windows.listed("Publisher") == publisher.NAME
    beside = windows.installed / "notes of the user.txt"
    beside.write_text("kept")

    assert windows.run(str(compiled(tmp_path, "1.1.0", {"_internal/new.txt": "new"})), "/S").returncode == 0
    assert {(windows.installed / name).read_text() for name in (PROGRAM, COMMANDS)} == {"MZ 1.1.0"}
    assert not (windows.installed / "_internal/old.txt").exists()
    assert (windows.installed / "_internal/new.txt").exists()
    assert windows.listed("DisplayVersion") == "1.1.0"
    assert "uninstall.exe" in windows.listed("QuietUninstallString")

    # _?= keeps the uninstaller from running as a copy that nobody waits for; then it cannot remove itself.
    place = windows.run("winepath", "-w", str(windows.installed)).stdout.strip()
    assert windows.run(str(windows.installed / "uninstall.exe"), "/S", f"_?={place}").returncode == 0
    left = {path.name for path in windows.installed.rglob("*")}
    assert left - {"uninstall.exe"} == {beside.name}
    assert not windows.shortcut.exists()
    assert windows.listed("DisplayVersion") == ""
    assert settings.read_text() == "of the user"


def test_it_does_not_settle_among_the_files_of_others(windows: Windows, tmp_path: Path) -> None:
    foreign = tmp_path / "photos"
    (foreign / "_internal").mkdir(parents=True)
    (foreign / "_internal" / "holiday.jpg").write_text("sun")
    place = windows.run("winepath", "-w", str(foreign)).stdout.strip()
    ran = windows.run(str(compiled(tmp_path, "1.0.0", {})), "/S", f"/D={place}")
    assert ran.returncode == FOREIGN
    assert [path.name for path in foreign.rglob("*") if path.is_file()] == ["holiday.jpg"]


def test_it_replaces_and_removes_nothing_while_the_app_runs(windows: Windows, tmp_path: Path) -> None:
    assert windows.run(str(compiled(tmp_path, "1.0.0", {})), "/S").returncode == 0
    program, script = windows.installed / PROGRAM, tmp_path / "running.nsi"
    script.write_text(RUNNING.format(target=program))
    subprocess.run(["makensis", "-V2", str(script)], check=True)
    running = subprocess.Popen([WINE, str(program)], env=windows.environment)
    try:
        until((windows.installed / "it runs").exists, 60, "the program")
        assert windows.run(str(compiled(tmp_path, "1.1.0", {})), "/S").returncode == RUNS
        place = windows.run("winepath", "-w", str(windows.installed)).stdout.strip()
        windows.run(str(windows.installed / "uninstall.exe"), "/S", f"_?={place}")  # waited for, as above
    finally:
        running.kill()
        running.wait(30)
    assert (windows.installed / "_internal/base.txt").read_text() == "1.0.0"
    assert windows.listed("DisplayVersion") == "1.0.0"
    assert windows.run(str(compiled(tmp_path, "1.1.0", {"_internal/new.txt": "new"})), "/S").returncode == 0
    assert program.read_text() == "MZ 1.1.0"


def test_it_says_where_the_windows_engine_is_to_be_had() -> None:
    text = SCRIPT.read_text("utf-8")
    assert "https://developer.microsoft.com/microsoft-edge/webview2/" in text
    assert "F3017226-FE2A-4295-8BDF-00C3A9A7E4C5" in text
    assert "RequestExecutionLevel user" in text
