"""What may be said after `export`. Read at each start, so it imports nothing of the export itself."""

from __future__ import annotations

import argparse

PATIENCE = 600.0
USUAL_FIELDS = "title,description,h1"
EXIT_CODES = (
    "Exit codes: 0 done, 2 wrong input, 3 token missing or refused, 4 Botify refused or the job failed, 5 Botify not "
    "reachable, 6 the file is not complete, 130 interrupted (the next call goes on)."
)
"""Those of desktop.exit_codes, in words."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `export`, beside the common ones; and how it ends."""
    parser.epilog = EXIT_CODES
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
        help=f"how long to go on trying while Botify cannot be reached (default: {PATIENCE:.0f})",
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
