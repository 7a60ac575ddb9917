"""The attacks on a server of this machine, one by one, as bytes on a socket. Nobody but our own window gets in."""

from pathlib import Path

import pytest

from server.demo.serve import Simulator
from tests.web.attacks import Attacker, is_refused, request, sent
from tests.web.site import running_site

ASSET = "/assets/app.js"
PLACES = ["/", ASSET, "/no-such-page"]


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
