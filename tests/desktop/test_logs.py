"""The log: in its folder, rotated, and without secrets."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.logs import guard_streams, log_to, redacted

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
    ],
)
def test_secrets_are_taken_out(line: str) -> None:
    assert TOKEN not in redacted(line)


@pytest.mark.parametrize("line", ["depth k=3", "the token is missing", "example.org/?rank=12345678", "20250131: 4000"])
def test_what_is_no_secret_stays(line: str) -> None:
    assert redacted(line) == line


def test_tracebacks_and_the_token_of_the_environment_are_clean(logged: Path) -> None:
    try:
        raise ValueError(f"Authorization: Token {TOKEN}; a-token-of-a-curious-form")
    except ValueError:
        logging.getLogger("a").exception("it failed")
    text = logged.read_text("utf-8")
    assert "ValueError" in text
    assert TOKEN not in text
    assert "a-token-of-a-curious-form" not in text


def test_a_program_without_a_console_can_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding="cp1252"))
    guard_streams()
    with sys.stdout, sys.stderr:
        sys.stdout.write("🫖\n")
        sys.stderr.write("🫖\n")
        sys.stderr.flush()
