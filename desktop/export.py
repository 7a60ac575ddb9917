"""`pipulate-desktop export`: the workflow of the window, walked without one."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from desktop.browser_desk import BrowserDesk
from desktop.demo import demo_starter
from desktop.exit_codes import problem_of
from desktop.patience import Patience
from desktop.progress import Telling
from desktop.version import version
from server.domain.export import Export, ExportRequest, State
from server.domain.files import is_file
from server.domain.opening import Question
from server.domain.problem import NotComplete, NotReachable, Problem, TokenProblem, WrongInput
from server.domain.unattended import walk_to_work
from server.domain.workflow import Workflow
from server.folders import Folders
from server.web.parts import Parts, open_parts

LOOK_EVERY = 0.1
AGAIN_AFTER = 2.0
WORKFLOW = "botify-export"
SHORT = {"title": "metadata.title.content", "description": "metadata.description.content", "h1": "metadata.h1.contents"}


def export(folders: Folders, options: argparse.Namespace) -> int:
    """Ask for the export, wait for its file, print where it is.

    Raises Problem. What was begun goes on with the next call.
    """
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
        if not is_file(path):
            raise NotComplete(
                f"The Pipulate Desktop that runs beside this one put {path.name} into a downloads folder of its own. "
                f"The same command again fetches it to {path.parent}; that costs nothing."
            )
    if changed:
        print(
            f"{path.name} was changed by another program after it was checked; --again exports anew.", file=sys.stderr
        )
    _print(path, done, results, options.json, reused, time.monotonic() - began)
    return 0


def _request(
    parts: Parts, options: argparse.Namespace, patience: Patience, telling: Telling
) -> tuple[ExportRequest, dict[str, Any]]:
    """What the window's workflow would ask for, and the answers that lead to it."""
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
    found = parts.exports.find(parts.connection.api, request)
    return found is not None and found.state is State.DONE and parts.exports.saved_file(found).here


def _finished(parts: Parts, request: ExportRequest, again: bool, patience: Patience, telling: Telling) -> Export:
    """The export when its file is whole. The worker moves it: ours, or that of the app that runs beside us."""
    export = parts.exports.ask(parts.connection.api, request, again=again)
    if export.state in (State.FAILED, State.CANCELLED):
        export = parts.exports.retry(export.id)
    parts.worker.wake()
    while export.open:
        time.sleep(LOOK_EVERY)
        export = parts.exports.get(export.id) or export
        if export.state is not State.FAILED:  # why it failed is told at the end
            telling.show(export, parts.worker.progress(export.id))
        if export.open and export.problem:
            patience.away(export.problem)
        else:
            patience.reached()
    if export.state is not State.DONE:
        raise _failure(export)
    return export


def _failure(export: Export) -> Problem:
    if export.state is State.CANCELLED:
        return Problem("The export was stopped in the app.")
    told = export.problem or "The export failed."
    if "“Retry”" in told or "“Export again”" in told:
        told += " Here “Retry” is the same command again, and “Export again” is --again."
    return problem_of(export.problem_kind, told)


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
