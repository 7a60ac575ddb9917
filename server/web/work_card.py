"""How work goes, as HTML: a bar, its lines, the thing shown last, and *Stop*; then what it came to."""

from collections.abc import Callable
from typing import Any

from fasthtml import common as h

from server.web import layout, urls
from server.web.work import Job, State

Draw = Callable[[Any], Any]
"""Draws a thing to see."""


def of_step(job: Job, draw: Draw, again: Any) -> list[Any]:
    """`again` is drawn where the work was stopped or failed: the button that begins it anew."""
    if job.state is State.DONE:  # just now
        return [look_again(job)]
    return [*_standing(job, draw), again if job.over else None]


def card(job: Job, draw: Draw) -> Any:
    """The work that a button began, as a card of its own, which stays until it is closed."""
    close = _press("Close", job, "close", target="closest article", swap="delete") if job.over else None
    parts = _standing(job, draw)
    return h.Article(h.Header(h.H2(job.title), close), *parts, cls="card work", aria_label=job.title)


def live(job: Job, draw: Draw) -> Any:
    """The moving part. It asks for itself again each second while the work goes on."""
    return h.Div(
        _bar(job),
        _seen(job, draw),
        cls="live",
        hx_get=urls.work(job.id),
        hx_trigger="load delay:200ms, every 1s",
        hx_target="this",
        hx_swap="outerHTML",
    )


def look_again(job: Job) -> Any:
    """Takes the place of the moving part when the work is over: draws the column anew."""
    app, key, _ = job.place
    return h.Div(hx_get=urls.column(app, key), hx_trigger="load", hx_target="#column", hx_swap="outerHTML")


def _standing(job: Job, draw: Draw) -> list[Any]:
    if not job.over:
        return [live(job, draw), h.Div(_press("Stop", job, "stop"), cls="actions")]
    return [_seen(job, draw), _outcome(job, draw)]


def _bar(job: Job) -> Any:
    standing = job.standing
    if not standing.of:
        return h.Div(h.Progress(aria_label=job.title), h.P("Stopping…" if job.stopping else "At work…", cls="telling"))
    told = f"{100 * standing.done / standing.of:.0f} %"
    return h.Div(
        h.Progress(value=f"{standing.done:g}", max=f"{standing.of:g}", aria_label=job.title),
        h.P("Stopping…" if job.stopping else told, cls="telling"),
    )


def _seen(job: Job, draw: Draw) -> Any:
    standing = job.standing
    lines = h.Ol(*(h.Li(line) for line in standing.lines))
    return h.Div(
        h.Div(lines, cls="lines", tabindex="0", role="region", aria_label="Lines so far") if standing.lines else None,
        _shown(job, draw),
    )


def _shown(job: Job, draw: Draw) -> Any:
    shown = job.standing.shown
    if shown is None or (job.state is State.DONE and job.result is not None):
        return None
    if job.drawn[0] is not shown:
        job.drawn = (shown, h.NotStr(h.to_xml(draw(shown), indent=False)))
    return job.drawn[1]


def _outcome(job: Job, draw: Draw) -> Any:
    if job.state is State.FAILED:
        return layout.notice(job.problem, problem=True)
    if job.state is State.STOPPED:
        return layout.notice("Stopped.")
    if isinstance(job.result, str) and job.result:
        return layout.notice(job.result)
    return None if job.result is None else draw(job.result)


def _press(label: str, job: Job, verb: str, target: str = "", swap: str = "none") -> Any:
    return h.Button(
        label,
        type="button",
        cls="outline small",
        hx_post=urls.work(job.id, verb),
        hx_target=target or None,
        hx_swap=swap,
        hx_disabled_elt="this",
        aria_label=f"{label} {job.title}",
    )
