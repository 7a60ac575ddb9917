"""An export: what is asked of Botify, and how far it has come.

    queued --submit--> exporting --poll--> downloading --fetch--> unpacking --check--> done
        \\___________________ failed (a sentence) / cancelled ___________________/   retry, export again

`ExportRequest` is what was asked; two requests are the same when `identity` is. `Export` is one row of the registry.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from server.domain.problem import Problem, WrongInput

DEFAULT_LIMIT = 1_000_000
"""Rows that fit into one export unless Botify raised it for the account (Botify: backends and connectors)."""


@dataclass(frozen=True)
class ExportRequest:
    """What is asked of Botify, in its own query language (BQL).

    `project` has `org` and `project`; `name` becomes the file's name; `columns` its header (by default the fields'
    own names); `collections` is the analysis' crawl unless said otherwise. `payload` replaces the query for a job type
    with a form of its own. Two requests are the same when all but their names are equal.
    """

    project: Mapping[str, str]
    analysis: str
    name: str
    dimensions: Sequence[Any] = ()
    metrics: Sequence[Any] = ()
    filters: Mapping[str, Any] | None = None
    collections: Sequence[str] = ()
    periods: Sequence[Sequence[str]] = ()
    columns: Sequence[str] = ()
    job_type: str = "export"
    payload: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if not {"org", "project"} <= set(self.project):
            raise WrongInput("An export request needs a project with org and project, as botify_project makes it.")
        if not file_name(self.name):
            raise WrongInput(f"“{self.name}” cannot name a file.")
        if not self.dimensions and not self.metrics and not self.payload:
            raise WrongInput(f"The export request “{self.name}” asks for no dimensions.")

    @property
    def org(self) -> str:
        return self.project["org"]

    @property
    def slug(self) -> str:
        """The project's own name, the second part of its address."""
        return self.project["project"]

    def asked(self) -> dict[str, Any]:
        """The request as JSON, without its name and without what was left at its default.

        What a later version adds is left out as well where it is not used, so that an old request keeps its identity.
        """
        whole = {"org": self.org, "project": self.slug, "analysis": self.analysis}
        optional: dict[str, Any] = {
            "dimensions": list(self.dimensions),
            "metrics": list(self.metrics),
            "filters": self.filters,
            "collections": list(self.collections),
            "periods": [list(period) for period in self.periods],
            "columns": list(self.columns),
            "payload": self.payload,
        }
        whole |= {name: value for name, value in optional.items() if value}
        if self.job_type != "export":
            whole["job_type"] = self.job_type
        return whole

    @property
    def identity(self) -> str:
        """The same text for the same request, another for any other: 64 hexadecimal digits."""
        return hashlib.sha256(canonical(self.asked()).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        return {**self.asked(), "name": self.name}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "ExportRequest":
        rest = {name: value for name, value in stored.items() if name not in ("org", "project")}
        return cls(project={"org": stored["org"], "project": stored["project"]}, **rest)

    def place(self, number: int = 1) -> str:
        """Where its file belongs below the downloads folder: 'org/project/analysis/name.csv', 'name (2).csv' …"""
        name = file_name(self.name) + (f" ({number})" if number > 1 else "")
        folders = [file_name(part) or "_" for part in (self.org, self.slug, self.analysis)]
        return "/".join([*folders, f"{name}.csv"])


class State(StrEnum):
    QUEUED = "queued"
    EXPORTING = "exporting"
    DOWNLOADING = "downloading"
    UNPACKING = "unpacking"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATES = (State.QUEUED, State.EXPORTING, State.DOWNLOADING, State.UNPACKING)


@dataclass(frozen=True)
class Export:
    """One row of the registry. Times are seconds since 1970, sizes bytes, `place` lies below the downloads folder."""

    request: ExportRequest
    api: str
    """The API it was asked of, so that demo data never answers for a real project."""
    place: str
    id: int = 0
    state: State = State.QUEUED
    marker: str = ""
    """Our own name for the job, sent along and found again at Botify when an answer was lost."""
    asked_at: float | None = None
    """Set before the job is asked for: from then on it may exist at Botify, known to us or not."""
    job_id: str | None = None
    download_url: str | None = None
    expected_rows: int | None = None
    most_rows: int | None = None
    """How many Botify was told to put into the file: one that is full was probably cut."""
    total_bytes: int | None = None
    """Size of the download as it travels (compressed), where the file host tells it."""
    rows: int | None = None
    bytes: int | None = None
    written: float | None = None
    """When its file was last written, as the disk tells it, so that a change by another program is seen."""
    problem: str | None = None
    """Why it failed, or what it is waiting for: a sentence for the user."""
    problem_kind: str = ""
    """The kind of problem it failed by, as `server.domain.problem` names it."""
    failed_in: State | None = None
    tries: int = 0
    """Moves in a row that had to be put off: what the next wait is made from."""
    due: float = 0.0
    """When its next move may be made."""
    created: float = 0.0
    updated: float = 0.0
    state_since: float = 0.0

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def name(self) -> str:
        return self.place.rpartition("/")[2].removesuffix(".csv")

    def entered(self, state: State, now: float, **changes: Any) -> "Export":
        """The export as it enters a state: due at once, with no waits behind it and nothing wrong."""
        changed: dict[str, Any] = {
            "state": state,
            "state_since": now,
            "due": now,
            "tries": 0,
            "problem": None,
            "problem_kind": "",
            "failed_in": None,
        }
        return replace(self, **changed | changes)

    def put_off(self, now: float, wait: float, why: str | None = None) -> "Export":
        """Try the same move again `wait` seconds later; the sentence says what is being waited for."""
        return replace(self, tries=self.tries + 1, due=now + wait, problem=why)

    def failed(self, now: float, why: Problem) -> "Export":
        told: dict[str, Any] = {"problem": str(why), "problem_kind": type(why).__name__}
        return replace(self, state=State.FAILED, state_since=now, failed_in=self.state, **told)

    def cancelled(self, now: float) -> "Export":
        return replace(self, state=State.CANCELLED, state_since=now, problem=None, failed_in=self.state)

    def retried(self, now: float) -> "Export":
        """Go on from where it failed or was cancelled. Nothing that Botify already did is asked for again."""
        return self.entered(self.failed_in or State.QUEUED, now)


@dataclass(frozen=True)
class Waits:
    """How long to wait between moves, in seconds. Botify names no figures; known clients poll every 2 to 30 s."""

    poll_first: float = 2.0
    poll_longest: float = 20.0
    retry_first: float = 1.0
    retry_longest: float = 60.0
    growth: float = field(default=1.5)

    def poll(self, tries: int) -> float:
        return float(min(self.poll_longest, self.poll_first * self.growth ** min(tries, 64)))

    def retry(self, tries: int, jitter: float) -> float:
        """`jitter` is a random number from 0 to 1, so that many clients do not come back at the same moment."""
        return float(min(self.retry_longest, self.retry_first * 2 ** min(tries, 64)) * (0.5 + jitter / 2))


def canonical(value: Any) -> str:
    """JSON with one spelling for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# Names that Windows keeps for devices, whatever their ending.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?")


def file_name(text: str) -> str:
    """Any text as a name that every file system takes and that stays inside its folder; '' where nothing is left of it.

    At most 120 bytes of UTF-8, so that endings and numbers still fit into the 255 that file systems allow.
    """
    kept = "".join("_" if char in '<>:"/\\|?*' or not char.isprintable() else char for char in text)
    kept = kept.strip().strip(".").strip()
    kept = kept.encode("utf-8", "ignore")[:120].decode("utf-8", "ignore").rstrip(" .")
    return f"_{kept}" if _DEVICES.fullmatch(kept) else kept
