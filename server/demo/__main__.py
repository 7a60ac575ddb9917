"""`python -m server.demo`: the simulator as a process of its own. Its first line on stdout says where."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn

from server.demo.jobs import Pace
from server.demo.serve import prepared


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m server.demo", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, help="where jobs and files are kept (default: a folder that goes when it ends)"
    )
    parser.add_argument("--port", type=int, default=0, help="of the API (default: any free one)")
    parser.add_argument("--files-port", type=int, default=0, help="of the file host (default: any free one)")
    parser.add_argument("--port-file", type=Path, help="a file to write that first line to as well")
    parser.add_argument("--created", type=int, default=Pace.created, help="looks at a job that find it CREATED")
    parser.add_argument("--processing", type=int, help="looks that find it PROCESSING (default: more for more rows)")
    parser.add_argument("--rate", type=float, default=5, help="requests a second the API allows; 0 for any number")
    return parser.parse_args()


def _end(signum: int, frame: FrameType | None) -> NoReturn:
    """uvicorn ends first, then sends the signal again: this lets the folder be tidied up."""
    raise SystemExit(0)


def main() -> None:
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _end)
    given = _arguments()
    pace = Pace(given.created, given.processing)
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="simulator-")))
        ports = (given.port, given.files_port)
        running, server, sockets = stack.enter_context(prepared(folder, ports, pace, given.rate or None))
        line = json.dumps({"api": running.api, "files": running.files, "token": running.token})
        if given.port_file:
            part = given.port_file.with_suffix(".part")
            part.write_text(line + "\n", "utf-8")
            part.replace(given.port_file)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        server.run(sockets)


if __name__ == "__main__":
    main()
