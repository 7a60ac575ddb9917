"""Looking for updates: only a list that is signed, newer and short is believed, and nothing is ever installed."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.adapters.database import Database
from server.adapters.settings import Settings
from server.adapters.updates import FILE, SIZE, Source, Updates, source
from server.domain.problem import Problem, Refused
from tests.display import until

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
NEWS: dict[str, Any] = {"date": "2026-12-01", "version": "0.2.0", "notes": "Faster.", "link": "https://example.org/new"}


def signed(news: object, key: Ed25519PrivateKey = KEY) -> bytes:
    payload = json.dumps(news).encode()
    parts = {"signed": payload, "signature": key.sign(payload)}
    return json.dumps({name: base64.b64encode(part).decode() for name, part in parts.items()}).encode()


class Host:
    """A loopback server that gives one body."""

    def __init__(self) -> None:
        self.body, self.status, self.asked, self.location = b"", 200, 0, ""
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked += 1
                self.send_response(host.status)
                if host.location:
                    self.send_header("Location", host.location)
                self.send_header("Content-Length", str(len(host.body)))
                self.end_headers()
                self.wfile.write(host.body)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/list.json"


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    with closing(Database(tmp_path / "data.sqlite3")) as database:
        yield Settings(database)


@pytest.fixture
def updates(settings: Settings, host: Host) -> Updates:
    return Updates(settings, Source(host.address, PUBLIC), "0.1.0")


def test_a_signed_newer_version_is_told(updates: Updates, host: Host, settings: Settings) -> None:
    assert updates.found is None
    host.body = signed(NEWS)
    found = updates.look()
    assert found is not None
    assert (found.version, found.notes, found.link) == ("0.2.0", "Faster.", "https://example.org/new")
    assert (found.date, updates.dated) == ("2026-12-01", "2026-12-01")
    assert updates.found == found
    assert Updates(settings, updates.place, "0.2.0").found is None, "it runs by now"


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9"])
def test_the_same_or_an_older_version_is_no_update(updates: Updates, host: Host, version: str) -> None:
    host.body = signed({**NEWS, "version": version})
    assert updates.look() is None


def test_a_list_from_before_the_last_one_is_refused(updates: Updates, host: Host) -> None:
    host.body = signed({**NEWS, "version": "0.10.0"})
    assert updates.look()
    host.body = signed({**NEWS, "version": "0.9.0"})
    with pytest.raises(Refused, match="older than one seen before"):
        updates.look()
    assert updates.found is not None
    assert updates.found.version == "0.10.0"
    host.body = signed({**NEWS, "version": "0.10.0", "date": "2026-11-30"})
    with pytest.raises(Refused, match=r"older than one seen before \(0.10.0, 2026-12-01\)"):
        updates.look()
    host.body = signed({**NEWS, "version": "0.10.0", "date": "2026-12-02"})
    assert updates.look()
    assert updates.dated == "2026-12-02"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (signed(NEWS, Ed25519PrivateKey.generate()), "not signed by who makes the app"),
        (signed(NEWS).replace(b"signature", b"signatory"), "no list of updates"),
        (json.dumps(NEWS).encode(), "no list of updates"),
        (b"", "no list of updates"),
        (b"[]", "no list of updates"),
        (b"\xff\xfe<html>", "no list of updates"),
        (b"[" * 60_000, "no list of updates"),
        (b'{"signed":' * 6_000, "no list of updates"),
        (signed([1]), "no list of updates"),
        (signed({**NEWS, "date": "yesterday"}), "no list of updates"),
        (signed({name: NEWS[name] for name in ("version", "notes", "link")}), "no list of updates"),
        (signed({**NEWS, "link": "http://example.org/new"}), "names no version and page"),
        (signed({**NEWS, "link": "javascript:alert(1)"}), "names no version and page"),
        (signed({**NEWS, "version": "0.2.0-rc1"}), "names no version and page"),
        (signed({**NEWS, "version": "٢.٠"}), "names no version and page"),
        (signed({**NEWS, "notes": "x" * SIZE}), "too long"),
    ],
)
def test_what_is_not_to_be_trusted_is_not_used(updates: Updates, host: Host, body: bytes, why: str) -> None:
    host.body = body
    with pytest.raises(Refused, match=why):
        updates.look()
    assert updates.found is None


def test_a_changed_byte_is_noticed(updates: Updates, host: Host) -> None:
    outer = json.loads(signed(NEWS))
    payload = base64.b64decode(outer["signed"]).replace(b"0.2.0", b"9.2.0")
    host.body = json.dumps({**outer, "signed": base64.b64encode(payload).decode()}).encode()
    with pytest.raises(Refused, match="not signed"):
        updates.look()


def test_no_other_address_is_followed(updates: Updates, host: Host) -> None:
    host.status, host.location, host.body = 302, host.address, signed(NEWS)
    with pytest.raises(Problem, match="answered 302"):
        updates.look()
    assert host.asked == 1


def test_a_host_that_is_away_is_a_sentence(settings: Settings) -> None:
    updates = Updates(settings, Source("http://127.0.0.1:1/list.json", PUBLIC), "0.1.0")
    with pytest.raises(Problem, match="cannot be reached"):
        updates.look()


def test_nothing_is_asked_until_it_is_turned_on(updates: Updates, host: Host) -> None:
    updates.start()
    assert not updates.on
    updates.stop()
    assert host.asked == 0


def test_turned_on_it_looks_by_itself_once_a_day(settings: Settings, host: Host) -> None:
    host.body = signed(NEWS)
    now = [1_000_000.0]

    def looked() -> Updates:
        updates = Updates(settings, Source(host.address, PUBLIC), "0.1.0", lambda: now[0], first=0)
        updates.turn(True)
        updates.start()
        return updates

    first = looked()
    until(lambda: first.found, what="the update")
    first.stop()
    looked().stop()
    assert host.asked == 1
    now[0] += 90_000
    later = looked()
    until(lambda: host.asked == 2, what="the look of the next day")
    later.stop()


def test_turned_off_nothing_found_is_kept(updates: Updates, host: Host) -> None:
    updates.turn(True)
    host.body = signed(NEWS)
    updates.look()
    updates.turn(False)
    assert updates.found is None


def test_without_a_pinned_key_it_says_so(settings: Settings, tmp_path: Path) -> None:
    assert source(tmp_path) is None
    with pytest.raises(Problem, match="No update list is published yet"):
        Updates(settings, source(tmp_path), "0.1.0").look()


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "[]",
        json.dumps({"address": "https://example.org/l", "key": "AAAA"}),
        json.dumps({"address": "http://127.0.0.1/l", "key": base64.b64encode(PUBLIC).decode()}),
    ],
    ids=["no JSON", "no object", "a short key", "an address without TLS"],
)
def test_a_pinned_key_must_be_one_and_its_address_safe(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert source(tmp_path) is None


def test_the_pinned_file_is_read(tmp_path: Path) -> None:
    told = {"address": "https://example.org/list.json", "key": base64.b64encode(PUBLIC).decode()}
    (tmp_path / FILE).write_text(json.dumps(told))
    assert source(tmp_path) == Source("https://example.org/list.json", PUBLIC)
