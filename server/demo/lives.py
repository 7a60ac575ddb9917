"""What a look at a job shows: its state and where its file is, with the faults that are switched on."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from server.demo.exports import suffix
from server.demo.faults import Faults
from server.demo.jobs import Job, Jobs
from server.demo.payloads import asked
from server.demo.refusal import NO_EXPORT, Refusal


def seen(jobs: Jobs, faults: Faults, id: int, files: str) -> dict[str, Any]:
    """The answer to GET /v1/jobs/{id}. `files` is the origin of the file host. Refusal 404 if there is no such job."""
    path = f"/v1/jobs/{id}"
    if faults.happens("job_missing", path):
        raise Refusal(404, NO_EXPORT, "Advanced export was not found")
    job = jobs.look(id)
    status, results = _state(jobs, faults, job, path)
    if status == "DONE":
        odd = faults.take("done_without_url", path)
        found = {"download_url": address(job, files, faults.happens("url_changes", path))}
        results = found if odd is None else odd.get("results")
    return disguised(job.shown(status, results), faults, path)


def _state(jobs: Jobs, faults: Faults, job: Job, path: str) -> tuple[str, Any]:
    status = jobs.status(job)
    if (odd := faults.take("unknown_status", path)) is not None:
        return odd.get("status", "PAUSED"), None
    if faults.happens("stuck", path):
        return "PROCESSING", None
    if status != "CREATED" and (failed := faults.take("failed", path)) is not None:
        return "FAILED", failed.get("results")
    return status, None


def disguised(shown: dict[str, Any], faults: Faults, path: str) -> dict[str, Any]:
    """The job as some other version of the API might show it."""
    if faults.happens("lower_case_status", path):
        shown["job_status"] = shown["job_status"].lower()
    if faults.happens("job_id_text", path):
        shown["job_id"] = str(shown["job_id"])
    if (link := faults.take("job_url", path)) is not None:
        shown["job_url"] = {
            "absolute": f"https://api.botify.com/v1/jobs/{shown['job_id']}",
            "foreign": f"https://api.botify.invalid/v1/jobs/{shown['job_id']}",
        }.get(link.get("form", "missing"))
    return shown


def signature(job: Job, look: int) -> str:
    """What the file host checks: of this job and, where addresses change, of this look at it."""
    return f"{look}-{hashlib.sha256(f'{job.id}/{look}/{job.created}'.encode()).hexdigest()[:24]}"


def address(job: Job, files: str, changes: bool) -> str:
    """The download_url: on another origin than the API, signed, to be fetched without the token."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", str(job.payload["export_job_name"] or "export")).strip("-.") or "export"
    day = asked(job.type, job.payload).analysis.day
    full = f"{name}-{day}{suffix(job.payload, job.shape)}"
    return f"{files}/exports/{job.id}/{signature(job, job.looks if changes else 0)}/{full}"


def listed(jobs: Jobs, job: Job, files: str) -> dict[str, Any]:
    """The job in a list: no look at it, no faults."""
    status = jobs.status(job)
    return job.shown(status, {"download_url": address(job, files, False)} if status == "DONE" else None)
