"""The rule book of what can go wrong, by name: one for the demo and all tests. Nothing does until switched on.

A fault is switched on with parameters: `{"cut_download": {"bytes": 50000, "times": 2}}`. Every fault takes
`times` (how often it happens; without it, always), `after` (let so many pass first) and `path` (only where the
request's path contains this). `true` and a number are short for `{}` and `{"times": number}`. What waits or is slow
is so until its fault is switched off.
"""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field
from typing import Any

KNOWN = {
    # any request to the API, before it is answered
    "latency": "`seconds` of waiting before every answer",
    "connection_cut": "the connection is cut before anything is done",
    "server_error": "`status` (500, 502, 503, 504; default 502) with a gateway's HTML page; `retry_after` as below",
    "too_many_requests": '429; `retry_after`: seconds, or "date" for a date two seconds ahead; default no header',
    "token_rejected": '401; `form`: "envelope" (default), "drf", "html"; `status`: 401 or 403',
    "forbidden": "403 with the envelope",
    "profile_missing": "GET /v1/authentication/profile answers 404",
    "redirect": "302 to the address `to` (default another host)",
    # any answer of the API, after it is made
    "invalid_json": "200 with half an answer",
    "empty_answer": "200 with nothing",
    "html_page": "200 with an HTML page",
    "numbers_as_strings": "every number of the answer is a text",
    "unknown_keys": "the answer has keys that no documentation names",
    # lists
    "foreign_next": "`next` of a list leads to another `host`",
    "repeated_page": "`next` of a list leads to the same page again",
    # POST /v1/jobs
    "create_cut": "the job is created, then the connection is cut",
    "create_error": "the job is created, then `status` (default 502) is answered",
    "create_200": "200 in place of 201",
    "size_refused": "400 where export_size is above the limit, which is silently cut otherwise",
    "credits_exhausted": "`status` (default 402) and no job",
    # GET /v1/jobs/{id}
    "stuck": "PROCESSING for ever",
    "unknown_status": "`status` (default PAUSED)",
    "lower_case_status": "done, failed, …",
    "failed": "FAILED with `results`: null (default), a text or an object",
    "done_without_url": "DONE with `results` (default null)",
    "job_missing": "404",
    "job_url": '`form`: "absolute", "missing" or "foreign"',
    "job_id_text": "job_id is a text",
    "url_changes": "another download_url at each look; `only_newest`: the older ones answer 403",
    # the file, as it is written when the job is created
    "plain": "the file is not compressed, whatever was asked",
    "zip": "a zip, whatever was asked",
    "zip_empty": "a zip without a file",
    "zip_two": "a zip of two files",
    "zip_bad_name": "a zip of a file ../../x.csv",
    "multi_member": "gzip in several members",
    "truncated_gzip": "the last `bytes` (default 20) of the gzip are missing",
    "sep_line": "first line `sep=,`, whatever was asked",
    "bom": "a byte order mark",
    "crlf": "lines end with CR LF",
    "no_header": "no header, whatever was asked",
    "header": "a header, whatever was asked",
    "header_only": "no rows",
    "row_missing": "one row is missing",
    "list_form": 'a multiple value as `form`: "json" (default), "pipe" or "python"',
    # the file host
    "expired": "`status` (403, 404 or 410; default 403) with an XML page",
    "cut_download": "the connection is cut after `bytes` of this answer (default 10000)",
    "slow_download": "`bytes_per_second`",
    "range_ignored": "200 and the whole file where a range was asked for",
    "changed_file": "an ETag of its own for each answer, so that If-Range never holds",
    "no_etag": "no ETag and no Last-Modified",
    "no_length": "no Content-Length",
    "download_error": "`status` (default 503)",
    "download_html": "200 with an HTML page",
    "foreign_redirect": "302 to the address `to` (default another host)",
    "download_latency": "`seconds` of waiting before every answer",
}
SHAPES = frozenset(list(KNOWN)[list(KNOWN).index("plain") : list(KNOWN).index("expired")])
"""Those that a file is written with, for good."""
_LOOK = 0.05
"""Seconds between looks whether what waits is to wait on."""


@dataclass
class Faults:
    """The faults switched on now. Safe to use from several threads."""

    active: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, wanted: dict[str, Any]) -> None:
        """Switches on these and no others; ValueError names an unknown one and changes nothing."""
        for name in wanted:
            if name not in KNOWN:
                raise ValueError(f"There is no fault {name!r}. There are: {', '.join(KNOWN)}.")
        active = {name: _parameters(given) for name, given in wanted.items() if given is not False}
        with self.lock:
            self.active = active

    def take(self, name: str, path: str = "") -> dict[str, Any] | None:
        """The parameters of the fault if it happens now, which counts as one time."""
        with self.lock:
            found = self.active.get(name)
            if found is None or str(found.get("path", "")) not in path:
                return None
            if found.get("after", 0) > 0:
                found["after"] -= 1
                return None
            if found.get("times", 1) <= 0:
                return None
            if "times" in found:
                found["times"] -= 1
            return dict(found)

    async def wait(self, name: str, path: str) -> None:
        """Waits the `seconds` of a fault, if it happens now, or until it is switched off."""
        found = self.take(name, path)
        end = time.monotonic() + found.get("seconds", 1) if found else 0.0
        while self.on(name) and (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(_LOOK, left))

    def on(self, name: str) -> bool:
        """Whether the fault is switched on, however often it happens yet."""
        return name in self.active

    def happens(self, name: str, path: str = "") -> bool:
        """Whether the fault happens now, for those without parameters of their own."""
        return self.take(name, path) is not None

    def shape(self) -> dict[str, dict[str, Any]]:
        """The faults the next file is written with."""
        taken = {name: self.take(name) for name in SHAPES & set(self.active)}
        return {name: found for name, found in sorted(taken.items()) if found is not None}


def _parameters(given: Any) -> dict[str, Any]:
    if given is True or given is None:
        return {}
    if isinstance(given, int):
        return {"times": given}
    if isinstance(given, dict):
        return dict(given)
    raise ValueError(f"Parameters of a fault are true, a number or an object, not {given!r}.")
