"""How an export goes, as HTML: waiting for Botify, coming down, stopped. What is done is drawn as a file."""

from collections.abc import Callable, Sequence
from typing import Any

from fasthtml import common as h

from server.adapters.worker import Progress
from server.domain.export import Export, State
from server.domain.project import readable
from server.web import layout, urls, words

Watch = Callable[[Export], Progress | None]
Place = tuple[str, str, str]
"""(app, key, step)"""


def drawn(exports: Sequence[Export], place: Place, watch: Watch, now: float, beside: Any = None) -> list[Any]:
    """All of a card's exports: what moves is drawn again and again, what can be pressed stays still below it.

    `beside`: one more button.
    """
    several = len(exports) > 1
    presses = [press for export in exports for press in _presses(export, f" {export.name}.csv" if several else "")]
    return [live(exports, place, watch, now), h.Div(*presses, beside, cls="actions") if presses or beside else None]


def live(exports: Sequence[Export], place: Place, watch: Watch, now: float) -> Any:
    """The moving part. The page's stream brings it anew; where there is none, the page's script asks for it."""
    app, key, step = place
    asking = {
        "hx_get": urls.progress(app, key, step),
        "hx_trigger": "news",
        "hx_target": "this",
        "hx_swap": "outerHTML",
        "data_live": urls.live(app, key),
        "data_export": step,
    }
    moving = any(export.open for export in exports)
    return h.Div(
        *(_standing(export, watch(export), now) for export in exports), cls="live", **(asking if moving else {})
    )


def _standing(export: Export, progress: Progress | None, now: float) -> Any:
    request = export.request
    title = h.P(
        h.Strong(f"{export.name}.csv"), h.Small(f" · {request.org}/{request.slug}, {readable(request.analysis)}")
    )
    if export.state is State.FAILED:
        return h.Div(title, layout.notice(export.problem or "The export failed.", problem=True))
    if export.state is State.CANCELLED:
        return h.Div(title, layout.notice("Stopped. What Botify and the download did so far is kept."))
    waiting = h.P(h.Small(export.problem), cls="waiting") if export.problem else None
    return h.Div(title, *_bar(export, progress, now), waiting)


def _bar(export: Export, progress: Progress | None, now: float) -> list[Any]:
    doing = words.DOING[export.state]
    asking = export.state in (State.QUEUED, State.EXPORTING)
    since = export.asked_at if asking and export.asked_at else export.state_since
    if export.state is not State.DOWNLOADING or progress is None or not progress.total:
        return [h.Progress(aria_label=doing), h.P(f"{doing} · {words.duration(now - since)}", cls="telling")]
    told = [f"{words.size(progress.bytes)} of {words.size(progress.total)}"]
    if progress.speed:
        told.append(f"{words.size(int(progress.speed))}/s")
    if progress.left is not None:
        told.append(f"{words.duration(progress.left + 1)} left")
    return [
        h.Progress(value=str(progress.bytes), max=str(progress.total), aria_label=doing),
        h.P(f"{doing} · {' · '.join(told)}", cls="telling"),
    ]


def _presses(export: Export, of: str) -> list[Any]:
    """`of` says which export they are about, where the card has several."""
    if export.open:
        ask = "Stop? Botify may go on with its part; “Go on” picks it up again."
        return [_press(f"Stop{of}", export, "cancel", ask)]
    if export.state is State.DONE:
        return []
    if export.state is State.FAILED:
        return [_press(f"Retry{of}", export, "retry")]
    return [_press(f"Go on with{of}" if of else "Go on", export, "retry")]


def _press(label: str, export: Export, verb: str, ask: str = "") -> Any:
    return h.Button(
        label,
        type="button",
        cls="outline small" if verb == "cancel" else "",
        hx_post=urls.export(export.id, verb),
        hx_swap="none",
        hx_confirm=ask or None,
        hx_disabled_elt="this",
    )
