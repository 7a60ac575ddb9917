"""Botify's pace: five requests a second of all threads together, and its own word on when to come back."""

import http.server
import json
import threading

from server.adapters.botify import Botify
from server.adapters.pace import Pace, quiet_seconds


def test_five_requests_a_second_and_no_more() -> None:
    pace = Pace(clock=lambda: 0.0)
    assert [pace.turn(9.0) for _ in range(11)] == [0.0] * 5 + [1.1] * 5 + [2.2]
    assert pace.turn(1.0) is None
    pace.hold(6.0)
    assert pace.turn(9.0) == 6.0


def test_retry_after_in_seconds_or_as_a_date() -> None:
    assert (quiet_seconds("7"), quiet_seconds(None), quiet_seconds("soon")) == (7.0, 1.0, 1.0)
    assert quiet_seconds("Mon, 01 Jan 2001 00:00:00 GMT") == 0.0
    assert quiet_seconds("Mon, 01 Jan 2900 00:00:00 GMT") > 1_000_000


def test_threads_share_the_pace() -> None:
    """Ten requests of two threads take longer than a second: Botify would refuse the sixth."""
    seen: list[str] = []

    class Api(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            body = json.dumps([]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    waits: list[float] = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        running = threading.Thread(target=server.serve_forever)
        running.start()
        botify = Botify(f"http://127.0.0.1:{server.server_port}", lambda: "x", clock=lambda: 0.0, sleep=waits.append)
        threads = [threading.Thread(target=lambda: [botify.collections("a", "b") for _ in range(5)]) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        botify.close()
        server.shutdown()
        running.join()
    assert len(seen) == 10
    assert sorted(waits) == [1.1] * 5
