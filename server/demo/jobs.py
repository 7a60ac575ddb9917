"""Export jobs: kept in a folder, so that they outlive the simulator; their files written by one thread of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from server.demo import exports, payloads, rows
from server.demo.refusal import NO_EXPORT, Refusal
from server.demo.sites import USER

FIRST_ID = 1_000_001
_ROWS_A_LOOK = 250_000
_PATIENCE = 20.0
"""Seconds that a look waits for a file at most."""


@dataclass(frozen=True)
class Pace:
    """How many looks at a job find it CREATED, then PROCESSING (None: one more for every 250,000 rows).

    A job of pace 0, 0 is done at the first look, which waits for its file.
    """

    created: int = 2
    processing: int | None = None


@dataclass(frozen=True)
class Job:
    """`looks`: how often it was asked for; `rows`: in its file, None until written; `shape`: the file's faults."""

    id: int
    type: str
    payload: dict[str, Any]
    metadata: Any
    created: str
    shape: dict[str, dict[str, Any]]
    looks: int = 0
    rows: int | None = None
    broken: bool = False

    @property
    def file_name(self) -> str:
        return f"{self.id}{exports.suffix(self.payload, self.shape)}"

    def shown(self, status: str, results: Any) -> dict[str, Any]:
        """As the API answers."""
        return {
            "job_id": self.id,
            "job_type": self.type,
            "job_url": f"/v1/jobs/{self.id}",
            "job_status": status,
            "payload": self.payload,
            "results": results,
            "date_created": self.created,
            "user": USER,
            "metadata": self.metadata,
            "crawl_date": None,
        }


def _utc() -> datetime:
    return datetime.now(UTC)


class Jobs:
    """The jobs of one folder. Closed with `close`; what was not written by then is written after the next start."""

    def __init__(self, folder: Path, pace: Pace, now: Callable[[], datetime] = _utc) -> None:
        self.records, self.files = folder / "jobs", folder / "files"
        for made in (self.records, self.files):
            made.mkdir(parents=True, exist_ok=True)
        self.pace, self._now = pace, now
        self._lock, self._stopped = threading.RLock(), threading.Event()
        self._thread = ThreadPoolExecutor(1, "simulator file")
        self._writing: dict[int, Future[None]] = {}
        read = (Job(**json.loads(path.read_text("utf-8"))) for path in sorted(self.records.glob("*.json")))
        self._jobs = {job.id: job for job in read}
        for job in self._jobs.values():
            if job.rows is None and not job.broken:
                self._start(job)

    def close(self) -> None:
        self._stopped.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def create(self, body: Any, shape: dict[str, dict[str, Any]]) -> Job:
        """A new job out of the body of POST /v1/jobs; Refusal 400 or 404 if there is something wrong with it."""
        body = body if isinstance(body, dict) else {}
        payload = payloads.completed(body.get("job_type"), body.get("payload"))
        with self._lock:
            id = max(self._jobs, default=FIRST_ID - 1) + 1
            moment = self._now().isoformat(timespec="microseconds").replace("+00:00", "Z")
            job = Job(id, body["job_type"], payload, body.get("metadata"), moment, shape)
            self._keep(job)
            self._start(job)
        return job

    def find(self, id: int) -> Job:
        """Refusal 404 if there is none."""
        with self._lock:
            if id not in self._jobs:
                raise Refusal(404, NO_EXPORT, "Advanced export was not found")
            return self._jobs[id]

    def forget(self) -> None:
        """No job was ever made; their files are gone."""
        for writing in list(self._writing.values()):
            writing.result()
        with self._lock:
            self._jobs.clear()
            self._writing.clear()
            for path in (*self.records.iterdir(), *self.files.iterdir()):
                path.unlink()

    def all(self) -> list[Job]:
        """Newest first."""
        with self._lock:
            return sorted(self._jobs.values(), key=lambda job: -job.id)

    def look(self, id: int) -> Job:
        """The job, one look older."""
        with self._lock:
            job = replace(self.find(id), looks=self.find(id).looks + 1)
            self._keep(job)
        if job.looks > self.pace.created and self.pace.processing == 0 and job.rows is None:
            self._wait(id)
        return self.find(id)

    def status(self, job: Job) -> str:
        if job.looks <= self.pace.created:
            return "CREATED"
        if job.broken:
            return "FAILED"
        if job.rows is None:
            return "PROCESSING"
        processing = 1 + job.rows // _ROWS_A_LOOK if self.pace.processing is None else self.pace.processing
        return "DONE" if job.looks > self.pace.created + processing else "PROCESSING"

    def path(self, job: Job) -> Path:
        """Where the job's file is, once `rows` is known."""
        return self.files / job.file_name

    def _wait(self, id: int) -> None:
        with suppress(NotYet):
            self._writing[id].result(_PATIENCE)

    def _keep(self, job: Job) -> None:
        self._jobs[job.id] = job
        part = self.records / f"{job.id}.part"
        part.write_text(json.dumps(asdict(job)), "utf-8")
        part.replace(part.with_suffix(".json"))

    def _start(self, job: Job) -> None:
        self._writing[job.id] = self._thread.submit(self._write, job)

    def _write(self, job: Job) -> None:
        asked, most = payloads.asked(job.type, job.payload), payloads.limit(job.type, job.payload)
        try:
            found = rows.rows(asked, most)
            written = exports.write(self.path(job), job.payload, job.shape, asked.columns, found, self._stopped.is_set)
        except exports.Stopped:
            return
        except OSError:
            written = None
        with self._lock:
            self._keep(replace(self._jobs[job.id], rows=written, broken=written is None))
