"""The file host: how it is asked, and what its answers mean. It gets no token and nothing but safe addresses."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from server.adapters import network
from server.domain.call import FILE, Call, caller
from server.domain.problem import NotReachable, Problem, Refused

if TYPE_CHECKING:
    import httpx


class Expired(Problem):
    """The link does not lead to the file, or no longer."""


def file_client(note: Callable[[Call], None] = lambda call: None) -> "httpx.Client":
    """The client for files. It knows no token: a file host has no business with it, and signed links refuse one.

    `note` is given every answer, without the folders of its address, which are as good as a key.
    """
    import httpx

    def answered(response: httpx.Response) -> None:
        if not response.has_redirect_location:
            size, asked = response.headers.get("Content-Length", ""), response.request.url
            base, name = str(asked.copy_with(raw_path=b"/")).rstrip("/"), asked.path.rpartition("/")[2]
            note(
                Call(
                    FILE,
                    caller().api,
                    f"{base}/…/{name}",
                    "",
                    response.status_code,
                    0.0,
                    int(size) if size.isdecimal() else 0,
                )
            )

    return network.client(
        follow_redirects=True,
        timeout=httpx.Timeout(5.0, connect=10.0),
        # Sizes and ranges then mean bytes of the file.
        headers={"Accept-Encoding": "identity", "Accept": "*/*"},
        event_hooks={"request": [_only_safe], "response": [answered]},
    )


def _only_safe(request: "httpx.Request") -> None:
    if request.url.scheme != "https" and not network.is_loopback(request.url.host):
        raise Refused("The file's address is not a safe one (https), so it was not fetched. Ask your Botify contact.")


def check(response: "httpx.Response") -> None:
    """Raises NotReachable where a later try may do, Expired where the link no longer does."""
    status = response.status_code
    if status in (200, 206):
        return
    if status in (408, 429) or status >= 500:
        raise NotReachable(f"The file host has trouble of its own just now ({status}). The next try follows by itself.")
    host = urlsplit(str(response.url)).hostname
    raise Expired(f"The file host {host} does not give the file ({status}).")


def validator(response: "httpx.Response") -> str | None:
    """What tells that a later rest belongs to the same file. A weak ETag does not, nor is a range valid with one."""
    tag: str = response.headers.get("ETag", "")
    if tag and not tag.startswith("W/"):
        return tag
    modified: str | None = response.headers.get("Last-Modified")
    return modified


def broken() -> tuple[type[Exception], ...]:
    """What httpx raises when the other side hangs up, as opposed to falling silent."""
    import httpx

    return (httpx.ReadError, httpx.RemoteProtocolError)
