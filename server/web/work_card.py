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
    """The moving part. The page's script asks for what is new of it when the stream tells that there is something."""
    asking = _asking(job)  # first: news that comes now is newer than it
    return h.Div(_bar(job), _lines(job), _seen(job, draw), asking, cls="live")


def news(job: Job, draw: Draw, after: int, shows: int) -> list[Any]:
    """What takes the place of what is on a page that has so many lines, and so many things shown."""
    asking, standing = _asking(job), job.standing
    parts = [asking, _bar(job, swap=True)]
    new = standing.told - after
    if new and after and new <= len(standing.lines):
        lines = map(h.Li, standing.lines[-new:])
        parts.append(h.Ol(*lines, hx_swap_oob=f"beforeend:#work-{job.id}-lines"))
    elif new:
        parts.append(_lines(job, swap=True))
    return [*parts, _seen(job, draw, swap=True) if standing.shows != shows else None]


def _asking(job: Job) -> Any:
    """What asks for what is new after this, and says where that is told."""
    app, key, _ = job.place
    version, standing = job.version, job.standing
    return h.Div(
        hidden=True,
        hx_get=urls.work(job.id, standing.told, standing.shows),
        hx_trigger="news",
        hx_target="this",
        hx_swap="outerHTML",
        data_live=urls.live(app, key),
        data_job=job.id,
        data_version=str(version),
    )


def look_again(job: Job) -> Any:
    """Takes the place of the moving part when the work is over: draws the column anew."""
    app, key, _ = job.place
    return h.Div(hx_get=urls.column(app, key), hx_trigger="load", hx_target="#column", hx_swap="outerHTML")


def _standing(job: Job, draw: Draw) -> list[Any]:
    if not job.over:
        return [live(job, draw), h.Div(_press("Stop", job, "stop"), cls="actions")]
    return [_lines(job), _seen(job, draw), _outcome(job, draw)]


def _swapped(swap: bool) -> dict[str, str]:
    return {"hx_swap_oob": "true"} if swap else {}


def _bar(job: Job, swap: bool = False) -> Any:
    standing = job.standing
    told = f"{100 * standing.done / standing.of:.0f} %" if standing.of else "At work…"
    reached = {"value": f"{standing.done:g}", "max": f"{standing.of:g}"} if standing.of else {}
    return h.Div(
        h.Progress(aria_label=job.title, **reached),
        h.P("Stopping…" if job.stopping else told, cls="telling"),
        id=f"work-{job.id}-bar",
        **_swapped(swap),
    )


def _lines(job: Job, swap: bool = False) -> Any:
    lines = job.standing.lines
    told = h.Div(
        h.Ol(*map(h.Li, lines), id=f"work-{job.id}-lines"),
        cls="lines",
        tabindex="0",
        role="region",
        aria_label="Lines so far",
    )
    return h.Div(told if lines else None, id=f"work-{job.id}-told", **_swapped(swap))


def _seen(job: Job, draw: Draw, swap: bool = False) -> Any:
    return h.Div(_shown(job, draw), id=f"work-{job.id}-seen", **_swapped(swap))


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
        hx_post=urls.work_press(job.id, verb),
        hx_target=target or None,
        hx_swap=swap,
        hx_disabled_elt="this",
        aria_label=f"{label} {job.title}",
    )
