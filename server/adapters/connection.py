"""Which Botify is meant: the real one, another from the environment, or the demo's. The only module that knows."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from server.adapters.botify import Botify
from server.adapters.calls import Note
from server.adapters.network import NotBegun
from server.adapters.settings import Settings, row_limit
from server.adapters.token import Tokens, brought
from server.domain.problem import Problem, TokenProblem

REAL = "https://api.botify.com"
DEMO = "demo"
"""The demo's name in the registry of exports: its address changes with every start."""


@dataclass(frozen=True)
class DemoSite:
    title: str
    address: str
    urls: int


@dataclass(frozen=True)
class Demo:
    """A running simulator: its API's address, the token it takes, and the sites it has."""

    api: str
    token: str
    sites: tuple[DemoSite, ...]
    ended: Callable[[], bool] = lambda: False
    """Whether its process is gone, as when the system took the memory back."""


class Connection:
    """Botify as it is now: switched to the demo and back, with one client for each address."""

    def __init__(
        self,
        settings: Settings,
        tokens: Tokens,
        start_demo: Callable[[], Demo],
        environment: Mapping[str, str],
        look_in: Sequence[Path] = (),
        demo: bool = False,
        note: Note = lambda call: None,
    ) -> None:
        """`look_in`: folders where a `botify_token.txt` may lie, used when no token is known. `demo`: this run only.

        `note` is given every call to Botify.
        """
        self._demo_for_now, self._note = demo, note
        self._settings, self._tokens, self._start_demo = settings, tokens, start_demo
        self._look_in, self._given = look_in, bool(environment.get("BOTIFY_TOKEN", "").strip())
        self.real = environment.get("BOTIFY_API_URL", "").rstrip("/") or REAL
        self._lock = threading.Lock()
        self._demo: Demo | None = None
        self._clients: dict[str, Botify] = {}

    @property
    def demo(self) -> bool:
        return self._demo_for_now or self._settings.get("demo") == "on"

    def use_demo(self, on: bool) -> None:
        """Switch; with `on` the simulator is started at once, so that what fails is told where it was asked for."""
        if on:
            self.simulator()
        self._demo_for_now = False
        self._settings.put("demo", "on" if on else "")

    @property
    def row_limit(self) -> int:
        """Rows that fit into one export of this account."""
        return row_limit(self._settings)

    @property
    def api(self) -> str:
        """The name under which exports are registered."""
        return DEMO if self.demo else self.real

    def botify(self) -> Botify:
        """Raises TokenProblem where there is no token yet."""
        if not self.demo and not self._tokens.get() and not self._brought_in():
            raise TokenProblem(
                "No Botify token is known yet. Open “Connect Botify” in the Apps menu and paste yours, "
                "or press “Try it with demo data” on the first page."
            )
        return self.client(self.api)

    @property
    def probably_connected(self) -> bool:
        """Whether a token was kept or is given, without asking the keychain, which takes its time."""
        return self._given or self._settings.get("connected") == "yes"

    def user(self) -> str | None:
        """Who is connected, '' for somebody without a name, None for nobody. Asks the keychain.

        A `botify_token.txt` that Botify refuses connects nobody: a better token can be pasted all the same.
        """
        with suppress(Problem):
            if self._tokens.get() or self._brought_in():
                return self._tokens.username
        return None

    def connect(self, token: str) -> str:
        """Check a token at Botify, then keep it. Gives the user's name, '' where Botify does not tell it."""
        username = self.client(self.real).check(token)
        self._tokens.keep(token, username)
        self._settings.put("connected", "yes")
        return username

    def disconnect(self) -> None:
        self._tokens.forget()
        self._settings.put("connected", "")

    def _brought_in(self) -> bool:
        """Take the token of a `botify_token.txt` in, once it was checked."""
        found = brought(self._look_in)
        if found is None:
            return False
        self.connect(found.token)
        return True

    def client(self, api: str) -> Botify:
        """The client of a registered API, for exports that began under another setting too."""
        with self._lock:
            if api == DEMO:
                self._started()
            if api not in self._clients:
                self._clients[api] = self._new_client(api)
            return self._clients[api]

    def _new_client(self, api: str) -> Botify:
        if api == DEMO:
            demo = self._started()
            return Botify(demo.api, lambda: demo.token, note=self._note)
        return Botify(api, self._token if api == self.real else _no_token, note=self._note)

    def _token(self) -> str:
        """Raises NotBegun where none is known: an export waits for one, for a keychain may be locked just now."""
        token = self._tokens.get()
        if token is None:
            raise NotBegun(
                "No Botify token is known just now, so this waits for one. Open “Connect Botify” and paste yours; "
                "or, if it is in a keychain that is locked, unlock that and start the app again."
            )
        return token

    def simulator(self) -> Demo:
        with self._lock:
            return self._started()

    def _started(self) -> Demo:
        if self._demo is not None and self._demo.ended():
            if DEMO in self._clients:
                self._clients[self._demo.api] = self._clients.pop(DEMO)  # somebody may be asking it; closed at the end
            self._demo = None
        if self._demo is None:
            self._demo = self._start_demo()
        return self._demo

    def close(self) -> None:
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()


def _no_token() -> None:
    """An address that is not the one in use gets no token."""
