"""What every answer holds, and what is never given: files from outside, an ear for too much."""

from pathlib import Path

import pytest

from server.demo.serve import Simulator
from tests.web.attacks import Attacker, Reply, is_refused, request
from tests.web.visitor import FORM

ASSET = "/assets/app.js"
SECURITY = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


def answers_of_every_kind(attacker: Attacker) -> dict[str, Reply]:
    booting = attacker.site.guard.boot_path()
    return {
        "200": attacker.get("/"),
        "200 post": attacker.post("/demo", body=b"on="),
        "303": request(attacker.port, "GET", booting, [("Host", f"127.0.0.1:{attacker.port}")]),
        "403 boot": attacker.get("/boot?k=x"),
        "403 cookie": attacker.get("/", {"Cookie": None}),
        "403 site": attacker.get("/", {"Sec-Fetch-Site": "cross-site"}),
        "404": attacker.get("/no-such-page"),
        "404 asset": attacker.get("/assets/none.js"),
        "405": attacker.get("/demo"),
        "409": attacker.get("/apps/hello/pipeline?key=none"),
        "413": attacker.post(changes={"Content-Length": "11000000"}),
        "415": attacker.post(changes={"Content-Type": "text/plain"}),
        "421": attacker.get("/", {"Host": "evil.example"}),
        "asset": attacker.get(ASSET),
    }


def test_every_answer_has_the_headers(attacker: Attacker) -> None:
    for kind, reply in answers_of_every_kind(attacker).items():
        assert str(reply.status) in kind or kind == "asset" or (kind, reply.status) == ("405", 404), (
            kind,
            reply.status,
        )
        for name, value in SECURITY.items():
            assert reply.all(name) == [value], (kind, name)
        assert all(
            f"{what}=()" in reply.all("permissions-policy")[0] for what in ("camera", "microphone", "geolocation")
        ), kind
        assert not [name for name, _ in reply.headers if name.lower().startswith("access-control")], kind
        assert not reply.all("server"), kind
        kept = "private, max-age=31536000, immutable" if kind == "asset" else "no-store"
        assert reply.all("cache-control") == [kept], kind


# Files: nothing from outside the folder

OUTSIDE = [
    "/../README.md",
    "/%2e%2e/README.md",
    "/..%2fREADME.md",
    "/..%5cREADME.md",
    "/%252e%252e/README.md",
    "/..%c0%afREADME.md",
    "/vendor/../../README.md",
    "/vendor/%2e%2e/%2e%2e/README.md",
    "//etc/passwd",
    "/%2fetc/passwd",
    "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/C:/Windows/win.ini",
    "/file:///etc/passwd",
    "/app.js%00.png",
    "/%00",
    "/app.js.",
    "/app.js%20",
    "/app.js/",
    "/app.js/..",
    "/.",
    "/..",
    "/",
    "/" + "a" * 5000,
    "/" + "a/" * 2000,
    "/%0d%0aX-Injected:%20yes",
    "/vendor",
]


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path[:40])
def test_no_file_from_outside_is_given(attacker: Attacker, path: str) -> None:
    for target in ("/assets" + path, path if path.startswith("/") else "/" + path):
        reply = attacker.get(target)
        assert b"root:" not in reply.body
        assert b"Pipulate Desktop\n=" not in reply.body
        assert not reply.all("x-injected")
        inside = target in ("/", "/assets/app.js/")  # our first page, and a file of ours by a careless name
        assert reply.status in (400, 404) or inside, (target, reply.status)


def test_a_link_that_leads_out_of_the_folder_is_not_followed(shared_simulator: Simulator, tmp_path: Path) -> None:
    from starlette.staticfiles import StaticFiles

    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (assets / "link.txt").symlink_to(tmp_path / "secret.txt")
    (assets / "folder").symlink_to(tmp_path)
    files = StaticFiles(directory=assets)
    for path in ("link.txt", "folder/secret.txt"):
        assert files.lookup_path(path) == ("", None)


# Too much


def test_a_body_that_says_it_is_too_large_is_refused(attacker: Attacker) -> None:
    is_refused(attacker.post(changes={"Content-Length": "11000000"}, body=b"key=attack"), 413)


def test_a_body_that_says_it_is_too_large_is_refused_while_it_comes(attacker: Attacker) -> None:
    is_refused(attacker.post(body=b"key=" + b"a" * 11_000_000), 413, 0)


def test_a_body_that_does_not_say_its_length_is_refused(attacker: Attacker) -> None:
    chunk = b"%x\r\n%s\r\n" % (1_000_000, b"a" * 1_000_000)
    body = b"5\r\nkey=a\r\n" + chunk * 11 + b"0\r\n\r\n"
    is_refused(attacker.post(changes={"Content-Length": None, "Transfer-Encoding": "chunked"}, body=body), 411, 0)
    is_refused(attacker.post(changes={"Content-Length": "3", "Transfer-Encoding": "chunked"}, body=body), 400, 411, 0)
    is_refused(attacker.post(changes={"Content-Length": None}, body=b""), 411)
    assert attacker.get("/healthz").body == b"ok"


def test_a_length_that_is_no_number_is_refused(attacker: Attacker) -> None:
    for length in ("-1", "x", "1e9", "+5", "5, 6"):
        is_refused(attacker.post(changes={"Content-Length": length}), 400, 411)


def test_headers_without_end_are_refused(attacker: Attacker) -> None:
    assert attacker.get("/", {"X-Long": "a" * 200_000}).status in (0, 400, 431)
    assert attacker.get("/?" + "a" * 200_000).status in (0, 400, 414, 431)
    assert attacker.get("/healthz").body == b"ok"


def test_a_form_of_very_many_fields_harms_nothing(attacker: Attacker) -> None:
    reply = attacker.post("/demo", body=b"&".join(b"a%d=1" % number for number in range(100_000)))
    assert reply.status in (200, 400, 413)
    assert attacker.get("/healthz").body == b"ok"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", b"null"),
        ("application/json", b'"text"'),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nno"),
        (FORM, b"\xff\xfe=%ff%fe&&&==&%"),
    ],
)
def test_a_broken_body_is_answered_and_harms_nothing(attacker: Attacker, kind: str, body: bytes) -> None:
    reply = attacker.post("/demo", {"Content-Type": kind}, body)
    assert reply.status in (200, 400, 415, 422), (reply.status, reply.body[:300])
    assert attacker.get("/healthz").body == b"ok"


def test_reading_sends_no_large_body(attacker: Attacker) -> None:
    is_refused(attacker.get("/", {"Content-Length": "11000000"}), 413)
    is_refused(attacker.get("/", {"Transfer-Encoding": "chunked"}), 411)


# Streams


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:{port}"])
def test_a_websocket_is_not_opened(attacker: Attacker, origin: str) -> None:
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": origin.format(port=attacker.port),
    }
    for place in ("/ws", "/live-reload"):
        reply = attacker.get(place, upgrade)
        assert reply.status in (403, 404, 400)
        assert not reply.all("sec-websocket-accept")
