"""A call to Botify's API as it was made, and the same call for a terminal and for a notebook.

The token is in none of them: it is read from the environment when they are run. What only the writing of snippets needs
is imported there.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

BODY_LIMIT = 200_000
"""Characters of a payload that are kept: an export of all 4,500 fields has about as many."""

FILE = "file"
"""The method of a file's download, which is no call of the API and gets no token."""


@dataclass(frozen=True)
class Caller:
    """On whose behalf Botify is asked: a pipeline's step, or an export, which several pipelines may wait for."""

    app: str = ""
    key: str = ""
    step: str = ""
    export: int = 0
    job: str = ""
    """The export's number at Botify, once it has one."""
    api: str = ""
    """The origin of the API that is asked for the export."""


NOBODY = Caller()
_caller: ContextVar[Caller] = ContextVar("caller", default=NOBODY)


def caller() -> Caller:
    """On whose behalf this thread asks just now."""
    return _caller.get()


@contextmanager
def calling(it: Caller) -> Iterator[None]:
    """What is asked of Botify while this lasts is asked on behalf of `it`."""
    before = _caller.set(it)
    try:
        yield
    finally:
        _caller.reset(before)


@dataclass(frozen=True)
class Call:
    """One call, or several equal ones in a row (`times`). `at`: seconds since 1970, of the last one.

    `base` is the API's origin, `target` path and query as sent (of a file its address without the folders), `body` the
    JSON sent, '' where there was none and None where it was too long to be kept. `status` is 0 where no answer came.
    `bytes` and `seconds` are those of the answer.
    """

    method: str
    base: str
    target: str
    body: str | None = ""
    status: int = 0
    seconds: float = 0.0
    bytes: int = 0
    at: float = 0.0
    times: int = 1
    by: Caller = NOBODY
    id: int = 0

    @property
    def is_file(self) -> bool:
        return self.method == FILE

    @property
    def runs(self) -> bool:
        """Whether the whole call is known, so that it can be made again."""
        return self.body is not None and (not self.is_file or bool(self.by.job))

    @property
    def costs(self) -> bool:
        """Whether making it again makes a new export, which costs credits."""
        return self.method == "POST" and urlsplit(self.target).path == "/v1/jobs"


_TITLES = (
    (r"GET /v1/analyses/.*", "Crawls of a project"),
    (r"GET /v1/projects/[^/]*/[^/]*/collections", "Collections of a project"),
    (r"GET /v1/projects/[^/]*/[^/]*/collections/.*", "Fields of a collection"),
    (r"POST /v1/projects/.*/query", "Query"),
    (r"POST /v1/jobs", "Export asked for"),
    (r"GET /v1/jobs", "List of exports"),
    (r"GET /v1/jobs/.*", "Export looked at"),
    (r"GET /v1/authentication/profile", "Account"),
    (r"file .*", "File fetched"),
)


def title(call: Call) -> str:
    """What a call is for, in a few words."""
    asked = f"{call.method} {urlsplit(call.target).path}"
    return next((words for pattern, words in _TITLES if re.fullmatch(pattern, asked)), "Call")


def payload(call: Call) -> Any:
    """The JSON that was sent, None where there was none."""
    return json.loads(call.body) if call.body else None


def request(call: Call) -> str:
    """The call as HTTP, its payload set out in lines; '$BOTIFY_TOKEN' stands for the token."""
    if call.is_file:
        return f"GET {call.target}\n\nNo token is sent: the address was signed for a while. The job gives a fresh one."
    lines = [f"{call.method} {call.base}{call.target}", "Authorization: Token $BOTIFY_TOKEN"]
    if call.body is None:
        return "\n".join([*lines, "", "The payload was too long to be kept."])
    if call.body:
        lines += ["Content-Type: application/json", "", json.dumps(payload(call), indent=2, ensure_ascii=False)]
    return "\n".join(lines)


def curl(call: Call, base: str) -> str:
    """A command for a POSIX shell. `base`: the API's origin where BOTIFY_API_URL is not set."""
    from shlex import quote

    if call.is_file:
        job = _curl(f"/v1/jobs/{call.by.job}", base)
        link = r"""sed -n 's/.*"download_url": *"\([^"]*\)".*/\1/p' | sed 's/\\u0026/\&/g; s/\\//g'"""
        return f'curl --silent --show-error --fail --location --globoff --remote-name "$({job} | {link})"'
    command = _curl(call.target, base, f" --request {call.method}" if call.method != "GET" else "")
    if call.body:
        # ASCII alone, for a terminal may be set to anything, and take characters that are not seen.
        told = quote(json.dumps(payload(call), indent=2, ensure_ascii=True))
        command += f" \\\n  --header 'Content-Type: application/json' \\\n  --data-raw {told}"
    return command


def _curl(target: str, base: str, more: str = "") -> str:
    from shlex import quote

    plain = re.fullmatch(r"https?://[\w.:\[\]-]+", base, re.ASCII)
    where = (f'"${{BOTIFY_API_URL:-{base}}}"' if plain else quote(base)) + quote(target)
    return f'curl --silent --show-error --globoff{more} {where} \\\n  --header "Authorization: Token $BOTIFY_TOKEN"'


def python(call: Call, base: str) -> str:
    """A cell for a notebook, with httpx. `base`: the API's origin where BOTIFY_API_URL is not set."""
    start = (
        "import os\n\nimport httpx\n\n"
        f'base = os.environ.get("BOTIFY_API_URL", {base!r})\n'
        'headers = {"Authorization": f"Token {os.environ[\'BOTIFY_TOKEN\']}"}\n'
    )
    if call.is_file:
        return f"{start}{_fetched(call)}"
    asked = f"base + {call.target!r}, headers=headers"
    if call.body:
        from pprint import pformat

        told = pformat(payload(call), width=100, sort_dicts=False)
        start += f"payload = {told}\n"
        asked += ", json=payload"
    warning = "# This makes a new export at Botify, which costs credits.\n" if call.costs else ""
    return (
        f"{start}{warning}response = httpx.{call.method.lower()}({asked}, timeout=60)\n"
        "response.raise_for_status()\nresponse.json()\n"
    )


def _fetched(call: Call) -> str:
    name = re.sub(r"[^\w.-]", "_", urlsplit(call.target).path.rpartition("/")[2]) or "export.csv.gz"
    return (
        f"response = httpx.get(base + {f'/v1/jobs/{call.by.job}'!r}, headers=headers, timeout=60)\n"
        "job = response.raise_for_status().json()\n"
        "# The file's host gets no token: the link is signed.\n"
        'with httpx.stream("GET", job["results"]["download_url"], follow_redirects=True, timeout=60) as response:\n'
        "    response.raise_for_status()\n"
        f'    with open({name!r}, "wb") as file:\n'
        "        for piece in response.iter_raw():\n"
        "            file.write(piece)\n"
    )
