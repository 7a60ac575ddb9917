"""`doctor` of the installed program tells what a helper on the phone would ask."""

from __future__ import annotations

import platform
import re
import subprocess

from tests.display import Display
from tests.package.debian import NAME, done
from tests.package.opened import DATA, Desk
from tests.package.person import Account

NOWHERE = {"BOTIFY_API_URL": "http://127.0.0.1:9"}


def asked(user: Account, command: str, **environment: str) -> tuple[int, dict[str, str], str]:
    """Its exit code, what it says of each thing, and its last line."""
    program = user.start(command, "doctor", environment=NOWHERE | environment, stdout=subprocess.PIPE)
    *lines, last = program.communicate(timeout=60)[0].splitlines()
    found = [re.fullmatch(r"([·✗] \S+) +(.+)", line) for line in lines]
    return program.returncode, {one[1]: one[2] for one in found if one}, last


def test_where_all_is_well(user: Account, installed: str) -> None:
    code, told, last = asked(user, installed)
    assert (code, last) == (0, "The app can work.")
    version = done("dpkg-query", "--showformat=${Version}", "--show", NAME)
    assert told["· version"].startswith(f"{version}, installed, Python 3.")
    assert told["· version"].endswith(f", in /usr/lib/{NAME}")
    assert told["· open"] == "not now"
    assert told["· system"].startswith(platform.freedesktop_os_release()["PRETTY_NAME"])
    assert re.match(r"WebKitGTK \d+\.\d+", told["· window"])
    folders = {"data": DATA, "logs": ".local/state/Pipulate Desktop/log", "plugins": f"{DATA}/plugins"}
    for name, folder in (folders | {"downloads": "Downloads/Pipulate Desktop"}).items():
        assert told[f"· {name}"].startswith(f"{user.home / folder} is writable, ")
    assert told["· database"].endswith("whole")
    assert told["· pipelines"] == told["· exports"] == "none"
    assert told["· account"] == NOWHERE["BOTIFY_API_URL"]
    assert told["· token"] == "none is known"
    assert re.match("[1-9][0-9]* loaded, yours are in ", told["· plug-ins"])
    assert told["· server"] == "starts and answers"
    assert told["· keychain"]
    assert "cannot be reached" in told["· Botify"]


def test_while_it_is_open(at_desk: Desk, installed: str) -> None:
    opened = at_desk.open()
    code, told, _ = asked(at_desk.user, installed)
    assert (code, told["· open"]) == (0, "yes, with its window or in the background")
    assert opened.terminate() == 0


def test_where_it_is_not(user: Account, installed: str, xvfb: Display) -> None:
    folder = user.home / DATA
    folder.mkdir(parents=True, mode=0o500)
    user.owns(user.home)
    code, told, last = asked(user, installed, DISPLAY="")
    assert (code, last) == (1, "The app cannot work like this.")
    assert told["✗ data"] == f"{folder} cannot be written (Permission denied)"
    assert told["✗ server"].startswith("does not start: ")
    assert "There is no display here" in told["· window"]
    assert "--browser" in told["· window"]
