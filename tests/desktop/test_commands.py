"""The program itself, as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.display import NOBODY, PROGRAM, until

Program = Callable[..., subprocess.Popen[str]]


HANGING = """
import threading
from keyring.backend import KeyringBackend

class Keyring(KeyringBackend):
    priority = 5

    def get_password(self, service, username):
        threading.Event().wait()

    set_password = delete_password = get_password
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a user whose home is empty, without a display, and whose Botify is nowhere."""
    unwanted = ("DISPLAY", "WAYLAND_DISPLAY", "BOTIFY_TOKEN", "QT_QPA_PLATFORM", "XDG_DATA_HOME", "XDG_STATE_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"HOME": str(tmp_path), "BOTIFY_API_URL": NOBODY}


@pytest.fixture
def started(tmp_path: Path, environment: dict[str, str]) -> Iterator[Program]:
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [*PROGRAM, "--data-dir", str(tmp_path / "data"), "--downloads-dir", str(tmp_path / "dl"), *arguments]
        process = subprocess.Popen(
            command, env=environment, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def get(address: str, **headers: str) -> tuple[int, dict[str, str]]:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}", headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def test_the_version_is_printed(started: Program) -> None:
    assert re.fullmatch(r"pipulate-desktop \d+\.\d+\.\d+\n", started("--version").communicate()[0])


@pytest.mark.parametrize("arguments", [("--colour",), ("export",), ("export", "x", "--max-depth", "deep"), ("exprot",)])
def test_a_wrong_command_line_is_exit_code_2(started: Program, arguments: tuple[str, ...]) -> None:
    process = started(*arguments)
    output, errors = process.communicate()
    assert (process.returncode, output) == (2, "")
    assert "usage: pipulate-desktop" in errors


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_the_first_line_lets_a_browser_in_once_and_a_signal_ends_it(started: Program, name: signal.Signals) -> None:
    process = started("--browser", "--no-open")
    assert process.stdout
    address = process.stdout.readline().strip()
    status, headers = get(address)
    assert status == 303
    assert get(address)[0] == 403
    cookie = headers["set-cookie"].split(";")[0]
    assert get(f"{address.split('/boot')[0]}/", Cookie=cookie)[0] == 200
    process.send_signal(name)
    assert process.wait(20) == 0


def test_where_no_browser_opens_the_address_is_told(started: Program, environment: dict[str, str]) -> None:
    environment["PATH"] = "/nowhere"
    process = started("--browser")
    assert process.stderr
    told = re.search(r"http://127\.0\.0\.1:\S+", process.stderr.readline())
    assert told
    assert get(told[0])[0] == 303


def test_without_a_display_it_says_so_and_serves_to_a_browser(started: Program) -> None:
    process = started()
    assert process.stdout
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    process.terminate()
    assert "There is no display here" in process.communicate()[1]


def test_serving_to_a_browser_loads_no_window_no_keychain_and_no_client(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "desktop", "--browser", "--no-open"]
    command += ["--data-dir", str(tmp_path / "data"), "--downloads-dir", str(tmp_path / "dl")]
    log = tmp_path / "imports"
    with (
        log.open("w") as errors,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout
        assert process.stdout.readline()
        process.terminate()
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in log.read_text().splitlines() if "|" in line}
    assert loaded & {"webview", "PySide6", "qtpy", "keyring", "httpx", "duckdb", "isal", "truststore"} == set()


def test_nothing_is_written_outside_the_apps_folders(started: Program, tmp_path: Path) -> None:
    process = started("--browser", "--no-open")
    assert process.stdout
    get(process.stdout.readline().strip())
    process.terminate()
    process.wait(20)
    assert {path.name for path in tmp_path.iterdir()} <= {"data", "dl"}
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_a_data_folder_that_cannot_be_is_told_in_a_sentence(started: Program, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in its place")
    process = started("--browser", "--no-open")
    output, errors = process.communicate()
    assert (process.returncode, output) == (1, "")
    assert str(tmp_path / "data") in errors
    assert "Traceback" not in errors


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the system knows it without HOME")
def test_a_user_without_a_folder_is_told_in_a_sentence(started: Program, environment: dict[str, str]) -> None:
    environment["HOME"] = "nowhere"
    process = started("--browser", "--no-open")
    output, errors = process.communicate()
    assert (process.returncode, output) == (1, "")
    assert "Set HOME" in errors
    assert "Traceback" not in errors


def test_the_doctor_says_what_is_found(started: Program, environment: dict[str, str]) -> None:
    environment["LC_ALL"] = "C.UTF-8"
    process = started("doctor")
    output, errors = process.communicate()
    assert process.returncode == 0, output + errors
    for word in ("window", "data", "downloads", "logs", "server", "keychain", "Botify", "The app can work"):
        assert word in output
    language = "language C.UTF-8," if sys.platform == "linux" else "language"
    for told in ("from its source", "UTC", language, "no display", "whole", "none is known", "loaded", "not now"):
        assert told in output
    assert re.search(r"hardware +\d+ processors?, \d+\.\d GB of memory\n", output)
    assert re.search("place +1200 × 820 where the system puts it", output)
    assert "cannot be reached" in output


def test_who_reads_one_line_of_it_sees_no_error(started: Program) -> None:
    process = started("doctor")
    assert process.stdout and process.stderr
    assert "version" in process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(60) == 1


def test_the_doctor_repeats_what_went_wrong_last_and_tells_no_token(
    started: Program, tmp_path: Path, environment: dict[str, str]
) -> None:
    log = tmp_path / "data" / "logs" / "pipulate.log"
    log.parent.mkdir(parents=True)
    log.write_text("1 INFO one: all is well\n2 ERROR two: it broke, Token 0123456789abcdef\n")
    environment["BOTIFY_TOKEN"] = "fedcba9876543210"
    output, _ = started("doctor").communicate()
    assert "it broke" in output
    assert "one is known" in output
    assert "all is well" not in output
    assert "0123456789abcdef" not in output
    assert "fedcba9876543210" not in output


@pytest.mark.parametrize(
    "proxy", ["foo://proxy.example:1", "socks5://proxy.example:1", "http://somebody:s0me-passw0rd@127.0.0.1:9"]
)
def test_the_doctor_tells_of_a_proxy_that_cannot_be_used_and_not_its_password(
    started: Program, environment: dict[str, str], proxy: str
) -> None:
    environment |= {"HTTPS_PROXY": proxy, "BOTIFY_API_URL": "https://somebody:s0me-passw0rd@botify.example/"}
    process = started("doctor")
    output, errors = process.communicate()
    assert process.returncode == 0, output + errors
    botify = next(line for line in output.splitlines() if line.startswith("· Botify"))
    assert "proxy" in botify or "cannot be reached" in botify
    assert "s0me-passw0rd" not in output + errors
    assert "Traceback" not in errors


def test_the_doctor_waits_for_no_keychain_that_never_answers(
    started: Program, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "hanging.py").write_text(HANGING)
    environment |= {"PYTHONPATH": str(tmp_path), "PYTHON_KEYRING_BACKEND": "hanging.Keyring"}
    process = started("doctor")
    output, errors = process.communicate(timeout=40)
    assert process.returncode == 0, output + errors
    assert re.search(r"keychain +does not answer", output)


def test_the_doctor_names_broken_plugins_and_a_damaged_database(started: Program, tmp_path: Path) -> None:
    (tmp_path / "data" / "plugins").mkdir(parents=True)
    (tmp_path / "data" / "plugins" / "99_broken.py").write_text("from server.plugin import Nothing\n")
    (tmp_path / "data" / "pipulate.sqlite3").write_bytes(b"nonsense" * 999)
    output, _ = started("doctor").communicate()
    assert "99_broken.py" in output
    assert "1 damaged kept" in output
    assert "The app can work" in output


def test_the_doctor_fails_where_the_app_could_not_work(started: Program, tmp_path: Path) -> None:
    (tmp_path / "dl").write_text("a file in its place")
    process = started("doctor")
    output, _ = process.communicate()
    assert process.returncode == 1
    assert "✗ downloads" in output
    assert "cannot work" in output


def test_the_demo_ends_with_the_app_however_that_ends(started: Program, tmp_path: Path) -> None:
    process = started("--browser", "--no-open", "--demo")
    assert process.stdout
    address = process.stdout.readline().strip()
    cookie = get(address)[1]["set-cookie"].split(";")[0]
    assert get(f"{address.split('/boot')[0]}/", Cookie=cookie)[0] == 200
    process.kill()
    process.wait(20)
    folder = str(tmp_path / "data" / "demo")
    until(lambda: not simulators(folder), what="the simulator's end")


def simulators(folder: str) -> list[str]:
    """Of the running processes, those that simulate in this folder."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = file.read_bytes().split(b"\0")
        except OSError:  # it ended meanwhile
            continue
        if folder.encode() in words and b"--simulator" in words:
            found.append(file.parent.name)
    return found
