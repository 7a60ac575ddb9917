"""The token: in the keychain, else in a file only its owner can read, and in no text."""

import os
import stat
import sys
import threading
from pathlib import Path

import keyring.errors
import pytest

from server.adapters.token import Tokens, brought
from server.domain.problem import Problem


class Chain:
    """A keychain that works."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Broken(Chain):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError


class Silent(Chain):
    """Waits for a password that nobody types."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.over.wait(20)
        return None


def test_a_token_is_kept_in_the_keychain_and_forgotten(tmp_path: Path) -> None:
    chain = Chain()
    tokens = Tokens(tmp_path, {}, lambda: chain)
    assert tokens.get() is None
    tokens.keep(" secret ", "ann.lee")
    again = Tokens(tmp_path, {}, lambda: chain)
    assert (again.get(), again.username, again.where()) == ("secret", "ann.lee", "the keychain")
    assert list(tmp_path.iterdir()) == []
    again.forget()
    assert (again.get(), chain.kept) == (None, {})
    again.forget()


class Keeping(Chain):
    """Gives what it has and takes nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError

    def delete_password(self, service: str, username: str) -> None:
        raise keyring.errors.PasswordDeleteError


def test_a_keychain_that_does_not_let_the_token_go_is_told(tmp_path: Path) -> None:
    chain, keeping = Chain(), Keeping()
    Tokens(tmp_path, {}, lambda: chain).keep("secret", "ann.lee")
    keeping.kept = chain.kept
    with pytest.raises(Problem, match="there yourself"):
        Tokens(tmp_path, {}, lambda: keeping).forget()


def test_a_token_that_the_keychain_did_not_take_counts_more_than_the_one_it_has(tmp_path: Path) -> None:
    chain, keeping = Chain(), Keeping()
    Tokens(tmp_path, {}, lambda: chain).keep("old", "ann.lee")
    keeping.kept = chain.kept
    Tokens(tmp_path, {}, lambda: keeping).keep("new", "ann.lee")
    assert Tokens(tmp_path, {}, lambda: chain).get() == "new"


@pytest.mark.parametrize("chain", [None, Broken()])
def test_without_a_keychain_a_private_file_holds_it(tmp_path: Path, chain: Chain | None) -> None:
    tokens = Tokens(tmp_path / "data", {}, lambda: chain)
    tokens.keep("secret", "")
    kept = tmp_path / "data" / "botify_token.json"
    if sys.platform != "win32":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert Tokens(tmp_path / "data", {}, lambda: chain).get() == "secret"
    tokens.forget()
    assert (tokens.get(), kept.exists()) == (None, False)


def test_a_keychain_that_never_answers_is_left_alone(tmp_path: Path) -> None:
    chain = Silent()
    tokens = Tokens(tmp_path, {}, lambda: chain, patience=0.05)
    assert tokens.get() is None
    tokens.keep("secret", "x")
    assert tokens.get() == "secret"
    chain.over.set()


def test_the_environment_comes_first(tmp_path: Path) -> None:
    chain = Chain()
    Tokens(tmp_path, {}, lambda: chain).keep("kept", "ann.lee")
    tokens = Tokens(tmp_path, {"BOTIFY_TOKEN": "given"}, lambda: chain)
    assert (tokens.get(), tokens.username) == ("given", "")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(Problem, match="cannot be kept"):
        Tokens(tmp_path / "data", {}, lambda: None).keep("secret", "")


def test_no_text_shows_it(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, {"BOTIFY_TOKEN": "secret"}, lambda: None)
    (tmp_path / "botify_token.txt").write_text("secret\n# username: ann.lee\n")
    found = brought([tmp_path])
    assert "secret" not in f"{tokens!r} {found!r}"


@pytest.mark.parametrize(
    ("text", "token", "username"),
    [
        ("abc123\n# username: ann.lee\n", "abc123", "ann.lee"),
        ("\ufeffabc123\r\n# username: ann.lee\r\n", "abc123", "ann.lee"),
        (" abc123 ", "abc123", ""),
        ("abc123\nsomething else", "abc123", ""),
    ],
)
def test_a_token_file_is_brought_in(tmp_path: Path, text: str, token: str, username: str) -> None:
    (tmp_path / "botify_token.txt").write_text(text, encoding="utf-8")
    found = brought([tmp_path / "nowhere", tmp_path])
    assert found is not None
    assert (found.token, found.username, found.path) == (token, username, tmp_path / "botify_token.txt")


@pytest.mark.parametrize("text", ["", "\n", "# username: x", "two words", "é" * 10, "x" * 300])
def test_other_files_of_that_name_are_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "botify_token.txt").write_text(text, encoding="utf-8")
    assert brought([tmp_path]) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name")
@pytest.mark.timeout(60)
def test_a_pipe_of_that_name_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "botify_token.txt")
    assert brought([tmp_path]) is None
