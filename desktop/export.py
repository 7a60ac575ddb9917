"""`pipulate-desktop export`: its options, and the exit codes it shares with the other commands."""

from __future__ import annotations

import argparse

from server.domain.problem import NotComplete, NotReachable, Problem, Refused, TokenProblem, WrongInput

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
USUAL_FIELDS = "title,description,h1"


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
