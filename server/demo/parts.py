"""What the API and the file host share, and how a request finds it."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request

from server.demo.door import Bucket
from server.demo.faults import Faults
from server.demo.jobs import Jobs
from server.demo.wire import Log, Transports


@dataclass
class Parts:
    """`files` is the origin of the file host, e.g. `http://127.0.0.1:8001`."""

    jobs: Jobs
    files: str
    bucket: Bucket
    faults: Faults = field(default_factory=Faults)
    log: Log = field(default_factory=Log)
    transports: Transports = field(default_factory=dict)


def parts(request: Request) -> Parts:
    found: Parts = request.app.state.parts
    return found
