"""The log: in its folder, rotated, and without secrets."""

from __future__ import annotations

import io
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.logs import log_to
from desktop.streams import guard_streams
from server.adapters.redaction import learn, redacted

TOKEN = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("BOTIFY_TOKEN", "a-token-of-a-curious-form")
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers[:] = []  # or they would be closed
    yield log_to(tmp_path)
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.mark.parametrize(
    "line",
    [
        f"Authorization: Token {TOKEN}",
        f"{{'authorization': 'Token {TOKEN}'}}",
        f"GET /boot?k={TOKEN} 303",
        f"Cookie: pipulate-4711={TOKEN}",
        f"token={TOKEN}",
        f'"token": "{TOKEN}"',
        f"X-CSRF: {TOKEN}",
        f"Authorization: Bearer {TOKEN}, next",
        f"set-cookie: pipulate-4711={TOKEN}; Path=/",
        f"pipulate-4711={TOKEN}",
        f"https://files.example/x.gz?X-Amz-Signature={TOKEN}&X-Amz-Expires=3600",
        f"https://files.example/x.gz?se=2026&sig={TOKEN}",
        f"BOTIFY_TOKEN={TOKEN}",
        f'{{"access_token": "{TOKEN}"}}',
        f"[(b'authorization', b'Token {TOKEN}')]",
        f"b'k={TOKEN}'",
        f"the proxy http://somebody:{TOKEN}@proxy.example:3128/ refuses",
    ],
)
def test_secrets_are_taken_out(line: str) -> None:
    assert TOKEN not in redacted(line)


@pytest.mark.parametrize(
    "line",
    [
        "depth k=3",
        "the token is missing",
        "example.org/?rank=12345678",
        "20250131: 4000",
        "https://example.org:8080/a@b",
        "http://127.0.0.1:34279/ and somebody@example.org",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert redacted(line) == line


def test_a_token_that_is_in_use_is_taken_out_wherever_it_stands() -> None:
    learn("a-curious-token-of-a-test")
    learn("short")
    assert redacted("it said a-curious-token-of-a-test, in short") == "it said …, in short"


def test_the_log_is_rotated(logged: Path) -> None:
    for number in range(3):
        logging.getLogger("a").info("%d %s", number, "x" * 600_000)
    for handler in logging.getLogger().handlers:
        handler.flush()
    assert [file.name for file in sorted(logged.parent.glob("pipulate.log*"))] == [
        "pipulate.log",
        "pipulate.log.1",
        "pipulate.log.2",
    ]
    assert all(file.stat().st_size < 1_000_000 for file in logged.parent.glob("pipulate.log*"))


def test_a_log_that_cannot_be_rotated_loses_no_line(logged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (1, 2, 3):
        logged.with_name(f"pipulate.log.{number}").mkdir()
    for number in range(3):
        logging.getLogger("a").info("%d %s", number, "x" * 600_000)
    assert [line.split(": ")[1][0] for line in logged.read_text("utf-8").splitlines()] == ["0", "1", "2"]
    assert capsys.readouterr().err == ""


def test_tracebacks_and_the_token_of_the_environment_are_clean(logged: Path) -> None:
    try:
        raise ValueError(f"Authorization: Token {TOKEN}; a-token-of-a-curious-form")
    except ValueError:
        logging.getLogger("a").exception("it failed")
    text = logged.read_text("utf-8")
    assert "ValueError" in text
    assert TOKEN not in text
    assert "a-token-of-a-curious-form" not in text


def test_a_name_that_is_no_text_is_logged_all_the_same(logged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("a").info("%s is gone", "caf\udce9.csv")
    assert "caf\\udce9.csv is gone" in logged.read_text("utf-8")
    assert "Logging error" not in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_the_log_is_its_owners_alone_also_after_it_was_rotated(logged: Path) -> None:
    logged.parent.chmod(0o755)
    for _number in range(3):
        logging.getLogger("a").info("x" * 600_000)
    assert {stat.S_IMODE(file.stat().st_mode) for file in logged.parent.glob("pipulate.log*")} == {0o600}


UNCAUGHT = """
import threading
from pathlib import Path
from desktop.logs import log_the_uncaught, log_to
log_to(Path({folder!r}))
log_the_uncaught()
thread = threading.Thread(target=lambda: 1 / 0, name="a thread")
thread.start()
thread.join()
raise ValueError("Authorization: Token {token}")
"""


def test_what_nobody_caught_is_in_the_log(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", UNCAUGHT.format(folder=str(tmp_path), token=TOKEN)], capture_output=True, check=False
    )
    assert ran.returncode == 1
    text = (tmp_path / "pipulate.log").read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert "a thread" in text
    assert "ValueError: Authorization: Token …" in text


def test_on_windows_another_program_reads_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="cp1252"))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    guard_streams("win32")
    sys.stdout.write("C:\\Users\\Żółć")
    sys.stdout.flush()
    assert written.getvalue().decode() == "C:\\Users\\Żółć"


def test_a_program_without_a_console_can_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding="cp1252"))
    guard_streams()
    with sys.stdout, sys.stderr:
        sys.stdout.write("🫖\n")
        sys.stderr.write("🫖\n")
        sys.stderr.flush()
