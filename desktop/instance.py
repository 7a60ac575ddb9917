"""One instance for each data folder: the first keeps a lock, a second start brings its window to the front and ends.

The lock is the system's (it goes with the process, however that ends), so nothing stale can be in the way. It is asked
for directly: filelock, which the worker uses, takes longer to import than a start may wait. Beside it lies a file that
only its owner can read, with the port where the first listens and a secret. Neither side ever sends the secret: each
proves that it knows it, so that a stranger on that port learns nothing and is believed nothing. All that can be asked
for is the front. With it goes the token by which a desktop knows that its user wants that: without, Wayland's leave the
window where it is, and others show a busy pointer for a while.
"""

from __future__ import annotations

import errno
import logging
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from server.adapters.disk import write_private
from server.domain.problem import Problem

log = logging.getLogger(__name__)

LOCK, DOOR = "window.lock", "window.door"
PATIENCE = 6.0
"""Seconds for a first instance that is just starting, or just ending."""
ANSWER = 0.7
LONGEST = 1_000
TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""Wayland's first, then X11's. https://specifications.freedesktop.org/startup-notification-spec,
https://wayland.app/protocols/xdg-activation-v1"""
TOKEN = "[!-~]{1,400}"
AT_ONCE = 20
"""How many are heard at a time: one who knows the secret is not held up by those who say nothing."""
NOT_ANSWERING = (
    "Pipulate Desktop is running already, but does not answer. Close its window, or end its process, then start again."
)


class First:
    """The instance that has the lock. It hears of others from `listen` on."""

    def __init__(self, folder: Path) -> None:
        self._door = folder / DOOR
        self._listener: socket.socket | None = None

    def listen(self, to_front: Callable[[str], None]) -> None:
        """Calls `to_front`, and nobody else any more, in a thread of its own, whenever somebody starts the app again,
        with the desktop's token of that start, or "".

        Never raises.
        """
        import secrets

        self.close()
        secret = secrets.token_hex(32)
        try:
            listener = socket.socket()
            listener.bind(("127.0.0.1", 0))
            listener.listen(128)
            write_private(self._door, f"{listener.getsockname()[1]} {secret}")
        except OSError as error:
            log.warning("a second start cannot reach this one: %s", error)
            return
        self._listener = listener
        threading.Thread(target=_hear, args=(listener, secret.encode(), to_front), name="door", daemon=True).start()

    def close(self) -> None:
        """Nobody is heard any more."""
        if self._listener:
            with suppress(OSError):
                self._door.unlink(missing_ok=True)
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)  # which wakes the thread that waits
            self._listener.close()
            self._listener = None


def is_open(folder: Path) -> bool:
    """Whether an instance with this data folder is running, with its window or hidden."""
    try:
        with (folder / LOCK).open("r+b") as file:
            return not _locked(file)
    except OSError:
        return False


def token_of(environment: Mapping[str, str]) -> str:
    """What the desktop gave this start to come to the front with; "" without, or where it is none."""
    given = next((environment[name] for name in TOKENS if environment.get(name)), "")
    return given if re.fullmatch(TOKEN, given) else ""


@contextmanager
def alone(folder: Path, patience: float = PATIENCE, token: str = "") -> Iterator[First | None]:
    """Gives the first instance of this data folder while the `with` lasts; None when another came to the front instead.
    `token`: the desktop's, of this start.

    Raises `Problem` if another is there but does not answer. A folder that cannot be written holds nobody up: the app
    itself has to tell that.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = (folder / LOCK).open("ab")
    except OSError:
        yield First(folder)
        return
    with file:
        if not _first_or_told(file, folder / DOOR, time.monotonic() + patience, token):
            yield None
            return
        first = First(folder)
        try:
            yield first
        finally:
            first.close()


def _first_or_told(file: BinaryIO, door: Path, until: float, token: str) -> bool:
    """True for the first. False once the other said that it comes to the front. Raises `Problem` after `until`."""
    wait = threading.Event()
    while not _locked(file):
        if ask_for_front(door, token):
            return False
        if time.monotonic() > until:
            raise Problem(NOT_ANSWERING)
        wait.wait(0.05)  # nobody tells that a lock is free again, or a door open
    return True


def ask_for_front(door: Path, token: str = "") -> bool:
    """Whether the one who listens behind this file proved to be ours and comes to the front."""
    import hmac
    import secrets

    try:
        port, secret = door.read_text("ascii").split()
        asked = secrets.token_hex(16).encode() + b" " + (token or "-").encode("ascii")
        _let_it_come()
        with socket.create_connection(("127.0.0.1", int(port)), timeout=ANSWER) as connection:
            connection.sendall(asked + b" " + _proof(secret.encode(), b"front", asked) + b"\n")
            answer = _line(connection)
    except (OSError, ValueError, OverflowError):
        return False
    return hmac.compare_digest(answer, _proof(secret.encode(), b"coming", asked))


def _hear(listener: socket.socket, secret: bytes, to_front: Callable[[str], None]) -> None:
    free = threading.Semaphore(AT_ONCE)
    pause = threading.Event()

    def hear(connection: socket.socket) -> None:
        try:
            with connection, suppress(OSError):
                _answer(connection, secret, to_front)
        finally:  # whatever becomes of the window
            free.release()

    while True:
        try:
            connection, _ = listener.accept()
        except OSError as error:
            if listener.fileno() < 0 or error.errno in (errno.EBADF, errno.EINVAL, errno.ENOTSOCK):
                return  # closed
            pause.wait(0.1)  # too many open files, or they hung up: another one is heard
            continue
        if free.acquire(blocking=False):
            threading.Thread(target=hear, args=(connection,), name="at the door", daemon=True).start()
        else:
            connection.close()  # who was in earnest asks again


def _answer(connection: socket.socket, secret: bytes, to_front: Callable[[str], None]) -> None:
    if asked := _rightly_asked(_line(connection), secret):
        log.info("started a second time: the window comes to the front")
        connection.sendall(_proof(secret, b"coming", asked) + b"\n")
        token = asked.partition(b" ")[2].decode("ascii", "replace")
        to_front(token if token != "-" and re.fullmatch(TOKEN, token) else "")


def _rightly_asked(line: bytes, secret: bytes) -> bytes:
    """What was asked with, and the token, if whoever asked knows the secret; else nothing."""
    import hmac

    asked, _, proof = line.rpartition(b" ")
    return asked if asked and hmac.compare_digest(proof, _proof(secret, b"front", asked)) else b""


def _proof(secret: bytes, word: bytes, asked: bytes) -> bytes:
    import hmac

    return hmac.new(secret, word + b" " + asked, "sha256").hexdigest().encode()


def _line(connection: socket.socket) -> bytes:
    """A line, without its end; what is longer or slower than ours is not read to its end."""
    received = b""
    until = time.monotonic() + ANSWER
    while not received.endswith(b"\n") and len(received) < LONGEST and (left := until - time.monotonic()) > 0:
        connection.settimeout(left)
        part = connection.recv(LONGEST)
        if not part:
            break
        received += part
    return received.rstrip(b"\n")


def _locked(file: BinaryIO) -> bool:
    """Whether the lock is ours now. Where a file system knows no locks, it is: better two windows than none."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def _let_it_come() -> None:
    """Windows lets a program come to the front only if the one the user started last agrees."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
