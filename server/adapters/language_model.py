"""`model`: a language model on this computer, by Ollama. The only module that knows Ollama's API.

Source: https://github.com/ollama/ollama/blob/main/docs/api.md (`GET /api/tags`, `POST /api/generate`, OLLAMA_HOST).
The client is imported when a model is first asked.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from server.adapters.shared import Shared
from server.domain.problem import NotReachable, Problem, Refused

if TYPE_CHECKING:
    import ollama

log = logging.getLogger(__name__)

HOST = "http://127.0.0.1:11434"
"""Where Ollama listens unless OLLAMA_HOST says otherwise. Not 'localhost', which some systems look up as IPv6 first."""
SECONDS = 600.0
"""That an answer may take: the first one loads the model."""
CONNECT = 3.0
_NO_WRITER = "does not support generate"
"""What Ollama says of a model that only embeds."""


def host(environment: Mapping[str, str]) -> str:
    """The address of Ollama, as it reads it: what is no address means the usual one.

    A server's 'listen everywhere' (0.0.0.0) is asked on this computer.
    """
    said = environment.get("OLLAMA_HOST", "").strip()
    try:
        return _address(said if "://" in said else f"http://{said}") if said else HOST
    except ValueError as error:
        log.warning("OLLAMA_HOST is no address (%s)", error)
        return HOST


def _address(said: str) -> str:
    """Raises ValueError."""
    parts = urlsplit(said)
    name = {"0.0.0.0": "127.0.0.1", "localhost": "127.0.0.1", "": "127.0.0.1"}.get(parts.hostname or "", parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 11434)
    return f"{parts.scheme}://{f'[{name}]' if name and ':' in name else name}:{port}"


class ModelService:
    """Asks the model that was installed or changed last. May be used from any thread."""

    def __init__(self, environment: Mapping[str, str], seconds: float = SECONDS) -> None:
        self._host, self._seconds = host(environment), seconds
        self._client = Shared(self._own)

    def answer(self, prompt: str) -> str:
        """What the model writes. Raises Problem where none runs, none is installed, or it refuses."""
        with _told(self._host), self._client.use() as client:
            names = [found.model for found in client.list().models if found.model]
            for name in names:
                try:
                    said = client.generate(model=name, prompt=prompt, stream=False)
                except _response_error() as error:
                    if _NO_WRITER not in str(error):
                        raise
                    continue
                return str(said.response).strip()
        raise Problem(
            "Ollama runs, but it has no model that writes. Fetch one in a terminal, for example with "
            "“ollama pull llama3.2”, then try again."
        )

    def _own(self) -> "ollama.Client":
        import httpx
        import ollama

        here = urlsplit(self._host).hostname in ("127.0.0.1", "::1")
        time = httpx.Timeout(self._seconds, connect=CONNECT)
        return ollama.Client(host=self._host, timeout=time, trust_env=not here)

    def __enter__(self) -> "ModelService":
        return self

    def __exit__(self, *reason: object) -> None:
        self._client.close()


def _response_error() -> type[Exception]:
    import ollama

    return ollama.ResponseError


@contextmanager
def _told(address: str) -> Iterator[None]:
    import httpx
    import ollama

    try:
        yield
    except ollama.ResponseError as error:
        raise Refused(f"The language model did not answer: {error.error}. Try again, or look at Ollama.") from error
    except httpx.TimeoutException as error:
        raise NotReachable(f"The language model at {address} took too long. Try a shorter text, or again.") from error
    except (ConnectionError, httpx.HTTPError) as error:
        raise NotReachable(
            f"No language model runs at {address}. Install Ollama from ollama.com and start it, then try again."
        ) from error
