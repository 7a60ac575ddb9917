"""The one-folder application with Qt's engine, which is what the .tar.xz holds: it does what the checkout does."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.display import ROOT, Display, RealWindow, until
from tests.package.person import account
from tests.whole import walk
from tests.whole.test_demo_walk import walk_in_the_window

PLUGIN = '''\
"""A plug-in of somebody's own that imports what a plug-in may."""
import csv, email.message, html.parser, json, sqlite3, statistics, tomllib, urllib.robotparser, xml.etree.ElementTree
import zoneinfo

import duckdb
import httpx

from server.plugin import Text, Workflow

flow = Workflow("my-own", title="My own app", about="Says what it found.")


@flow.ask("Sum")
def number():
    return Text("Number", value=str(duckdb.sql("select 40 + 2").fetchall()[0][0] + int(statistics.mean([0, 0]))))
'''

OF_THE_WINDOW = {"webview", "qtpy", "PySide6", "gi"}
OF_OTHER_SYSTEMS = {"AppKit", "Foundation", "objc", "PyObjCTools", "win32com", "pythoncom", "clr", "System"}
OFFLINE = """\
ip link set lo up
cd /
exec runuser -u "$1" -- env -i HOME="/home/$1" PATH=/usr/bin:/bin DISPLAY="$2" LIBGL_ALWAYS_SOFTWARE=1 \
  sh -c 'exec "$0" --data-dir "$HOME/data" <&- >&- 2>&-' "$0"
"""


@pytest.fixture
def program(frozen: Path) -> Path:
    return frozen / ("pipulate-desktop.exe" if sys.platform == "win32" else "pipulate-desktop")


def test_the_frozen_application_passes_the_same_walk_as_the_checkout(
    real_window: Callable[..., RealWindow], tmp_path: Path, program: Path
) -> None:
    walk_in_the_window(real_window, tmp_path, program=[str(program)])


def run(program: Path, *arguments: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(program), *arguments],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", **more},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_line_works_from_anywhere_with_an_empty_home(program: Path, tmp_path: Path) -> None:
    assert run(program, "--version", home=tmp_path).stdout.startswith("pipulate-desktop ")
    told = run(program, "doctor", home=tmp_path)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "The app can work." in told.stdout
    (tmp_path / "50_mine.py").write_text(PLUGIN)
    checked = run(program, "check-plugin", str(tmp_path / "50_mine.py"), home=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def imported_by_the_app() -> set[str]:
    """Every module of other people's that a file of the app imports, at its start or late, on every system."""
    found: set[str] = set()
    for file in [*ROOT.glob("desktop/*.py"), *ROOT.glob("server/**/*.py")]:
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
    ours = {*sys.stdlib_module_names, "desktop", "server"}
    return {name for name in found if name.split(".")[0] not in ours | OF_THE_WINDOW | OF_OTHER_SYSTEMS}


def test_whatever_the_app_imports_is_inside(program: Path, tmp_path: Path) -> None:
    names = imported_by_the_app()
    assert {"duckdb", "keyring", "desktop_notifier.sync"} <= names
    imports = "".join(f"import {name}\n" for name in sorted(names))
    (tmp_path / "70_all.py").write_text(imports + PLUGIN.partition("\n\n")[2])
    checked = run(program, "check-plugin", str(tmp_path / "70_all.py"), home=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_it_exports_without_a_window(program: Path, tmp_path: Path) -> None:
    done = run(program, "--demo", "export", walk.SITE, "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert Path(told["path"]).is_file()
    assert str(told["path"]).startswith(str(tmp_path))


def test_a_plugin_of_the_users_own_is_an_app_in_its_window(
    real_window: Callable[..., RealWindow], tmp_path: Path, program: Path
) -> None:
    folder = tmp_path / "data" / "plugins"
    folder.mkdir(parents=True)
    (folder / "50_my_own.py").write_text(PLUGIN)
    window = real_window(program=[str(program)])
    window.page.get_by_role("link", name="My own app").first.click()
    expect(window.page.get_by_role("button", name="Open")).to_be_visible()
    window.page.wait_for_load_state()  # before its scripts are there, a press is lost
    window.page.get_by_role("button", name="Open").click()
    expect(window.page.get_by_label("Number")).to_have_value("42")
    assert window.close() == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="accounts and networks are made as Linux does")
def test_without_console_network_or_a_place_to_write_but_home_it_opens_and_leaves_nothing_beside_itself(
    program: Path, xvfb: Display, administrator: None
) -> None:
    with ExitStack() as stack:
        if not all(folder.stat().st_mode & 0o001 for folder in program.parents):  # other accounts cannot look there
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp")))
            copy.chmod(0o755)
            program = shutil.copytree(program.parent, copy / "program", symlinks=True) / program.name
        before = listing(program.parent)
        user = stack.enter_context(account(xvfb))
        started = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", OFFLINE, str(program), user.name, user.display.name]
        )
        until(lambda: user.display.windows("^Pipulate Desktop$"), 60, "the window")
        log = user.home / "data" / "logs" / "pipulate.log"
        until(log.is_file, 60, "the log")
        user.display.wait_for("^Pipulate Desktop$")
        user.display.keys("alt+F4")
        started.wait(60)
        assert listing(program.parent) == before


def listing(folder: Path) -> dict[str, int]:
    """Every file with the time of its last change."""
    return {str(path): path.lstat().st_mtime_ns for path in folder.rglob("*")}


def test_the_script_that_tries_out_windows_and_macos_packages_finds_nothing_wrong(program: Path, xvfb: Display) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "desktop.packaging.tryout", str(program)],
        env=xvfb.environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
