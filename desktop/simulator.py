"""The option `--simulator`, which no help names: the demo's own process. It ends with its parent, however that ends."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from server.demo.jobs import Pace
from server.demo.serve import prepared

PACE = Pace(created=1)
"""One look later a job is being worked on; how long that takes grows with the site."""


def simulate(folder: Path) -> None:
    """Prints where it is as one line of JSON, then serves until standard input, a pipe from the parent, ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with prepared(folder, (0, 0), PACE, 5.0) as (running, server, sockets):

        def end_with_parent() -> None:
            sys.stdin.buffer.read()
            server.should_exit = True

        threading.Thread(target=end_with_parent, name="parent", daemon=True).start()
        sys.stdout.write(json.dumps({"api": running.api, "token": running.token}) + "\n")
        sys.stdout.flush()
        server.run(sockets)
