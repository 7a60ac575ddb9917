"""Whether there is a newer version: a signed list is fetched, when the user asked for that, and nothing else is done.

`assets/updates.json` pins where the list is and the public key it is signed with (Ed25519, RFC 8032): a list that
somebody else wrote, or one from before the last one seen, is refused. One that somebody keeps from growing cannot be
told from one that does not change; so its date is said wherever it is. Without that file no list is published yet.

    updates.json   {"address": "https://…", "key": "<32 bytes, base64>"}
    the list       {"signed": "<base64 of the next line>", "signature": "<64 bytes, base64>"}
                   {"date": "2026-12-01", "version": "1.2.3", "notes": "What is new.", "link": "https://…"}
"""

import base64
import json
import logging
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from server.adapters import network
from server.adapters.repeated import Repeated
from server.adapters.settings import Settings
from server.domain.problem import NotReachable, Problem, Refused

log = logging.getLogger(__name__)

FILE = "updates.json"
ON, FOUND, SEEN, DATED, LOOKED = "updates", "updates_found", "updates_seen", "updates_dated", "updates_looked"
"""Names of settings: 'on'; the update as JSON; the highest version ever seen and the latest date; when it was looked
for last.
"""
SIZE, SECONDS = 64_000, 10.0
_FIRST, _BETWEEN, _DAY = 20.0, 3600.0, 86_400.0
_WHOM = "The place where updates are announced"


@dataclass(frozen=True)
class Source:
    """Where the list is, and the public key it is signed with."""

    address: str
    key: bytes


@dataclass(frozen=True)
class Update:
    """`date`: the day of its list, as 2026-12-01."""

    date: str
    version: str
    notes: str
    link: str


def source(assets: Path) -> Source | None:
    """The pinned one; None where none is published, or what stands there is no such thing."""
    try:
        told = json.loads((assets / FILE).read_text("utf-8"))
        found = Source(str(told["address"]), base64.b64decode(told["key"], validate=True))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.error("%s cannot be read: %s", FILE, error)
        return None
    return found if found.address.startswith("https://") and len(found.key) == 32 else None


class Updates:
    """Looks once a day while the setting is on; `version` is the one that runs."""

    def __init__(
        self,
        settings: Settings,
        place: Source | None,
        version: str,
        clock: Callable[[], float] = time.time,
        first: float = _FIRST,
    ) -> None:
        self._settings, self.place, self._version = settings, place, version
        self._clock = clock
        self._daily = Repeated("updates", self._look_when_due, first, _BETWEEN)

    @property
    def on(self) -> bool:
        return self._settings.get(ON) == "on"

    def turn(self, on: bool) -> None:
        self._settings.put(ON, "on" if on else "")
        if not on:
            self._settings.put(FOUND, "")

    @property
    def found(self) -> Update | None:
        """A newer version, as the last look told; None once it runs."""
        try:
            update = Update(**json.loads(self._settings.get(FOUND) or "null"))
        except (ValueError, TypeError):
            return None
        return update if _number(update.version) > _number(self._version) else None

    @property
    def dated(self) -> str:
        """The day of the last list, as 2026-12-01; '' before there was one."""
        return self._settings.get(DATED)

    def look(self) -> Update | None:
        """Fetch the list. Raises Problem where it cannot be had, or is not to be trusted."""
        if self.place is None:
            raise Problem("No update list is published yet. Ask whoever gave you the app for a newer version.")
        update = checked(_fetched(self.place.address), self.place.key)
        seen, dated = self._settings.get(SEEN), self.dated
        if _number(update.version) < _number(seen) or update.date < dated:
            before = ", ".join(filter(None, (seen, dated)))
            raise Refused(f"The list of updates is older than one seen before ({before}). It is not used.")
        self._settings.put(SEEN, update.version)
        self._settings.put(DATED, update.date)
        self._settings.put(FOUND, json.dumps(asdict(update)))
        self._settings.put(LOOKED, str(int(self._clock())))
        return self.found

    def start(self) -> None:
        """Look now and then, in a thread, long after the start. Without a list there is nothing to start."""
        if self.place is not None:
            self._daily.start()

    def stop(self) -> None:
        """A look that waits for the network is left behind."""
        self._daily.stop(0.2)

    def _look_when_due(self) -> None:
        try:
            if self.on and self._due():
                self.look()
        except Problem as problem:
            log.info("updates: %s", problem)

    def _due(self) -> bool:
        looked = self._settings.get(LOOKED)
        return not looked.isdecimal() or not 0 <= self._clock() - int(looked) < _DAY


def checked(body: bytes, key: bytes) -> Update:
    """What a list says, if it was signed with the key. Raises Refused."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        outer = json.loads(body)
        signed = base64.b64decode(outer["signed"], validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(outer["signature"], validate=True), signed)
        told = json.loads(signed)
        day = date.fromisoformat(str(told["date"])).isoformat()
        update = Update(day, str(told["version"]), str(told["notes"]), str(told["link"]))
    except InvalidSignature:
        raise Refused("The list of updates is not signed by who makes the app. It is not used.") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:  # binascii's own is a ValueError
        raise Refused("What was sent is no list of updates. It is not used.") from error
    if _number(update.version) == () or not update.link.startswith("https://"):
        raise Refused("The list of updates names no version and page that can be used.")
    return update


def _fetched(address: str) -> bytes:
    """At most SIZE bytes; no other address is followed."""
    until, body = time.monotonic() + SECONDS, b""
    with (
        network.client(address, timeout=SECONDS) as client,
        network.translated(_WHOM),
        client.stream("GET", address, headers={"Accept-Encoding": "identity"}) as answer,
    ):
        if answer.status_code != 200:
            raise NotReachable(f"{_WHOM} answered {answer.status_code}. Try again tomorrow.")
        for part in answer.iter_raw():
            body += part
            if len(body) > SIZE or time.monotonic() > until:
                raise Refused("What was sent is too long, or comes too slowly, for a list of updates.")
    return body


def _number(version: str) -> tuple[int, ...]:
    """'1.2.3' -> (1, 2, 3); () for what is no version."""
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}", version):
        return ()
    return tuple(int(part) for part in version.split("."))
