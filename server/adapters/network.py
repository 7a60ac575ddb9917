"""httpx, as both the API and the file host are reached: proxies, certificates, and its errors as sentences.

httpx is imported where it is first used: it costs a tenth of a second that the first page does not need.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from server.domain.problem import NotReachable, Problem, Refused

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class NotBegun(NotReachable):
    """Surely nothing was done: no connection came about, or the API asks to come back later."""


def is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or (host.startswith("127.") and host.replace(".", "").isdigit())


def client(base: str = "", **options: Any) -> "httpx.Client":
    """A client that asks the system for proxies and certificates, except for this computer. httpx is imported here."""
    import httpx

    # Its lines name whole addresses, and the signature in a file's address is as good as a key.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    verify: Any = True
    if not base.startswith("http://"):
        try:
            import ssl

            import truststore

            # The system's certificates, so that a company's own proxy is trusted as it is by the browser.
            verify = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        except ImportError:
            log.info("truststore is not there: the certificates that come along are used")
    direct = {f"all://{host}": httpx.HTTPTransport(verify=verify) for host in _LOOPBACK}
    try:
        return httpx.Client(mounts=direct, verify=verify, **options)
    except (ImportError, ValueError) as error:
        raise Problem(
            f"The proxy settings of this computer cannot be used ({error}). Correct them, then try again."
        ) from error


@contextmanager
def translated(whom: str) -> Iterator[None]:
    """httpx's errors as NotReachable; `NotBegun` where no connection came about."""
    import httpx

    try:
        yield
    except httpx.UnsupportedProtocol as error:
        raise Refused(f"{whom} gave an address that cannot be used ({error}).") from error
    except httpx.ProxyError as error:
        raise NotBegun(f"The proxy of this network refuses the way to {whom} ({error}).") from error
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        if "CERTIFICATE" in str(error).upper():
            words = (
                f"A safe connection to {whom} could not be made. Check this computer's clock and its network's rules."
            )
        else:
            words = f"{whom} cannot be reached. Check the network, then try again; an export goes on by itself."
        raise NotBegun(words) from error
    except httpx.TimeoutException as error:
        raise NotReachable(f"{whom} did not answer in time. Try again; an export goes on by itself.") from error
    except httpx.TransportError as error:
        raise NotReachable(f"The connection to {whom} broke off. Try again; an export goes on by itself.") from error
    except (httpx.InvalidURL, httpx.HTTPError, httpx.StreamError) as error:
        raise Refused(f"{whom} gave an address that cannot be used ({error}).") from error
