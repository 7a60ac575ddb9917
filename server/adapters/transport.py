"""JSON over HTTP to one API: the token for its own address only, five requests a second, and second tries.

Problem        the API's address, or an address it named, cannot be used
NotReachable   no answer, or none that can be read: worth another try
Answer         anything else, errors included: what it means is for the caller to say
"""

import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urljoin, urlsplit

from server.adapters.network import NotBegun, client, is_loopback, translated
from server.adapters.pace import Pace, quiet_seconds
from server.adapters.shared import Shared
from server.domain.call import Call
from server.domain.problem import NotReachable, Refused, TokenProblem, WrongInput

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

BUSY_CODES = frozenset({"1052", "1053", "1058"})
"""Too many requests, and exports that are running already: worth another try later, whatever their HTTP status."""


@dataclass(frozen=True)
class Request:
    """`address` is a path of the API or an address that it named; `token` replaces the one that is kept."""

    method: str
    address: str
    params: Mapping[str, Any] | None = None
    body: Any = None
    token: str | None = field(default=None, repr=False)
    timeout: float = 15.0


@dataclass(frozen=True)
class Answer:
    """`data` is the body read as JSON, None where it is not JSON."""

    status: int
    data: Any
    text: str

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def error(self) -> Mapping[str, Any]:
        """What the API says went wrong, of any of the forms seen: {'error': {…}}, {'detail': …}, {'message': …}."""
        if not isinstance(self.data, dict):
            return {}
        inner = self.data.get("error")
        if isinstance(inner, dict):
            return inner
        return {"message": inner or self.data.get("detail") or self.data.get("message")}

    @property
    def code(self) -> str:
        return str(self.error.get("error_code") or "")

    @property
    def busy(self) -> bool:
        """Whether a later try may be answered. Used-up credits come as 429 too, and do not come back by waiting."""
        if self.good or any(word in self.message.lower() for word in ("credit", "quota")):
            return False
        return self.status == 429 or self.code in BUSY_CODES

    @property
    def message(self) -> str:
        """The API's own words, one line, '' where it has none for people."""
        words = self.error.get("message")
        shown = words if isinstance(words, str) else json.dumps(words, ensure_ascii=False) if words else ""
        return " ".join(shown.split())[:400]


class Transport:
    """JSON over HTTP to the one API at `base`, an origin such as https://api.botify.com.

    `note` is given every call as it was made. Raises WrongInput for a base that is neither https nor on this computer.
    """

    def __init__(
        self,
        base: str,
        token: Callable[[], str | None],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        note: Callable[[Call], None] = lambda call: None,
    ) -> None:
        self.base, self._note = origin(base), note
        self._token, self._clock, self._sleep = token, clock, sleep
        self.pace = Pace(clock)
        self._client = Shared(lambda: client(self.base))

    def ask(self, request: Request, patience: float = 15.0) -> Answer:
        """The API's answer. Dropped connections, 429 and 5xx are tried again until `patience` seconds are over.

        Raises NotReachable when that brought nothing, Problem for an address that is not the API's.
        """
        began, tries = self._clock(), 0
        while True:
            left = patience - (self._clock() - began)
            timeout = min(request.timeout, max(left, 3.0)) if tries else request.timeout
            try:
                return self._once(request, timeout)
            except NotReachable:
                wait = min(8.0, 0.4 * 2**tries) * (0.5 + random.random() / 2)
                if self._clock() - began + wait >= patience:
                    raise
                self._sleep(wait)
                tries += 1

    def _once(self, request: Request, timeout: float) -> Answer:
        url = self.own(request.address)
        wait = self.pace.turn(longest=5.0)
        if wait is None:
            raise NotBegun(
                "Botify asks for a pause between requests. Try again in a moment; an export goes on by itself."
            )
        if wait:
            self._sleep(wait)
        token = request.token or self._token()
        if token and not (token.isascii() and token.isprintable()):
            raise TokenProblem(
                "This cannot be a Botify token: it has letters that no token has. "
                "Copy it once more from your Botify account page, under “API Auth Token”."
            )
        headers = {"Authorization": f"Token {token}"} if token else {}
        options = {"params": request.params, "json": request.body, "headers": headers, "timeout": timeout}
        with translated("Botify"), self._client.use() as opened:
            response = self._sent(opened, opened.build_request(request.method, url, **options), token)
        if response.is_redirect:
            raise Refused(
                "Botify's API answers from another address now, where the token is not sent. "
                "Check the API address in the settings, or look for a newer version of the app."
            )
        return self._read(response)

    def _sent(self, opened: "httpx.Client", made: "httpx.Request", token: str | None) -> "httpx.Response":
        """The answer to a request. Whatever becomes of it, it is noted, without its token."""
        target, body = made.url.raw_path.decode("ascii"), made.content.decode()
        if token:
            target, body = target.replace(token, "…"), body.replace(token, "…")
        began, status, size = time.monotonic(), 0, 0
        try:
            response = opened.send(made)
            status, size = response.status_code, len(response.content)
        finally:
            seconds = time.monotonic() - began
            self._note(Call(made.method, self.base, target, body, status, seconds, size))
        return response

    def _read(self, response: "httpx.Response") -> Answer:
        try:
            data = response.json()
        except ValueError:
            data = None
        answer = Answer(response.status_code, data, response.text[:400])
        log.info("%s %s: %d", response.request.method, response.request.url.path, answer.status)
        if answer.busy:
            self.pace.hold(quiet_seconds(response.headers.get("Retry-After")))
            raise NotBegun("Botify is busy with other requests of this account. The next try follows by itself.")
        if answer.status >= 500:
            raise NotReachable(f"Botify has trouble of its own just now ({answer.status}). Try again in a few minutes.")
        if answer.good and data is None:
            raise NotReachable("Botify's answer could not be read. If a network sign-in page is open, sign in there.")
        return answer

    def own(self, address: str) -> str:
        """A path of the API, or an address that it named, as a whole address. Raises Refused for any other host."""
        url = urljoin(self.base + "/", address)
        try:
            same = _where(urlsplit(url)) == _where(urlsplit(self.base))
        except ValueError:
            same = False
        if not same:
            raise Refused("Botify named an address outside its API. It was not followed, so that the token stays safe.")
        return url

    def close(self) -> None:
        """Closes the connections, after the last answer that is still waited for."""
        self._client.close()


def origin(base: str) -> str:
    """'https://api.botify.com/v1/' -> 'https://api.botify.com'. Raises WrongInput unless https, or on this computer."""
    try:
        parts = urlsplit(base.strip())
        scheme, host, _ = _where(parts)
        plain = parts.path.rstrip("/") in ("", "/v1") and not (parts.username or parts.query)
    except ValueError:
        scheme, host, plain = "", "", False
    if not plain or not host or not (scheme == "https" or (scheme == "http" and is_loopback(host))):
        raise WrongInput(
            f"“{base}” cannot be the address of Botify's API. It is https://api.botify.com, or http on this computer."
        )
    return f"{scheme}://{parts.netloc}"


def _where(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
