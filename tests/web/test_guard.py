"""The attacks on a server of this machine, one by one, as bytes on a socket. Nobody but our own window gets in."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.demo.serve import Simulator
from tests.web.attacks import Attacker, Reply, request, sent
from tests.web.site import FORM, RunningSite, Visitor, running_site

ASSET = "/assets/app.js"
PLACES = ["/", ASSET, "/no-such-page"]
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


@pytest.fixture(scope="module")
def running(shared_simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("guarded"), shared_simulator) as site:
        yield site


@pytest.fixture(scope="module")
def attacker(running: RunningSite) -> Iterator[Attacker]:
    attacker = Attacker(running)
    yield attacker
    assert not attacker.wrote, "an attack got through to the record"


def is_refused(reply: Reply, *statuses: int) -> None:
    assert reply.status in (statuses or (403, 421)), (reply.status, reply.body[:200])
    assert not [key for key, _ in reply.headers if key.lower().startswith("access-control-")]
    assert b"X-CSRF" not in reply.body
    assert b"use strict" not in reply.body
    assert not reply.all("set-cookie")


def test_our_own_window_is_let_in(attacker: Attacker) -> None:
    for place, status in (("/", 200), (ASSET, 200), ("/no-such-page", 404)):
        assert attacker.get(place).status == status
        assert attacker.get(place, {"Sec-Fetch-Site": None}).status == status
        assert attacker.get(place, method="HEAD").status == status


# Rebinding: only our exact host is answered

HOSTS = [
    "evil.example:{port}",
    "evil.example",
    "127.0.0.1.nip.io:{port}",
    "localhost:{port}",
    "[::1]:{port}",
    "127.0.0.1:{other}",
    "127.0.0.1",
    "127.0.0.1.",
    "127.0.0.1.:{port}",
    "127.1:{port}",
    "2130706433:{port}",
    "0x7f000001:{port}",
    "0.0.0.0:{port}",
    "127.0.0.1:{port}.evil.example",
    "127.0.0.1:{port}, evil.example",
    "user@127.0.0.1:{port}",
    "127.0.0.1:0{port}",
    "",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("host", HOSTS)
def test_another_host_gets_nothing(attacker: Attacker, host: str, place: str) -> None:
    named = host.format(port=attacker.port, other=attacker.port + 1)
    reply = attacker.get(place, {"Host": named})
    is_refused(reply, 421, 400)
    assert reply.status == 400 or reply.body == b""


@pytest.mark.parametrize("place", PLACES)
def test_no_host_gets_nothing(attacker: Attacker, place: str) -> None:
    is_refused(attacker.get(place, {"Host": None}), 421, 400)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("first", ["evil.example", "127.0.0.1:{port}"])
def test_two_hosts_get_nothing(attacker: Attacker, place: str, first: str) -> None:
    rest = [(key, value) for key, value in attacker.own.items() if key != "Host"]
    hosts = [("Host", first.format(port=attacker.port)), ("Host", f"127.0.0.1:{attacker.port}")]
    is_refused(request(attacker.port, "GET", place, [*hosts, *rest]), 421, 400)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:{port}"])
def test_a_whole_address_as_request_line_gets_nothing(attacker: Attacker, place: str, host: str) -> None:
    is_refused(attacker.get(f"http://{host.format(port=attacker.port)}{place}"), 421, 400)


@pytest.mark.parametrize("target", ["*", "evil.example:443"])
def test_a_proxys_requests_get_nothing(attacker: Attacker, target: str) -> None:
    is_refused(attacker.get(target, method="CONNECT" if ":" in target else "OPTIONS"), 421, 400, 403)


def test_an_old_protocol_without_host_gets_nothing(attacker: Attacker) -> None:
    is_refused(sent(attacker.port, f"GET / HTTP/1.0\r\nCookie: {attacker.visitor.cookie}\r\n\r\n".encode()), 421)


# Pages of others

SITES = ["cross-site", "same-site", "none, same-origin", "", "SAME-ORIGIN", "nonsense"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("site", SITES)
def test_a_foreign_page_reads_nothing(attacker: Attacker, place: str, site: str) -> None:
    is_refused(attacker.get(place, {"Sec-Fetch-Site": site, "Sec-Fetch-Dest": "script"}), 403)


def test_a_typed_address_reads_but_never_writes(attacker: Attacker) -> None:
    assert attacker.get("/", {"Sec-Fetch-Site": "none"}).status == 200
    is_refused(attacker.post(changes={"Sec-Fetch-Site": "none"}), 403)


ORIGINS = [
    None,
    "null",
    "",
    "https://evil.example",
    "http://evil.example",
    "http://127.0.0.1:{other}",
    "https://127.0.0.1:{port}",
    "http://localhost:{port}",
    "http://127.0.0.1",
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port} http://evil.example",
    "HTTP://127.0.0.1:{port}",
]


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_foreign_origin_writes_nothing(attacker: Attacker, origin: str | None) -> None:
    named = origin and origin.format(port=attacker.port, other=attacker.port + 1)
    is_refused(attacker.post(changes={"Origin": named}), 403)
    is_refused(attacker.post(changes={"Origin": named, "Sec-Fetch-Site": None}), 403)
    is_refused(attacker.post(changes={"Origin": named, "Sec-Fetch-Site": "same-site"}), 403)


def test_two_origins_write_nothing(attacker: Attacker) -> None:
    both = [*attacker.writing.items(), ("Origin", "https://evil.example"), ("Content-Length", "0")]
    is_refused(request(attacker.port, "POST", "/apps/hello/start", both), 403)


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("place", ["/", ASSET, "/apps/hello/start"])
def test_other_methods_are_refused(attacker: Attacker, method: str, place: str) -> None:
    is_refused(attacker.post(place, method=method, body=b""), 403, 400, 405)
    asking = {"Access-Control-Request-Method": "POST", "Origin": "https://evil.example"}
    is_refused(attacker.post(place, asking, method=method, body=b""), 403, 400, 405)


# Writing needs what only our pages know


def test_a_write_without_the_pages_own_header_is_refused(attacker: Attacker) -> None:
    is_refused(attacker.post(changes={"X-CSRF": None}), 403)
    is_refused(attacker.post(changes={"X-CSRF": ""}), 403)
    is_refused(attacker.post(changes={"X-CSRF": attacker.visitor.csrf[:-1]}), 403)
    is_refused(attacker.post(changes={"X-CSRF": attacker.visitor.csrf + "x"}), 403)
    is_refused(attacker.post(changes={"X-CSRF": attacker.visitor.cookie.partition("=")[2]}), 403)
    is_refused(attacker.post(changes={"X-CSRF": "é"}), 403)


def test_the_token_in_the_form_is_no_header(attacker: Attacker) -> None:
    body = f"key=attack&X-CSRF={attacker.visitor.csrf}".encode()
    is_refused(attacker.post(changes={"X-CSRF": None}, body=body), 403)


@pytest.mark.parametrize("kind", ["text/plain", None, "", "application/xml", "image/png", "text/html"])
def test_only_forms_and_json_are_taken(attacker: Attacker, kind: str | None) -> None:
    is_refused(attacker.post(changes={"Content-Type": kind}), 403, 415)


def test_another_runs_header_and_cookie_open_nothing(
    attacker: Attacker, shared_simulator: Simulator, tmp_path: Path
) -> None:
    with running_site(tmp_path, shared_simulator) as other:
        stranger = other.visitor()
        is_refused(attacker.post(changes={"X-CSRF": stranger.csrf}), 403)
        is_refused(attacker.post(changes={"Cookie": stranger.cookie}), 403)
        is_refused(attacker.get(changes={"Cookie": stranger.cookie}), 403)
        renamed = f"pipulate-{attacker.port}={stranger.cookie.partition('=')[2]}"
        is_refused(attacker.get(changes={"Cookie": renamed}), 403)
        # A browser sends the cookies of all ports together: ours among others is enough, and theirs do no harm.
        assert attacker.get(changes={"Cookie": f"{stranger.cookie}; {attacker.visitor.cookie}"}).status == 200


@pytest.mark.parametrize("cookie", [None, "", "{name}", "{name}=", "{name}=x", "{name}={value}x", "other={value}"])
def test_without_the_cookie_nobody_gets_anything(attacker: Attacker, cookie: str | None) -> None:
    name, _, value = attacker.visitor.cookie.partition("=")
    given = cookie and cookie.format(name=name, value=value)
    answers = [attacker.get(place, {"Cookie": given}) for place in [*PLACES, "/healthz", "/apps/hello"]]
    answers += [attacker.post(changes={"Cookie": given}), attacker.get("/healthz", {"Cookie": given}, method="HEAD")]
    for reply in answers:
        is_refused(reply, 403)


def test_a_cookie_of_another_program_is_no_parameter(attacker: Attacker) -> None:
    """All ports of 127.0.0.1 share their cookies, and the web framework would read parameters out of them."""
    visitor = attacker.visitor
    for key in ("mine", "theirs"):
        request_made = visitor.post("/apps/hello/start", {"key": key})
        assert request_made.status == 200
    names = "key=theirs; app=botify-export; step=greeting; verb=back; form=x; button=b; id=1"
    page = attacker.get("/apps/hello/pipeline?key=mine", {"Cookie": f"{names}; {visitor.cookie}"})
    assert page.status == 200
    assert b"<h1>mine</h1>" in page.body
    for key in ("mine", "theirs"):
        delete(attacker, key)


def delete(attacker: Attacker, key: str) -> None:
    with attacker.site.parts.exports.database.writing() as connection:
        connection.execute("DELETE FROM pipeline WHERE key = ?", (key,))


# The one-time address


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


@pytest.fixture
def timed(shared_simulator: Simulator, tmp_path: Path, clock: list[float]) -> Iterator[RunningSite]:
    with running_site(tmp_path, shared_simulator, clock=lambda: clock[0]) as site:
        yield site


def test_a_one_time_address_opens_once(timed: RunningSite) -> None:
    path = timed.guard.boot_path()
    first = Visitor(timed.port).get(path)
    assert (first.status, first.header("location"), first.body) == (303, "/", b"")
    for _ in range(2):
        again = Visitor(timed.port).get(path)
        assert again.status == 403
        assert not again.header("set-cookie")


def test_a_one_time_address_opens_for_thirty_seconds(timed: RunningSite, clock: list[float]) -> None:
    in_time, late = timed.guard.boot_path(), timed.guard.boot_path()
    clock[0] += 29.9
    assert Visitor(timed.port).get(in_time).status == 303
    clock[0] += 0.2
    assert Visitor(timed.port).get(late).status == 403
    clock[0] -= 10
    assert Visitor(timed.port).get(late).status == 403


@pytest.mark.parametrize(
    "query", ["", "?", "?k=", "?k=wrong", "?k=%00", "?k=%ff", "?k={key}x", "?k=x{key}", "?K={key}"]
)
def test_a_wrong_key_opens_nothing_and_spends_nothing(timed: RunningSite, query: str) -> None:
    path = timed.guard.boot_path()
    key = path.partition("=")[2]
    for _ in range(3):
        reply = Visitor(timed.port).get("/boot" + query.format(key=key))
        assert (reply.status, reply.header("set-cookie")) == (403, "")
    assert Visitor(timed.port).get(path).status == 303


def test_a_foreign_page_cannot_spend_the_key(timed: RunningSite) -> None:
    path = timed.guard.boot_path()
    host = ("Host", f"127.0.0.1:{timed.port}")
    is_refused(request(timed.port, "GET", path, [host, ("Sec-Fetch-Site", "cross-site")]), 403)
    is_refused(request(timed.port, "GET", path, [("Host", "evil.example")]), 421)
    is_refused(request(timed.port, "HEAD", path, [host]), 403)
    assert Visitor(timed.port).get(path).status == 303


def test_the_cookie_is_our_windows_alone(timed: RunningSite) -> None:
    cookie = Visitor(timed.port).get(timed.guard.boot_path()).header("set-cookie")
    pair, *attributes = cookie.split("; ")
    name, _, value = pair.partition("=")
    assert name == f"pipulate-{timed.port}"
    assert re.fullmatch(r"[\w-]{43}", value)
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Strict"]
    assert value not in timed.guard.csrf


def test_a_new_run_has_new_secrets(shared_simulator: Simulator, tmp_path: Path) -> None:
    values = []
    for _ in range(2):
        with running_site(tmp_path, shared_simulator) as site:
            visitor = site.visitor()
            values.append((visitor.cookie.partition("=")[2], visitor.csrf))
    assert len({value for pair in values for value in pair}) == 4


# Headers


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
        assert all(f"{what}=()" in reply.all("permissions-policy")[0] for what in ("camera", "microphone", "usb")), kind
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
    begun = time.monotonic()
    reply = attacker.post("/demo", body=b"&".join(b"a%d=1" % number for number in range(100_000)))
    assert reply.status in (200, 400, 413)
    assert time.monotonic() - begun < 5
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
