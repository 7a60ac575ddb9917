"""Botify's API, as far as the app asks it. The only module that knows its addresses.

Source: Botify's public API description (swagger), its documentation, and the behaviour of other clients.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import quote, urljoin

from server.adapters import answers
from server.adapters.answers import Analysis, Collection, Job, expected
from server.adapters.network import NotBegun
from server.adapters.transport import Request, Transport
from server.domain.call import Call
from server.domain.problem import NotReachable, Refused, TokenProblem

__all__ = ["Analysis", "Botify", "Collection", "Job", "Unanswered"]

_PAGE = 100
_MOST_PAGES = 200
_QUERY_SECONDS = 45.0
"""A heavy count takes its time; Botify's own gateway gives up after about a minute."""


class Unanswered(NotReachable):
    """A job was asked for and the answer got lost: it may exist. Look it up before asking again."""


class Botify:
    """One API with one token. Safe to use from several threads, which share its five requests a second.

    A request is tried again for `patience` seconds in all; 0 tries once (for the worker, which comes back by itself).
    `note` is given every call that is made.
    Every method raises TokenProblem, Refused or NotReachable.
    """

    def __init__(
        self,
        base: str,
        token: Callable[[], str | None],
        *,
        patience: float = 15.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        note: Callable[[Call], None] = lambda call: None,
    ) -> None:
        self._transport = Transport(base, token, clock, sleep, note)
        self._patience = patience

    @property
    def base(self) -> str:
        return self._transport.base

    def patient(self, seconds: float) -> "Botify":
        """The same API, connections and pace, with another patience."""
        other = Botify.__new__(Botify)
        other._transport, other._patience = self._transport, seconds
        return other

    def close(self) -> None:
        self._transport.close()

    def check(self, token: str) -> str:
        """The user name behind a token, '' where Botify does not tell. Raises TokenProblem for a token it refuses."""
        answer = self._transport.ask(Request("GET", "/v1/authentication/profile", token=token), self._patience)
        if answer.status == 404:
            # The address is not documented. Any other that needs a token tells as well whether it is good.
            request = Request("GET", "/v1/jobs", {"page": 1, "size": 1}, token=token)
            answer = self._transport.ask(request, self._patience)
        if answer.status in (401, 403):
            raise TokenProblem(
                "Botify does not accept this token. Copy it once more from your Botify account page, "
                "under “API Auth Token”. A token that was replaced there no longer works."
            )
        return answers.username(expected(answer, "the look at your account"))

    def analyses(self, org: str, project: str) -> list[Analysis]:
        """The project's finished crawls, newest first."""
        address = f"/v1/analyses/{quote(org, '')}/{quote(project, '')}/light"
        return answers.analyses(self._listed(address, {"only_success": "true"}, f"the crawls of {org}/{project}"))

    def collections(self, org: str, project: str) -> list[Collection]:
        """The project's collections: crawls, search_console and others."""
        found = self._read(Request("GET", f"{_project(org, project)}/collections"), f"the data of {org}/{project}")
        return [answers.collection(entry) for entry in answers.entries(found) if entry.get("id")]

    def fields(self, org: str, project: str, collection: str) -> dict[str, str]:
        """{field without its collection: words} of what can be a column, sorted by the words. Some have 4,500."""
        address = f"{_project(org, project)}/collections/{quote(collection, '')}"
        found = self._read(Request("GET", address, timeout=_QUERY_SECONDS), f"the fields of {collection}")
        return answers.fields(found, collection)

    def query(
        self, org: str, project: str, body: Mapping[str, Any], size: int = 500, pages: int = _MOST_PAGES
    ) -> list[list[Any]]:
        """The rows of a query, dimensions first, then metrics: all, or as many pages of `size` as said."""
        address = f"{_project(org, project)}/query"
        found = islice(self._pages("POST", address, {"size": size}, "the query", body), size * pages)
        return [[*(row.get("dimensions") or ()), *(row.get("metrics") or ())] for row in found]

    def create_job(self, body: Mapping[str, Any]) -> Job:
        """Ask for an export, once. Raises Unanswered when it may have been made without our knowing."""
        request = Request("POST", "/v1/jobs", body=body, timeout=30.0)
        try:
            answer = self._transport.ask(request, patience=0)
        except NotBegun:
            raise
        except NotReachable as error:
            raise Unanswered(str(error)) from error
        made = answers.job(expected(answer, "the export"))
        if made is None:
            raise Unanswered("Botify's answer to the export could not be read. It is looked up before another try.")
        return made

    def job(self, id: str) -> Job | None:
        """The job as it is now; None where Botify knows none (which, right after it was made, may be too early)."""
        answer = self._transport.ask(Request("GET", f"/v1/jobs/{quote(id, '')}"), self._patience)
        return None if answer.status == 404 else self._with_whole_url(answers.job(expected(answer, f"the job {id}")))

    def find_job(self, project: str, marker: str, job_type: str = "export") -> Job | None:
        """The job that was sent with this marker; None where there is none, or none yet."""
        params = {"job_type": job_type, "project": project}
        for entry in self._listed("/v1/jobs", params, "the list of exports"):
            found = answers.job(entry)
            if found is not None and found.has_marker(marker):
                return found
        return None

    def _with_whole_url(self, job: Job | None) -> Job | None:
        if job is None or job.download_url is None:
            return job
        return Job(**{**vars(job), "download_url": urljoin(self.base + "/", job.download_url)})

    def _read(self, request: Request, asked: str) -> Any:
        return expected(self._transport.ask(request, self._patience), asked)

    def _listed(self, address: str, params: Mapping[str, Any], asked: str) -> Iterator[Mapping[str, Any]]:
        return self._pages("GET", address, {**params, "size": _PAGE}, asked, None)

    def _pages(
        self, method: str, address: str, params: Mapping[str, Any], asked: str, body: Any
    ) -> Iterator[Mapping[str, Any]]:
        """The entries of all pages. `next` says only whether there are more: it has been seen to repeat itself.

        Raises Refused when `next` leads to another host.
        """
        for page in range(1, _MOST_PAGES + 1):
            timeout = _QUERY_SECONDS if method == "POST" else 15.0
            found = self._read(Request(method, address, {**params, "page": page}, body, timeout=timeout), asked)
            yield from (shown := answers.entries(found))
            following = found.get("next") if isinstance(found, dict) else None
            if not shown or not following:
                return
            self._transport.own(str(following))
        raise Refused(f"Botify's list is longer than any this app can use ({asked}).")


def _project(org: str, project: str) -> str:
    return f"/v1/projects/{quote(org, '')}/{quote(project, '')}"
