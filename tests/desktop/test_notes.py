"""Messages of the system: on a session bus of their own, with a small program that takes them; and without a bus."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from tests.display import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="D-Bus is Linux's")

SERVICE = Path(__file__).with_name("notification_service.py")
PROGRAM = """
import logging, sys, threading
from desktop.notes import Notes
assert "desktop_notifier" not in sys.modules
logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
notes = Notes()
assert "desktop_notifier" not in sys.modules
for text in sys.argv[1:]:
    notes.show(text)
sys.stdin.read()
"""


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    """The address of a session bus of its own."""
    if not shutil.which("dbus-daemon"):
        pytest.skip("dbus-daemon is not installed")
    config = tmp_path / "bus.conf"
    config.write_text(
        f"<busconfig><type>session</type><listen>unix:path={tmp_path}/bus</listen>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy></busconfig>'
    )
    daemon = subprocess.Popen(
        ["dbus-daemon", f"--config-file={config}", "--print-address", "--nofork"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait(20)
    daemon.stdout.close()


@pytest.fixture
def taken(bus: str) -> Iterator[TextIO]:
    """A line of JSON, [app, title, text], for each message that the service of this bus took."""
    service = subprocess.Popen(
        [sys.executable, str(SERVICE)],
        env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": bus},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert service.stdout
    assert service.stdout.readline() == "ready\n"
    yield service.stdout
    service.kill()
    service.wait(20)
    service.stdout.close()


def started(environment: dict[str, str], *texts: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *texts],
        cwd=ROOT,
        env={**kept, **environment},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_messages_reach_the_session_of_the_user(bus: str, taken: TextIO) -> None:
    program = started({"DBUS_SESSION_BUS_ADDRESS": bus}, "The export is done.", "<b>Ünï&code</b>")
    assert json.loads(taken.readline()) == ["Pipulate Desktop", "Pipulate Desktop", "The export is done."]
    assert json.loads(taken.readline())[2] == "<b>Ünï&code</b>"
    _, errors = program.communicate("", timeout=20)
    assert (program.returncode, errors) == (0, "")


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus", "nonsense"])
def test_without_a_session_bus_it_is_one_line_in_the_log(address: str) -> None:
    program = started({"DBUS_SESSION_BUS_ADDRESS": address} if address else {}, "The export is done.")
    assert program.stderr
    line = program.stderr.readline()
    assert line.startswith("WARNING desktop_notifier")
    _, rest = program.communicate("", timeout=20)
    assert (program.returncode, rest) == (0, "")


def test_a_bus_without_a_service_is_one_line_in_the_log(bus: str) -> None:
    program = started({"DBUS_SESSION_BUS_ADDRESS": bus}, "The export is done.")
    assert program.stderr
    assert "Notification failed" in program.stderr.readline()
    program.communicate("", timeout=20)
    assert program.returncode == 0
