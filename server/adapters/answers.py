"""Botify's answers as values, and its errors as sentences. The only module that knows the shapes of its JSON.

Every value may come as a number or a text, or be missing: Botify's own description and what was witnessed differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.adapters.transport import Answer
from server.domain.problem import NotReachable, Problem, Refused, TokenProblem
from server.domain.project import crawl_date

DONE, FAILED = "DONE", "FAILED"

_TOKEN = (
    "Botify does not accept the token. Open “Connect Botify” and paste a new one: "
    "it is on your Botify account page, under “API Auth Token”."
)
_MISSING = {
    "1004": "this analysis",
    "1006": "this export",
    "1012": "this export",
    "1059": "this export",
    "1007": "this organisation",
    "1010": "this project",
}


@dataclass(frozen=True)
class Analysis:
    """A crawl of a project. `urls_done` is None where Botify does not tell."""

    slug: str
    status: str = "success"
    name: str = ""
    urls_done: int | None = None
    date_finished: str | None = None


@dataclass(frozen=True)
class Collection:
    id: str
    name: str = ""
    timestamped: bool = False
    date_start: str | None = None
    date_end: str | None = None


@dataclass(frozen=True)
class Job:
    """A job at Botify. `status` in capitals; `reason` is whatever it says about a failure."""

    id: str
    status: str
    download_url: str | None = None
    reason: str = ""
    created: str = ""
    payload: Any = None
    metadata: Any = None

    def has_marker(self, marker: str) -> bool:
        said = [part for part in (self.payload, self.metadata) if isinstance(part, dict)]
        return bool(marker) and any(marker in (part.get("marker"), part.get("export_job_name")) for part in said)


def expected(answer: Answer, asked: str) -> Any:
    """The JSON of a good answer; `asked` says what for: 'the query'. Raises TokenProblem, Refused or NotReachable."""
    if answer.good:
        return answer.data
    raise refusal(answer, asked)


def refusal(answer: Answer, asked: str) -> Problem:
    """What an answer that is no good means for the user."""
    said = answer.message
    told = f" Botify says: {said}" + ("" if said.endswith((".", "!", "?")) else ".") if said else ""
    words = said.lower()
    if answer.status == 401 or answer.code == "1001" or (answer.status == 403 and "token" in words):
        return TokenProblem(_TOKEN)
    if answer.status in (402, 429) or "credit" in words or "quota" in words:
        return Refused(f"Botify allows this account no more exports just now.{told} Ask your Botify contact.")
    if answer.status == 403:
        return Refused(
            f"Your Botify account may not do this: {asked}.{told} Ask whoever manages the project for access."
        )
    if answer.status == 404:
        what = _MISSING.get(answer.code, "what was asked for")
        return Refused(
            f"Botify does not know {what} ({asked}). Check the project's address and your access to it.{told}"
        )
    if answer.status < 400:
        return NotReachable(f"Botify's answer could not be read ({answer.status}). Try again in a few minutes.")
    return Refused(
        f"Botify refuses {asked}.{told or f' It gives no reason ({answer.status}).'} Change it and try again."
    )


def entries(data: Any) -> list[Mapping[str, Any]]:
    """The objects of a list, which comes bare, in an envelope, or alone."""
    if isinstance(data, dict):
        data = data["results"] if isinstance(data.get("results"), list) else [data] if data.get("id") else []
    return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []


def username(data: Any) -> str:
    """Whose profile it is, '' where that cannot be told."""
    found = data.get("data", data) if isinstance(data, dict) else {}
    for place in (found, found.get("user") if isinstance(found, dict) else None):
        if isinstance(place, dict):
            name = place.get("username") or place.get("login")
            if isinstance(name, str):
                return name
    return ""


def analyses(found: Iterable[Mapping[str, Any]]) -> list[Analysis]:
    """The crawls that can be exported, newest first, each once."""
    known = {one.slug: one for one in map(_analysis, found) if one.slug and one.status == "success"}
    return sorted(known.values(), key=_newness, reverse=True)


def _analysis(entry: Mapping[str, Any]) -> Analysis:
    return Analysis(
        slug=_text(entry.get("slug")),
        status=_text(entry.get("status") or "success").lower(),
        name=_text(entry.get("friendly_name") or entry.get("name")),
        urls_done=number(entry.get("urls_done")),
        date_finished=_text(entry.get("date_finished")) or None,
    )


def _newness(analysis: Analysis) -> tuple[str, int, str]:
    day = crawl_date(analysis.slug)
    again = number(analysis.slug.partition("-")[2]) or 0
    return (day.isoformat() if day else (analysis.date_finished or "")[:10], again, analysis.slug)


def collection(entry: Mapping[str, Any]) -> Collection:
    return Collection(
        id=_text(entry.get("id")),
        name=_text(entry.get("name")),
        timestamped=entry.get("timestamped") in (True, "true", "True"),
        date_start=_text(entry.get("date_start")) or None,
        date_end=_text(entry.get("date_end")) or None,
    )


def fields(data: Any, of: str) -> dict[str, str]:
    """{field without its collection: words}, in the order of the words: what can be a column of an export."""
    sets = data.get("datasets") if isinstance(data, dict) else None
    found = [field for one in entries(sets) for field in entries(one.get("fields")) if _is_column(field)]
    named = {_text(field["id"]).removeprefix(f"{of}."): _text(field.get("name")) or field["id"] for field in found}
    return dict(sorted(named.items(), key=lambda item: (item[1].casefold(), item[0])))


def _is_column(field: Mapping[str, Any]) -> bool:
    allowed = field.get("permissions")
    kind = _text(field.get("kind") or "dimension").lower()
    selectable = not isinstance(allowed, list) or "select" in allowed
    return bool(field.get("id")) and kind == "dimension" and selectable and not field.get("deprecated")


def job(data: Any) -> Job | None:
    """None where the answer tells of no job."""
    if not isinstance(data, dict) or not (id := _text(data.get("job_id") or data.get("id"))):
        return None
    results = data.get("results")
    url = results.get("download_url") if isinstance(results, dict) else None
    return Job(
        id=id,
        status=_text(data.get("job_status") or data.get("status")).upper(),
        download_url=url if isinstance(url, str) and url else None,
        reason=_reason(results) or _reason(data),
        created=_text(data.get("date_created")),
        payload=data.get("payload"),
        metadata=data.get("metadata"),
    )


def _reason(said: Any) -> str:
    if isinstance(said, dict):
        said = next((said[key] for key in ("error", "failure_reason", "message", "reason") if said.get(key)), "")
        if isinstance(said, dict):
            said = said.get("message") or ""
    return " ".join(said.split())[:400] if isinstance(said, str) else ""


def number(value: Any) -> int | None:
    """8, '8', 8.0 -> 8; None for anything that is no number."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
