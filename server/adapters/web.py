"""The service `http`: pages of the web, asked for without the token, in bounded time and size."""

import time
from typing import TYPE_CHECKING, Any

from server.adapters.network import client
from server.adapters.shared import Shared
from server.domain.problem import NotReachable

if TYPE_CHECKING:
    import httpx

SECONDS = 30.0
"""A whole answer, its body included."""

SIZE = 20_000_000
"""Bytes of a body, unpacked."""

_ABOUT_THE_WIRE = ("content-encoding", "content-length", "transfer-encoding")


class HttpService:
    """`http`: each answer is httpx's, with `.status_code`, `.headers`, `.text` and `.json()`.

    Redirects are not followed unless asked for. Raises NotReachable where no whole answer came.
    """

    def __init__(self, seconds: float = SECONDS, size: int = SIZE) -> None:
        self._seconds, self._size = seconds, size
        self._client = Shared(client)

    def get(self, url: str, **options: Any) -> "httpx.Response":
        return self._ask("GET", url, options)

    def head(self, url: str, **options: Any) -> "httpx.Response":
        return self._ask("HEAD", url, options)

    def post(self, url: str, **options: Any) -> "httpx.Response":
        return self._ask("POST", url, options)

    def _ask(self, method: str, url: str, options: dict[str, Any]) -> "httpx.Response":
        import httpx

        until = time.monotonic() + self._seconds
        try:
            with self._client.use() as own, own.stream(method, url, **{"timeout": self._seconds, **options}) as answer:
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > self._size:
                        raise NotReachable(
                            f"The answer of {url} is longer than {self._size:,} bytes, so it was not read."
                        )
                    if time.monotonic() > until:
                        raise NotReachable(f"{url} did not answer whole within {self._seconds:g} seconds. Try again.")
                kept = [(name, value) for name, value in answer.headers.multi_items() if name not in _ABOUT_THE_WIRE]
                return httpx.Response(answer.status_code, headers=kept, content=body, request=answer.request)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict) as error:
            reason = str(error) or type(error).__name__
            raise NotReachable(
                f"{url} did not answer ({reason}). Check the address and the network, then try again."
            ) from error

    def __enter__(self) -> "HttpService":
        return self

    def __exit__(self, *reason: object) -> None:
        self._client.close()
