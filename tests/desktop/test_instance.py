"""One instance for each data folder."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from desktop.instance import DOOR, First, alone, ask_for_front, is_open, token_of
from server.domain.problem import Problem
from tests.display import ROOT, until

HOLD = """
import sys, threading
from pathlib import Path
from desktop.instance import alone
with alone(Path(sys.argv[1])) as first:
    first.listen(lambda token: print("front", token, flush=True))
    print("first", flush=True)
    threading.Event().wait()
"""


def first_one(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
    )
    assert process.stdout
    assert process.stdout.readline() == "first\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    assert process.stdout
    process.stdout.close()


def test_a_second_one_brings_the_first_to_the_front(tmp_path: Path) -> None:
    process = first_one(tmp_path)
    try:
        for token in ("", "gnome-shell/Pipulate_Desktop/2161-3-desk_TIME4711"):
            with alone(tmp_path, token=token) as second:
                assert second is None
            assert process.stdout
            assert process.stdout.readline() == f"front {token}\n"
    finally:
        end(process)


@pytest.mark.parametrize(
    ("environment", "token"),
    [
        ({}, ""),
        ({"DESKTOP_STARTUP_ID": "a_TIME1"}, "a_TIME1"),
        ({"DESKTOP_STARTUP_ID": "a_TIME1", "XDG_ACTIVATION_TOKEN": "b"}, "b"),
        ({"DESKTOP_STARTUP_ID": "a_TIME1", "XDG_ACTIVATION_TOKEN": ""}, "a_TIME1"),
        ({"XDG_ACTIVATION_TOKEN": "a b"}, ""),
        ({"XDG_ACTIVATION_TOKEN": "é"}, ""),
        ({"XDG_ACTIVATION_TOKEN": "x" * 401}, ""),
    ],
)
def test_the_desktop_says_by_a_token_that_its_user_wants_the_front(environment: dict[str, str], token: str) -> None:
    assert token_of(environment) == token


def test_it_is_known_from_outside_whether_one_is_open(tmp_path: Path) -> None:
    assert not is_open(tmp_path / "nowhere")
    with alone(tmp_path):
        assert is_open(tmp_path)
    assert not is_open(tmp_path)
    with alone(tmp_path) as first:
        assert first is not None, "who asks takes nothing away"


def test_what_a_killed_one_left_behind_is_no_obstacle(tmp_path: Path) -> None:
    end(first_one(tmp_path))
    assert (tmp_path / DOOR).exists()
    with alone(tmp_path) as next_one:
        assert next_one is not None


def test_other_data_folders_have_instances_of_their_own(tmp_path: Path) -> None:
    with alone(tmp_path / "a") as one, alone(tmp_path / "b") as other:
        assert one is not None
        assert other is not None


def test_the_door_is_the_owners_alone_and_goes_with_the_first(tmp_path: Path) -> None:
    with alone(tmp_path) as first:
        assert first
        first.listen(lambda _: None)
        assert stat.S_IMODE((tmp_path / DOOR).stat().st_mode) == 0o600
    assert not (tmp_path / DOOR).exists()


def test_who_does_not_know_the_secret_is_not_heard(tmp_path: Path) -> None:
    called = threading.Event()
    first = First(tmp_path)
    first.listen(lambda _: called.set())
    try:
        port, secret = (tmp_path / DOOR).read_text().split()
        for line in (b"front\n", b"\n", b"a b\n", secret.encode() + b" " + secret.encode() + b"\n", b"x" * 5000):
            with socket.create_connection(("127.0.0.1", int(port)), timeout=20) as connection:
                connection.sendall(line)
                assert _answer(connection) == b""
        assert not called.is_set()
        until(lambda: ask_for_front(tmp_path / DOOR), what="an answer")  # who is in earnest asks again
        assert called.wait(20)
    finally:
        first.close()


def _answer(connection: socket.socket) -> bytes:
    try:
        return connection.recv(100)
    except ConnectionResetError:
        return b""


def test_a_stranger_on_the_port_learns_nothing_and_is_not_believed(tmp_path: Path) -> None:
    heard: list[bytes] = []

    def stranger(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            heard.append(connection.recv(500))
            connection.sendall(b"coming\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        (tmp_path / DOOR).write_text(f"{listener.getsockname()[1]} {'5ec2e7' * 8}")
        thread = threading.Thread(target=stranger, args=(listener,))
        thread.start()
        assert not ask_for_front(tmp_path / DOOR)
        thread.join()
    assert b"5ec2e7" not in heard[0]
    with alone(tmp_path) as first:  # the lock is free, so it starts as if nobody were there
        assert first is not None


def test_one_that_does_not_answer_is_told(tmp_path: Path) -> None:
    process = first_one(tmp_path)
    try:
        (tmp_path / DOOR).write_text("1 nothing")
        with pytest.raises(Problem, match="does not answer"), alone(tmp_path, patience=0.2):
            pass
    finally:
        end(process)


def test_one_that_is_just_ending_is_waited_for(tmp_path: Path) -> None:
    process = first_one(tmp_path)
    (tmp_path / DOOR).unlink()
    threading.Timer(0.3, end, [process]).start()
    with alone(tmp_path) as next_one:
        assert next_one is not None
    until(lambda: process.stdout and process.stdout.closed)


@pytest.mark.parametrize("text", ["", "x", "99999999 a", "-1 a", "1 2 3", "\x00 \xff"])
def test_a_damaged_door_is_no_obstacle(tmp_path: Path, text: str) -> None:
    (tmp_path / DOOR).write_bytes(text.encode("latin-1"))
    assert not ask_for_front(tmp_path / DOOR)
    with alone(tmp_path) as first:
        assert first is not None


def test_a_folder_that_is_a_file_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with alone(tmp_path / "data") as first:
        assert first is not None


def test_those_who_say_nothing_hold_nobody_up(tmp_path: Path) -> None:
    process = first_one(tmp_path)
    try:
        port = int((tmp_path / DOOR).read_text().split()[0])
        with ExitStack() as stack:
            for number in range(150):
                idle = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
                idle.sendall(b"half a question"[: number % 15])
            with alone(tmp_path) as second:
                assert second is None
        assert process.stdout
        assert process.stdout.readline() == "front \n"
    finally:
        end(process)


@pytest.mark.skipif(sys.platform != "linux", reason="another process is given fewer files")
def test_it_hears_again_after_it_had_no_files_left(tmp_path: Path) -> None:
    import resource

    process = first_one(tmp_path)
    try:
        port = int((tmp_path / DOOR).read_text().split()[0])
        before = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (4, before[1]))
        for _ in range(2):  # the first is let in by what was begun before
            with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection, suppress(OSError):
                assert not connection.recv(10)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, before)
        with alone(tmp_path) as second:
            assert second is None
    finally:
        end(process)
