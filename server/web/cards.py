"""A pipeline's column as HTML: one card below the other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fasthtml import common as h

from server.adapters.connection import DemoSite
from server.domain.export import ExportRequest, State
from server.domain.fields import as_text
from server.domain.files import Root, SavedFile
from server.domain.project import readable
from server.domain.workflow import Kind, Step
from server.web import demo_sites, export_card, file_tokens, inputs, layout, outputs, urls, words, work_card
from server.web.column import Asking, Card, Column, Exporting, Failed, Last, Locked, Offering, Shown, Waiting, Working
from server.web.export_card import Watch
from server.web.file_field import Choosing
from server.web.outputs import Press

_AGAIN = "Export again? Botify makes a new file, which costs credits again. "
_REPLACED = "The old file is replaced when the new one is whole."
_KEPT = "The file that was changed is kept beside the new one, with “(changed)” in its name."


class Drawing:
    """Draws one column. `press` gives buttons their addresses, `watch` tells how an export goes at the time `now`.

    `works` are the cards of work that buttons began, `sites` those of the demo while it is on.
    """

    def __init__(
        self,
        column: Column,
        *,
        press: Press,
        watch: Watch,
        browser: bool,
        root: Root,
        now: float,
        works: Sequence[Any] = (),
        sites: Sequence[DemoSite] = (),
    ) -> None:
        self._column, self._press, self._watch = column, press, watch
        self._browser, self._root, self._now, self._works, self._sites = browser, root, now, works, sites
        self._app, self._key = column.workflow.name, column.pipeline.key

    def cards(self) -> list[Any]:
        return [self._card(card) for card in self._column.cards]

    def column(self) -> Any:
        return h.Div(
            layout.notice(self._column.notice) if self._column.notice else None,
            *self._works,
            *self.cards(),
            id="column",
            hx_target="#column",
            hx_swap="outerHTML",
        )

    def said(self, swap: bool = False) -> Any:
        """The sentences told so far, for the side pane. `swap`: replace those of a page already drawn."""
        lines = [h.Li(one["text"]) for one in self._column.pipeline.said]
        return h.Ol(*lines, id="said", aria_live="polite", **({"hx_swap_oob": "true"} if swap else {}))

    def _card(self, card: Card) -> Any:
        draw: dict[type, Callable[[Any], Any]] = {
            Locked: self._locked,
            Waiting: self._waiting,
            Asking: self._asking,
            Offering: self._offering,
            Exporting: self._exporting,
            Working: self._working,
            Failed: self._failed,
            Shown: self._shown,
            Last: self._last,
        }
        return draw[type(card)](card)

    def _to(self, verb: str, step: str = "") -> str:
        changes = verb in ("answer", "back", "start", "again")
        return urls.step(self._app, verb, self._key, step, self._column.pipeline.version if changes else None)

    def _locked(self, card: Locked) -> Any:
        return _card(card.step, "locked", self._result(card), corner=self._corner(card))

    def _corner(self, card: Locked) -> Any:
        """The way back; a whole export has *Export again* instead, for going back would find the same file."""
        if self._column.pipeline.finalized:
            return h.Span("🔒", title="Locked", role="img", aria_label="Locked")
        if card.files:
            return None
        return h.Button(
            "Change",
            type="button",
            cls="outline small",
            hx_post=self._to("back", card.step.name),
            aria_label=f"Change {card.step.title}",
        )

    def _result(self, card: Locked) -> Any:
        parts = [h.P(words.beginning(card.words), cls="answer")] if card.words else []
        if card.problem:
            parts.append(layout.notice(card.problem, problem=True))
        files = card.result.values() if isinstance(card.result, Mapping) else [card.result]
        saved = [one for one in files if isinstance(one, SavedFile)]
        if not saved:
            return h.Div(*(parts or [h.P(words.beginning(as_text(card.result)), cls="answer")]))
        for one in saved:
            parts += [outputs.file(one, self._browser), outputs.first_rows(one)]
        if not self._column.pipeline.finalized and card.step.kind is Kind.DO:
            parts.append(self._renewed(card, saved))
        return h.Div(*parts)

    def _renewed(self, card: Locked, saved: Sequence[SavedFile]) -> Any:
        """How a file comes anew: an export is fetched, anything else made by the step's function."""
        here, exported = all(one.here for one in saved), any(one.analysis for one in saved)
        altered = any(one.altered for one in saved)
        if here and not altered:
            return self._again(card, _REPLACED) if exported else None
        label = "Fetch it again" if exported else "Make it again"
        press = h.Button(label, type="button", hx_post=self._to("start", card.step.name), hx_disabled_elt="this")
        if not altered:
            return press
        told = h.P(h.Small(f"“{label}” brings the file as Botify made it, without a new export. {_KEPT}"))
        return h.Div(told, h.Div(press, self._again(card, _KEPT), cls="actions"))

    def _again(self, card: Locked | Exporting, old: str) -> Any:
        return h.Button(
            "Export again",
            type="button",
            cls="outline small",
            hx_post=self._to("again", card.step.name),
            hx_confirm=(_AGAIN + old).strip(),
        )

    def _waiting(self, card: Waiting) -> Any:
        """A step that records answers with the whole column, one that shows with its own card alone."""
        return _card(
            card.step,
            "open",
            h.P("One moment…", aria_busy="true"),
            hx_post=self._to("open" if card.step.records else "show", card.step.name),
            hx_trigger="load",
            hx_target=None if card.step.records else "this",
        )

    def _asking(self, card: Asking) -> Any:
        fields = []
        first = next(iter(card.problems), next(iter(card.question.fields)))
        for name, field in card.question.fields.items():
            shown = card.offered[name]
            if card.typed is not None:
                shown = inputs.retyped(field, card.typed.get(name, ()))
            fields.append(
                inputs.control(
                    name,
                    field,
                    shown,
                    problem=card.problems.get(name, ""),
                    focus=name == first,
                    search=urls.options(self._app, self._key, card.step.name, name),
                    choosing=self._choosing(card.step.name, name),
                    below=demo_sites.offered(field, self._sites),
                )
            )
        return _card(
            card.step,
            "open",
            *(outputs.drawn(thing, self._press, self._browser) for thing in card.question.above),
            h.Form(
                *fields,
                self._preview_of(card) if card.step.preview else None,
                id=f"answer-{card.step.name}",
                method=layout.HELD,
                hx_post=self._to("answer", card.step.name),
                hx_disabled_elt=f"#continue-{card.step.name}",
                novalidate=True,
                data_form=f"answer {card.step.name}",
                data_typed="yes" if card.typed is not None else None,
            ),
            # A button below may ask for something itself, and a form in a form is no HTML: both stand beside it.
            *(outputs.drawn(thing, self._press, self._browser) for thing in card.question.below),
            h.Button("Continue", type="submit", form=f"answer-{card.step.name}", id=f"continue-{card.step.name}"),
        )

    def _choosing(self, step: str, field: str) -> Choosing:
        return Choosing(urls.file_choice(self._app, self._key, step, field), self._browser, self._root)

    def _preview_of(self, card: Asking) -> Any:
        """Loads itself, and again at each change in the form."""
        return h.Div(
            cls="preview",
            aria_live="polite",
            hx_post=urls.preview(self._app, self._key, card.step.name),
            hx_trigger="load, input delay:150ms from:closest form",
            hx_include="closest form",
            hx_target="this",
            hx_swap="innerHTML",
            hx_sync="this:replace",
            hx_disabled_elt="unset",
        )

    def _offering(self, card: Offering) -> Any:
        return _card(
            card.step,
            "open",
            *(self._request(request) for request in card.requests.values()),
            h.Button(
                card.step.button or "Start export",
                type="button",
                hx_post=self._to("start", card.step.name),
                hx_disabled_elt="this",
                autofocus=True,
            ),
        )

    def _request(self, request: ExportRequest) -> Any:
        return h.P(h.Strong(request.name), h.Small(f" · {request.org}/{request.slug}, {readable(request.analysis)}"))

    def _exporting(self, card: Exporting) -> Any:
        place, exports = (self._app, self._key, card.step.name), list(card.exports.values())
        failed = any(export.state is State.FAILED for export in exports)
        return _card(
            card.step,
            "open",
            *export_card.drawn(exports, place, self._watch, self._now, self._again(card, "") if failed else None),
            data_open=self._to("open", card.step.name),
        )

    def _working(self, card: Working) -> Any:
        begin = self._to("start" if card.step.records else "open", card.step.name)
        again = h.Button("Try again" if card.job.problem else "Go on", type="button", hx_post=begin)
        return _card(
            card.step,
            "open" if card.step.records else "shown",
            *work_card.of_step(card.job, lambda it: outputs.drawn(it, self._press, self._browser), again),
        )

    def _failed(self, card: Failed) -> Any:
        kept = [
            h.Input(type="hidden", name=inputs.PREFIX + name, value=value)
            for name, values in (card.typed or {}).items()
            for value in values
        ]
        verb = "answer" if card.typed is not None else "open"
        typed = ", ".join(file_tokens.in_words(value) for values in (card.typed or {}).values() for value in values)
        return _card(
            card.step,
            "open",
            layout.notice(card.sentence, problem=True),
            h.P(f"What you typed is kept: {typed}") if typed else None,
            h.Form(
                *kept,
                h.Button("Try again", type="submit", autofocus=True),
                method=layout.HELD,
                hx_post=self._to(verb, card.step.name),
                hx_disabled_elt="find button",
            ),
        )

    def _shown(self, card: Shown) -> Any:
        return _card(
            card.step,
            "shown",
            outputs.drawn(card.thing, self._press, self._browser),
        )

    def _last(self, card: Last) -> Any:
        workflow = self._column.workflow
        again = h.Button(
            workflow.again, type="button", cls="secondary", hx_post=urls.start(self._app), hx_vals={"key": ""}
        )
        if card.finalized:
            return h.Article(
                h.Header(h.H2("Locked 🔒")),
                h.P("All answers are kept as they are."),
                h.Div(
                    h.Button("Unlock", type="button", cls="outline", hx_post=self._to("unlock")),
                    again if workflow.again else None,
                    cls="actions",
                ),
                cls="card last",
            )
        return h.Article(
            h.Header(h.H2("Done")),
            h.P("Lock it to keep the answers as they are, or go back to any card to change it."),
            h.Div(
                h.Button("Finalize", type="button", hx_post=self._to("finalize")),
                again if workflow.again else None,
                cls="actions",
            ),
            cls="card last",
        )


def _card(step: Step, state: str, *parts: Any, corner: Any = None, **attributes: Any) -> Any:
    """A step's card: `state` is "open", "locked" or "shown"."""
    header = h.Header(h.H2(step.title), corner)
    return h.Article(header, *parts, cls=f"card {state}", id=f"card-{step.name}", **attributes)
