"""`pipulate-desktop export`: the workflow of the window, walked without one. Its options, and the exit codes."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.version import version
from server.domain.problem import NotComplete, NotReachable, Problem, Refused, TokenProblem, WrongInput
from server.folders import Folders

if TYPE_CHECKING:  # the window's start reads the options here, and is not to pay for the rest
    from desktop.progress import Telling
    from server.domain.export import Export, ExportRequest
    from server.domain.opening import Question
    from server.web.parts import Parts

EXIT_CODES: dict[type[Problem], int] = {
    WrongInput: 2,
    TokenProblem: 3,
    Refused: 4,
    NotReachable: 5,
    NotComplete: 6,
}
"""0 is done, 1 anything else that went wrong, 130 interrupted."""

INTERRUPTED = 130
PATIENCE = 600.0
LOOK_EVERY = 0.1
AGAIN_AFTER = 2.0
WORKFLOW = "botify-export"
USUAL_FIELDS = "title,description,h1"
SHORT = {"title": "metadata.title.content", "description": "metadata.description.content", "h1": "metadata.h1.contents"}


def exit_code(problem: Problem) -> int:
    """The process's exit code for a problem; 1 for one of no kind."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(problem, kind)), 1)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `export`, beside the common ones."""
    parser.add_argument("address", metavar="ADDRESS", help="any address of the project, copied out of Botify")
    parser.add_argument("--analysis", metavar="SLUG", help="the crawl, for example 20250131 (default: the newest)")
    parser.add_argument("--max-depth", type=_depth, metavar="N", help="the deepest click depth (default: what fits)")
    parser.add_argument(
        "--fields",
        type=_fields,
        default=_fields(USUAL_FIELDS),
        metavar="A,B,…",
        help=f"title, description, h1, or names of Botify's own fields; the URL always (default: {USUAL_FIELDS})",
    )
    parser.add_argument("--again", action="store_true", help="export anew although the file is there")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the file's path")
    parser.add_argument(
        "--patience",
        type=_seconds,
        default=PATIENCE,
        metavar="SECONDS",
        help="how long to go on trying while Botify cannot be reached (default: 600)",
    )


def export(folders: Folders, options: argparse.Namespace) -> int:
    """Ask for the export, wait for its file, print where it is.

    Raises Problem. What was begun goes on with the next call.
    """
    from desktop.demo import demo_starter
    from desktop.desk import BrowserDesk
    from desktop.progress import Telling
    from server.web.parts import open_parts

    began = time.monotonic()
    with ExitStack() as stack:
        start_demo = stack.enter_context(demo_starter(folders.data / "demo"))
        parts = stack.enter_context(
            open_parts(
                folders,
                BrowserDesk(),
                start_demo=start_demo,
                environment=os.environ,
                version=version(),
                demo=options.demo,
            )
        )
        telling = stack.enter_context(Telling(sys.stderr))
        patience = Patience(options.patience)
        request, results = _request(parts, options, patience, telling)
        reused = not options.again and _on_disk(parts, request)
        done = _finished(parts, request, options.again, patience, telling)
        path, changed = parts.exports.path(done), parts.exports.saved_file(done).altered
    if changed:
        print(
            f"{path.name} was changed by another program after it was checked; --again exports anew.", file=sys.stderr
        )
    _print(path, done, results, options.json, reused, time.monotonic() - began)
    return 0


class Patience:
    """How long one goes on while Botify cannot be reached. Any answer makes it new."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._away_since: float | None = None

    def reached(self) -> None:
        self._away_since = None

    def away(self, why: str) -> None:
        """Raises NotReachable when it lasted too long."""
        self._away_since = self._away_since if self._away_since is not None else self._clock()
        if self._clock() - self._away_since >= self._seconds:
            raise NotReachable(f"{why} Given up after {self._seconds:.0f} seconds; the next call goes on.")


def _request(
    parts: Parts, options: argparse.Namespace, patience: Patience, telling: Telling
) -> tuple[ExportRequest, dict[str, Any]]:
    """What the window's workflow would ask for, and the answers that lead to it."""
    from server.domain.unattended import walk_to_work
    from server.domain.workflow import Workflow

    workflow = parts.plugins.apps.get(WORKFLOW)
    if not isinstance(workflow, Workflow):
        raise Problem("The Botify CSV export is not installed: its plug-in could not be loaded. Install the app again.")
    answers: dict[str, Callable[[Question], list[str]]] = {
        "project": lambda question: [options.address],
        "fields": lambda question: _chosen(options.fields, question),
    }
    if options.analysis:
        answers["analysis"] = lambda question: [_offered(question, options.analysis)]
    if options.max_depth is not None:
        answers["depth"] = lambda question: [str(options.max_depth)]
    while True:
        try:
            work, results = walk_to_work(workflow, parts.services, answers)
            patience.reached()
            return next(iter(work.requests.values())), results
        except TokenProblem as problem:
            raise TokenProblem(f"{problem} On the command line, set BOTIFY_TOKEN, or use --demo.") from problem
        except NotReachable as problem:
            patience.away(str(problem))
            telling.say(str(problem))
            time.sleep(AGAIN_AFTER)


def _offered(question: Question, analysis: str) -> str:
    """Raises WrongInput that names the newest crawls, for one that the project does not have."""
    slugs = list(next(iter(question.fields.values())).offered)  # type: ignore[attr-defined]
    if analysis not in slugs:
        raise WrongInput(f"The project has no finished analysis “{analysis}”. The newest are {', '.join(slugs[:5])}.")
    return analysis


def _chosen(asked: tuple[str, ...], question: Question) -> list[str]:
    """Names as typed -> the fields' own names. Raises WrongInput for one that the project does not have."""
    offered = next(iter(question.fields.values())).offered  # type: ignore[attr-defined]
    by_words = {words.lower(): name for name, words in offered.items()}
    chosen = [SHORT.get(name.lower()) or by_words.get(name.lower(), name) for name in asked]
    if unknown := [name for name, own in zip(asked, chosen, strict=True) if own not in offered]:
        raise WrongInput(f"The project has no field “{unknown[0]}”. The app's card “Fields” lists those it has.")
    return chosen


def _on_disk(parts: Parts, request: ExportRequest) -> bool:
    from server.domain.export import State

    found = parts.exports.find(parts.connection.api, request)
    return found is not None and found.state is State.DONE and parts.exports.saved_file(found).here


def _finished(parts: Parts, request: ExportRequest, again: bool, patience: Patience, telling: Telling) -> Export:
    """The export when its file is whole. The worker moves it: ours, or that of the app that runs beside us."""
    from server.domain.export import State

    export = parts.exports.ask(parts.connection.api, request, again=again)
    if export.state in (State.FAILED, State.CANCELLED):
        export = parts.exports.retry(export.id)
    parts.worker.wake()
    while export.open:
        time.sleep(LOOK_EVERY)
        export = parts.exports.get(export.id) or export
        telling.show(export, parts.worker.progress(export.id))
        if export.open and export.problem:
            patience.away(export.problem)
        else:
            patience.reached()
    if export.state is not State.DONE:
        raise _failure(export)
    return export


def _failure(export: Export) -> Problem:
    from server.domain.export import State

    if export.state is State.CANCELLED:
        return Problem("The export was stopped in the app.")
    kinds = {kind.__name__: kind for kind in EXIT_CODES}
    return kinds.get(export.problem_kind, Problem)(export.problem or "The export failed.")


def _print(path: Path, export: Export, results: dict[str, Any], as_json: bool, reused: bool, seconds: float) -> None:
    if not as_json:
        print(path)
        return
    told = {
        "path": str(path),
        "rows": export.rows,
        "bytes": export.bytes,
        "org": export.request.org,
        "project": export.request.slug,
        "analysis": export.request.analysis,
        "depth": results.get("depth"),
        "fields": ["url", *results.get("fields", [])],
        "job_id": export.job_id,
        "reused": reused,
        "seconds": round(seconds, 2),
    }
    print(json.dumps(told, ensure_ascii=False))


def _depth(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a depth; give a whole number, 0 or more")
    return int(text)


def _fields(text: str) -> tuple[str, ...]:
    return tuple(field.strip() for field in text.split(",") if field.strip())


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return seconds
