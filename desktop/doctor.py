"""`pipulate-desktop doctor`: what is found on this machine, and whether the app could work."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator

from desktop import remembered
from desktop.backend import description, window_problem
from desktop.failure import failure_of, sentence
from desktop.instance import is_open
from desktop.running import Assemble, running
from desktop.version import version
from server.adapters import network
from server.adapters.connection import REAL
from server.adapters.facts import Fact, as_text, folder, last_problems, log_tail, machine
from server.adapters.redaction import redacted
from server.adapters.token import keychain_errors
from server.domain.problem import Problem
from server.folders import Folders

SECONDS = 5.0
FOLDERS = ("data", "logs", "plugins")


def findings(folders: Folders, assemble: Assemble) -> Iterator[Fact]:
    """One after the other, because the last ones take a moment."""
    problem = window_problem()
    yield from machine(version(), f"none: {problem} The app can be used with --browser." if problem else description())
    yield Fact("place", _place(folders))
    yield Fact("open", "yes, with its window or in the background" if is_open(folders.data) else "not now")
    for name in FOLDERS:
        yield folder(name, getattr(folders, name))
    inside: list[Fact] = []
    error = failure_of(lambda: inside.extend(_answers(assemble)))
    yield from inside or [folder("downloads", folders.downloads)]
    yield Fact("server", f"does not start: {sentence(error)}" if error else "starts and answers", bool(error))
    yield Fact("keychain", _keychain())
    yield Fact("Botify", _botify(os.environ.get("BOTIFY_API_URL") or REAL))
    yield from (Fact("log", line) for line in last_problems(folders.logs))


def diagnostics(folders: Folders) -> str:
    """What can be told without the app, as one text without secrets: for the page that says why it does not run."""
    known = machine(version(), description())
    return as_text([*known, *(folder(name, getattr(folders, name)) for name in FOLDERS)], log_tail(folders.logs))


def doctor(folders: Folders, assemble: Assemble, say: Callable[[str], object]) -> int:
    """Says each finding; 1 if one of them is fatal, else 0."""
    fatal = False
    for finding in findings(folders, assemble):
        say(redacted(f"{'✗' if finding.fatal else '·'} {finding.what:10} {finding.found}"))
        fatal = fatal or finding.fatal
    say("The app cannot work like this." if fatal else "The app can work.")
    return int(fatal)


def _answers(assemble: Assemble) -> list[Fact]:
    """What only the running app knows, once it was seen to answer."""
    from http.client import HTTPConnection

    with running(assemble) as app:
        connection = HTTPConnection("127.0.0.1", int(app.url.rsplit(":", 1)[1]), timeout=SECONDS)
        try:
            connection.request("GET", app.boot_path(SECONDS))
            status = connection.getresponse().status
        finally:
            connection.close()
        if status >= 400:
            raise ConnectionError(f"it answered {status}")
        from server.web.diagnostics import of_parts
        from server.web.parts import Parts

        return of_parts(app.parts) if isinstance(app.parts, Parts) else []


def _place(folders: Folders) -> str:
    """Where a window is looked for that nobody sees."""
    it = remembered.read(folders.data).place
    where = "where the system puts it" if it.x is None else f"at {it.x}, {it.y}"
    return f"{it.width} × {it.height} {where}{', maximised' if it.maximised else ''}; --reset-window forgets it"


def _keychain() -> str:
    """A locked one may ask its owner first, or never answer."""
    told: list[str] = []
    asking = threading.Thread(target=lambda: told.append(_keychain_answers()), name="keychain", daemon=True)
    asking.start()
    asking.join(SECONDS)
    return told[0] if told else "does not answer; the token is kept in a file that only you can read"


def _keychain_answers() -> str:
    import keyring

    backend = keyring.get_keyring()
    if backend.priority <= 0:
        return "none; the token would be kept in a file that only you can read"
    try:
        backend.get_password("pipulate-desktop-doctor", "nobody")
    except keychain_errors() as error:
        return f"{backend.name} is locked or does not answer ({error})"
    return f"{backend.name}"


def _botify(address: str) -> str:
    """Asked as the app asks: by the system's proxies and certificates."""
    try:
        with network.client(address, timeout=SECONDS) as client, network.translated("Botify"):
            status = client.get(address).status_code
    except Problem as problem:
        return f"{address}: {problem} What is downloaded already can be used."
    return f"{address} answers ({status})"
