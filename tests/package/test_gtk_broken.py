"""Broken on purpose under the installed program: its window is never blank, and mended it works again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.display import ROOT, until
from tests.package.opened import DATA, END, Desk, Opened, desk
from tests.package.person import Account, Person
from tests.whole.test_never_blank import disk

INSTALL = "sudo apt install gir1.2-gtk-3.0 gir1.2-webkit2-4.1"
COLOURS = 30
"""A window with text and buttons in it has more; a blank one has a frame and a menu bar in a few shades of grey."""


WITHOUT = """
set -e
mkdir "$1"
mount --bind {typelibs} "$1"
mount -t tmpfs tmpfs {typelibs}
ln -s "$1"/* {typelibs}
rm {typelibs}/WebKit2-*
shift
exec "$@"
""".format(typelibs="/usr/lib/x86_64-linux-gnu/girepository-1.0")
"""Runs a program where WebKitGTK is not installed."""


def painted(opened: Opened) -> None:
    until(lambda: opened.picture("%k") > COLOURS, what="a painted window")


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


def its_data(at_desk: Desk) -> Path:
    """The folder of the program's data, made before its first start."""
    folder = at_desk.user.home / DATA
    folder.mkdir(parents=True, mode=0o700)
    at_desk.user.owns(at_desk.user.home)
    return folder


def test_a_page_that_dies_is_shown_anew_and_the_second_time_it_is_told(at_desk: Desk, person: Person) -> None:
    opened = at_desk.open()
    person.press("Settings", ("link",), then="Downloads folder")
    kill(opened.web_process())
    person.find("The page had stopped and is shown anew.")
    person.find("Downloads folder")
    painted(opened)
    kill(opened.web_process())
    person.find("What draws the pages ended twice in a row.")
    painted(opened)
    person.press("Retry", then="What do you want to do?")
    assert opened.terminate() == 0


def test_a_data_folder_that_cannot_be_written(at_desk: Desk, person: Person) -> None:
    folder = its_data(at_desk)
    folder.chmod(0o500)
    opened = at_desk.open()
    person.find(str(folder))
    painted(opened)
    person.press("Retry", then="it still does not start")
    folder.chmod(0o700)
    person.press("Retry", then="What do you want to do?")
    assert opened.terminate() == 0


def test_a_full_disk(at_desk: Desk, person: Person) -> None:
    folder = its_data(at_desk)
    with disk(folder, "size=32k", "mode=700", f"uid={folder.stat().st_uid}"):
        opened = at_desk.open()
        person.find("Check that the disk is not full")
        painted(opened)
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        person.press("Retry", then="What do you want to do?")
        assert opened.terminate() == 0


def test_a_damaged_database_is_kept_and_a_fresh_one_begun(at_desk: Desk, person: Person) -> None:
    folder = its_data(at_desk)
    junk = os.urandom(20_000)
    (folder / "pipulate.sqlite3").write_bytes(junk)
    at_desk.user.owns(folder)
    opened = at_desk.open()
    person.find("was damaged. It is kept as")
    painted(opened)
    (kept,) = folder.glob("pipulate.sqlite3.damaged-*")
    assert kept.read_bytes() == junk
    person.press("Try it with demo data", then="Name of the pipeline")
    assert opened.terminate() == 0


def test_a_program_that_is_updated_or_removed_while_it_is_open(at_desk: Desk, person: Person) -> None:
    installed = Path(shutil.which(at_desk.command) or "").resolve()
    copy = at_desk.user.owns(Path(shutil.copytree(installed.parent, at_desk.user.home / "program", symlinks=True)))
    with desk(at_desk.user, str(copy / installed.name)) as theirs:
        opened = theirs.open()
        person.find("What do you want to do?")
        copy.rename(copy.with_name("program of before"))
        person.press("Settings", ("link",), then="The app was updated or removed while it was open.")
        painted(opened)
        person.choose("Go", "Home")
        person.find("What do you want to do?", ("heading",))
        person.find("Quit it and open it again; nothing you saved is lost.")
        person.choose("File", "Quit")
        assert opened.ended() == 0


def test_without_webkitgtk_a_browser_shows_the_app_and_says_what_to_install(at_desk: Desk, chromium: Browser) -> None:
    user, opened, typelibs = at_desk.user, at_desk.user.home / "opened", at_desk.user.home / "typelibs"
    opener = user.home / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\necho "$1" > {opened}.part; mv {opened}.part {opened}\n')
    opener.chmod(0o755)
    program = user.start(
        at_desk.command,
        environment={"PATH": f"{opener.parent}:/usr/bin:/bin"},
        within=["unshare", "--mount", "sh", "-c", WITHOUT, "sh", str(typelibs)],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    until(opened.exists, what="the address in a browser")
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(opened.read_text("ascii").strip())
        expect(page.get_by_text("The app is in a browser, not in a window of its own.")).to_contain_text(INSTALL)
    program.terminate()
    assert INSTALL in program.communicate(timeout=END)[1]
    assert program.returncode == 0


def test_a_server_that_dies_under_the_window(user: Account) -> None:
    """The real window and shell of the checkout on the system's WebKitGTK, with a tiny app that can be killed."""
    packages = Path(pytest.__file__).parents[1]
    data, python = user.home / "data", f"/usr/bin/python3.{sys.version_info.minor}"
    environment = {"PYTHONPATH": f"{ROOT}:{packages}", "PYTHONDONTWRITEBYTECODE": "1", "PYWEBVIEW_GUI": "gtk"}
    if user.start(python, "-c", "import gi, tests", environment=environment, stderr=subprocess.DEVNULL).wait(END):
        pytest.skip("the system's Python is another, or others may not read the checkout")
    folders = ("--data-dir", str(data), "--downloads-dir", str(user.home / "downloads"))
    with desk(user, python) as theirs:
        opened = theirs.open("-W", "ignore", "-m", "tests.desktop.stand_in", *folders, **environment)
        person = Person(user, "stand_in.py")
        person.find("/boot", ("heading",))
        port = (data / "port").read_text("ascii")
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/die", timeout=5).close()
        person.find("The app's own server ended while the window was open.")
        person.press("Retry", then="/boot")
        person.gone()
        assert opened.terminate() == 0
