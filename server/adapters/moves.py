"""What is done for an export in each open state: one move, from a row as it is to the row as it then is.

A move that cannot be made now is put off (the network is away), one that never can fails with a sentence. Nothing here
knows of threads; what must be durable in the middle of a move is saved by `Means.save`.
"""

import logging
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from server.adapters import answers, links
from server.adapters.botify import Botify, Job, Unanswered
from server.adapters.damage import Damaged, Unusable
from server.adapters.download import Download
from server.adapters.file_host import Expired
from server.adapters.network import NotBegun
from server.domain import bql
from server.domain.export import DEFAULT_LIMIT, Export, State, Waits
from server.domain.files import SavedFile
from server.domain.problem import NotComplete, NotReachable, Problem, Refused

log = logging.getLogger(__name__)

SETTLED = 60.0
"""Seconds after which a job that was asked for is in Botify's list, if it was made at all."""
PATIENCE = 24 * 3600.0
"""Seconds that Botify may work on a job. It tells no progress, and half an hour has been seen."""
_LOOKS = 5
"""For what is not to be had at the first look: a job's link, the job itself, a file that is open elsewhere."""
_LEAST = 3
"""Looks for a job that may have been made, whatever the clock says: it may have been set meanwhile."""
_HELD = "Another program has the file open just now. The next try follows by itself."
_MISSING = "Botify does not know this export just now. It is looked for again."


class Overtaken(Exception):
    """The row was changed by somebody else (cancelled, most likely), or the app is closing: leave it."""


@dataclass(frozen=True)
class Means:
    """What a move works with. `save` stores a row at once and gives it back as stored, or raises Overtaken.

    `save` and `checked` raise StandStill.
    """

    botify: Callable[[], Botify]
    download: Callable[[Export], Download]
    save: Callable[[Export], Export]
    now: Callable[[], float]
    pause: Callable[[], bool]
    """Whether a long move should let others have their turn."""
    waits: Waits = field(default_factory=Waits)
    limit: int = DEFAULT_LIMIT
    settled: float = SETTLED
    checked: Callable[[Export], SavedFile | None] = lambda export: None
    """The file that this request wrote at its place before, as it was checked."""


def move(export: Export, means: Means) -> Export:
    """The export after one move. Raises Overtaken."""
    try:
        return _MOVES[export.state](export, means)
    except NotReachable as error:
        return _later(export, means, str(error))
    except Problem as error:
        return export.failed(means.now(), error)


def _later(export: Export, means: Means, why: str) -> Export:
    return export.put_off(means.now(), means.waits.retry(export.tries, random.random()), why)


def submit(export: Export, means: Means) -> Export:
    """Ask Botify for the job, unless it was asked before."""
    if export.job_id is not None:
        return export.entered(State.EXPORTING, means.now())
    if export.asked_at is not None:
        return _looked_up(export, means)
    rows = expected_rows(export, means.botify())
    if rows is not None and rows > means.limit:
        return replace(export, expected_rows=rows).failed(means.now(), Refused(_too_many(rows, means.limit)))
    return _asked(replace(export, expected_rows=rows), means)


def expected_rows(export: Export, botify: Botify) -> int | None:
    """How many rows the file will have; None where Botify cannot tell."""
    request = export.request
    body = bql.count(request)
    if body is None:
        return None
    try:
        found = botify.query(request.org, request.slug, body, size=1, pages=1)
    except Refused:
        # Whether this is about the count or the request itself, asking for the job will show.
        return None
    return answers.number(found[0][0]) if found and found[0] else None


def _asked(export: Export, means: Means) -> Export:
    """Send the job. That it was sent is on disk before it is, so that nothing can make a second one."""
    body = bql.job(export.request, export.marker, means.limit)
    botify = means.botify()
    export = means.save(replace(export, asked_at=means.now(), most_rows=means.limit, problem=None))
    try:
        made = botify.create_job(body)
    except Unanswered as error:
        log.info("export %d: the answer got lost", export.id)
        return _later(export, means, f"{error} Whether Botify has begun is looked up then.")
    except NotReachable as error:
        return _later(replace(export, asked_at=None), means, str(error))
    except Problem as error:
        return replace(export, asked_at=None).failed(means.now(), error)
    log.info("export %d: job %s", export.id, made.id)
    return export.entered(State.EXPORTING, means.now(), job_id=made.id)


def _looked_up(export: Export, means: Means) -> Export:
    """The job may exist: look for it, and ask again only when it would have shown by now."""
    asked_at = export.asked_at or 0.0
    found = means.botify().find_job(export.request.slug, export.marker, export.request.job_type)
    if found is not None:
        log.info("export %d: found as job %s", export.id, found.id)
        return export.entered(State.EXPORTING, means.now(), job_id=found.id)
    if abs(means.now() - asked_at) < means.settled or export.tries < _LEAST:
        return export.put_off(
            means.now(), means.waits.poll(export.tries), "Looking whether Botify has begun this export already."
        )
    return _asked(export, means)


def poll(export: Export, means: Means) -> Export:
    """Look how far Botify is."""
    botify = means.botify()
    now, job = means.now(), botify.job(export.job_id or "")
    waited = now - export.state_since
    if job is None:
        if waited < means.settled:
            return export.put_off(now, means.waits.poll(export.tries))
        return _missing(export, means)
    if job.status == answers.FAILED:
        return _to_be_asked_anew(export.failed(now, Refused(_why(export, job, botify))))
    if job.status == answers.DONE or job.download_url:
        return _ready(export, job, means)
    if waited > PATIENCE:
        late = f"Botify has not finished job {job.id} for a day. Press “Retry” to go on waiting."
        return export.failed(now, Refused(late))
    return export.put_off(now, means.waits.poll(export.tries))


def _missing(export: Export, means: Means) -> Export:
    """A job that was there is not. To ask for it anew costs its credits again, so one looks more than once."""
    first = export.problem != _MISSING
    if first or export.tries < _LOOKS:
        looked_for = replace(export, tries=0) if first else export
        return looked_for.put_off(means.now(), means.waits.poll_longest, _MISSING)
    gone = Refused("Botify no longer has this export. Press “Export again” to have it made once more.")
    return _to_be_asked_anew(export.failed(means.now(), gone))


def _ready(export: Export, job: Job, means: Means) -> Export:
    if job.download_url:
        return export.entered(State.DOWNLOADING, means.now(), download_url=job.download_url)
    # '' says that the job is done and has no link yet.
    first = export.download_url != ""
    if not first and export.tries >= _LOOKS:
        why = f"Botify says that job {job.id} is done but gives no file. Press “Retry” to look again."
        return export.failed(means.now(), Refused(why))
    waiting = replace(export, download_url="", tries=0 if first else export.tries)
    return waiting.put_off(means.now(), means.waits.poll(waiting.tries), "Botify is done; its file is not there yet.")


def _to_be_asked_anew(failed: Export) -> Export:
    """Going on with this one makes a new job: the old one will never be done."""
    return replace(failed, failed_in=State.QUEUED, job_id=None, asked_at=None, marker=uuid.uuid4().hex)


def _why(export: Export, job: Job, botify: Botify) -> str:
    """Why a job failed: the same query, asked for one row, is told more than the job is."""
    reason = job.reason
    request = export.request
    if request.payload is None:
        try:
            botify.query(request.org, request.slug, bql.query(request), size=1, pages=1)
        except NotReachable:
            pass
        except Problem as error:
            reason = str(error)
    told = f": {reason}" if reason else " and gives no reason."
    return f"Botify could not finish this export (job {job.id}){told} Press “Retry” to ask for it anew."


def fetch(export: Export, means: Means) -> Export:
    """Bring a piece of the file, or its end."""
    download = means.download(export)
    try:
        whole = download.fetch(export.download_url or "", means.pause)
    except Expired as error:
        return _with_fresh_link(export, download, means, error)
    except NotBegun as error:
        return _later(links.looked_up(export, means.botify), means, str(error))
    except Damaged as error:
        return _anew(export, download, means, error)
    except Unusable as error:
        return _given_up(export, download, means, str(error))
    told = replace(export, total_bytes=download.notes.total)
    if whole:
        return told.entered(State.UNPACKING, means.now())
    if export.tries and download.flowing:
        return replace(told, tries=0, problem=None)
    return told


def check(export: Export, means: Means) -> Export:
    """Finish the unpacked file, count it against what was expected, and give it its name."""
    download = means.download(export)
    try:
        if not download.unpack(means.pause):
            return export
        _match(download.rows, export.expected_rows)
    except Damaged as error:
        return _anew(export, download, means, error)
    except Unusable as error:
        return _given_up(export, download, means, str(error))
    full = download.rows >= (export.most_rows or means.limit) or download.rows == DEFAULT_LIMIT
    if export.expected_rows is None and full:
        return _given_up(export, download, means, _cut_off(download.rows))
    there = means.checked(export)
    try:
        if there is None or there.altered:
            download.part.keep_other()
        size, written = download.part.publish()
    except NotComplete as error:
        return _held(export, download, means, error)
    log.info("export %d: done, %d rows", export.id, download.rows)
    return export.entered(State.DONE, means.now(), rows=download.rows, bytes=size, written=written)


def _held(export: Export, download: Download, means: Means, error: NotComplete) -> Export:
    """A virus scanner may have the new file open for a moment, in which Windows lets nobody rename it."""
    if not isinstance(error.__cause__, PermissionError) or export.tries >= _LOOKS:
        raise error
    download.close()
    return export.put_off(means.now(), means.waits.poll(export.tries), _HELD)


def _match(rows: int, expected: int | None) -> None:
    if expected is not None and rows != expected:
        raise Damaged(f"The file has {rows:,} rows where Botify counted {expected:,}.")


def _cut_off(rows: int) -> str:
    return (
        f"The file has {rows:,} rows, as many as Botify puts into one, so more were probably cut off. "
        "Ask for less at once: fewer levels of depth, or a filter."
    )


def _with_fresh_link(export: Export, download: Download, means: Means, expired: Expired) -> Export:
    """Links to files run out; the job has a new one. One that fails at once as well is the end."""
    if download.renewed:
        raise NotComplete(f"{expired} A fresh link did not help. Press “Retry” later, or “Export again”.")
    job = means.botify().job(export.job_id or "")
    if job is None or not job.download_url:
        raise NotComplete(f"{expired} Botify has no other link to it. Press “Export again” to have it made once more.")
    download.renewed = True
    return replace(export, download_url=job.download_url).put_off(means.now(), 0.0)


def _anew(export: Export, download: Download, means: Means, damaged: Damaged) -> Export:
    """A damaged file is fetched once more from its beginning. The second time it is Botify's own."""
    if download.notes.anew:
        words = f"{damaged} Fetched once more, it was the same. Press “Export again” for a new one."
        return _given_up(export, download, means, words)
    log.info("export %d: fetched once more: %s", export.id, damaged)
    download.start_over()
    return export.entered(State.DOWNLOADING, means.now(), total_bytes=None)


def _given_up(export: Export, download: Download, means: Means, why: str) -> Export:
    """What came is of no use and goes; going on means to fetch it from the start."""
    download.discard()
    return replace(export.failed(means.now(), NotComplete(why)), failed_in=State.DOWNLOADING)


def _too_many(rows: int, limit: int) -> str:
    return (
        f"This would be {rows:,} rows, and Botify puts at most {limit:,} into one file and drops the rest unsaid. "
        "Go back and choose fewer levels of depth."
    )


_MOVES: dict[State, Callable[[Export, Means], Export]] = {
    State.QUEUED: submit,
    State.EXPORTING: poll,
    State.DOWNLOADING: fetch,
    State.UNPACKING: check,
}
