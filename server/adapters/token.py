"""Where the Botify token is kept: the system's keychain, or a file only its owner can read. In no log, and in no repr.

`BOTIFY_TOKEN` in the environment comes before both. A `botify_token.txt` can be brought in: its first line is the
token, a second one `# username: first.last`.
"""

import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from server.adapters.disk import write_private
from server.adapters.redaction import learn
from server.domain.problem import Problem

log = logging.getLogger(__name__)

SERVICE, ENTRY = "Pipulate Desktop", "Botify API token"
FILE = "botify_token.json"
BROUGHT = "botify_token.txt"
# A locked keychain asks its owner on Windows and macOS; on Linux without a desktop it may simply never answer.
_PATIENCE = 4.0 if sys.platform.startswith("linux") else 60.0


class Keychain(Protocol):
    """The part of keyring's back ends that is used here."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


@dataclass(frozen=True)
class Brought:
    """A token found in a `botify_token.txt`, not checked yet."""

    token: str = field(repr=False)
    username: str
    path: Path


class Tokens:
    """The token in use. `keychain` makes the system's, or None where there is none to be used."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str] = os.environ,
        keychain: "Callable[[], Keychain | None] | None" = None,
        patience: float = _PATIENCE,
    ) -> None:
        self._file = folder / FILE
        self._given = environment.get("BOTIFY_TOKEN", "").strip()
        self._make, self._patience = keychain or system_keychain, patience
        self._lock = threading.RLock()
        self._known: tuple[str, str] | None = None
        self._keychain: Keychain | None = None
        self._looked = False

    def __repr__(self) -> str:
        return "Tokens()"

    def get(self) -> str | None:
        """The token, None where none is known."""
        if self._given:
            learn(self._given)
            return self._given
        known = self._read()
        return known[0] if known else None

    @property
    def username(self) -> str:
        """Whose token it is, '' where that is not known."""
        known = None if self._given else self._read()
        return known[1] if known else ""

    def keep(self, token: str, username: str) -> None:
        """Keep a token that Botify accepted. Raises Problem where it cannot be kept."""
        token = token.strip()
        learn(token)
        stored = json.dumps({"token": token, "username": username})
        with self._lock:
            if self._in_keychain(lambda chain: chain.set_password(SERVICE, ENTRY, stored)):
                _removed(self._file)
            else:
                _kept(self._file, stored)
            self._known = (token, username)

    def forget(self) -> None:
        """Remove the token from this computer. Raises Problem where it stays."""
        with self._lock:
            self._known = None
            gone = not _from_json(self._stored_in_keychain()) or self._in_keychain(
                lambda chain: chain.delete_password(SERVICE, ENTRY)
            )
            _removed(self._file)
            if not gone:
                raise Problem(
                    f"The keychain did not let the token go. Remove “{ENTRY}” of “{SERVICE}” there yourself, or start "
                    "the app again and disconnect once more."
                )

    def where(self) -> str:
        """For people: where a token is kept on this computer."""
        with self._lock:
            return "the keychain" if self._opened() is not None else str(self._file)

    def _read(self) -> tuple[str, str] | None:
        with self._lock:
            if self._known is None:
                # Where there is a file, the keychain did not work when the token was kept: what it has is older.
                self._known = _from_json(text_of(self._file)) or _from_json(self._stored_in_keychain())
                if self._known:
                    learn(self._known[0])  # so that no log holds it
            return self._known

    def _stored_in_keychain(self) -> str | None:
        found: list[str | None] = []
        self._in_keychain(lambda chain: found.append(chain.get_password(SERVICE, ENTRY)))
        return found[0] if found else None

    def _in_keychain(self, do: Callable[[Keychain], object]) -> bool:
        """Whether it was done. A keychain that fails or does not answer is not asked again by this process."""
        chain = self._opened()
        if chain is None:
            return False
        done = _within(self._patience, lambda: do(chain))
        if not done:
            log.warning("the keychain does not work, a file only its owner can read is used in its place")
            self._keychain = None
        return done

    def _opened(self) -> Keychain | None:
        if not self._looked:
            self._looked = True
            found: list[Keychain | None] = []
            _within(self._patience, lambda: found.append(self._make()))
            self._keychain = found[0] if found else None
        return self._keychain


def system_keychain() -> Keychain | None:
    """The system's keychain through keyring, None where it has none. keyring is imported here: it takes its time."""
    import keyring
    from keyring.backends import fail, null

    chain = keyring.get_keyring()
    return None if isinstance(chain, fail.Keyring | null.Keyring) else chain


def brought(folders: Iterable[Path]) -> Brought | None:
    """The first `botify_token.txt` in the folders that may hold a token. Check it at Botify before keeping it."""
    for folder in folders:
        path = folder / BROUGHT
        found = token_in(text_of(path) or "")
        if found:
            return Brought(*found, path)
    return None


def token_in(text: str) -> tuple[str, str] | None:
    """(token, username) in the text of a `botify_token.txt`, None where it can hold none. The name may be ''."""
    lines = text.removeprefix("\ufeff").splitlines()
    token = lines[0].strip() if lines else ""
    usual = token and len(token) <= 200 and not token.startswith("#") and token.isascii()
    if not usual or set(token) & set(" \t"):
        return None
    label, _, name = lines[1].lstrip("# ").partition(":") if len(lines) > 1 else ("", "", "")
    return token, name.strip() if label.strip().lower() == "username" else ""


def _within(seconds: float, do: Callable[[], object]) -> bool:
    """Whether it was done in time and without an error. What hangs is left behind in its thread."""
    outcome: list[bool] = []

    def attempt() -> None:
        with suppress(*keychain_errors()):
            do()
            outcome.append(True)

    thread = threading.Thread(target=attempt, name="keychain", daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(outcome)


def keychain_errors() -> tuple[type[Exception], ...]:
    """keyring's own errors, and those of the libraries below it that it lets through."""
    import keyring.errors

    errors = [keyring.errors.KeyringError, RuntimeError, OSError, ValueError, AttributeError, ImportError]
    if sys.platform.startswith("linux"):
        with suppress(ImportError):
            from jeepney.wrappers import DBusErrorResponse  # type: ignore[import-untyped]
            from secretstorage.exceptions import SecretStorageException

            errors += [DBusErrorResponse, SecretStorageException]
    return tuple(errors)


def _from_json(stored: str | None) -> tuple[str, str] | None:
    try:
        found = json.loads(stored or "null")
    except ValueError:
        return None
    if not isinstance(found, dict) or not found.get("token"):
        return None
    return str(found["token"]), str(found.get("username") or "")


def text_of(path: Path) -> str | None:
    """The first 10 kB of a file, None where it cannot be read as text."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
        with path.open("rb") as file:
            return file.read(10_000).decode("utf-8-sig")
    except (OSError, ValueError):
        return None


def _removed(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Problem(
            f"{path}, which holds a token, cannot be removed ({error.strerror}). Remove it yourself."
        ) from error


def _kept(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(path, text)
    except OSError as error:
        raise Problem(
            f"The token cannot be kept in {path.parent} ({error.strerror}). Make room there, then try again."
        ) from error
