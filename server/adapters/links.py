"""Where a finished job's file is: a host that cannot be reached may have moved, and the job knows where to."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from server.adapters.botify import Botify
from server.domain.export import Export
from server.domain.problem import Problem


def looked_up(export: Export, botify: Callable[[], Botify]) -> Export:
    """The export with the link that its job has now; as it is where that cannot be had, for the network may be away."""
    with suppress(Problem):
        job = botify().job(export.job_id or "")
        if job is not None and job.download_url:
            return replace(export, download_url=job.download_url)
    return export
