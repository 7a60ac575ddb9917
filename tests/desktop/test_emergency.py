"""The page for when the app's own server is not there, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from desktop.emergency import Emergency, emergency
from server.domain.problem import Problem


def refuse() -> str:
    raise Problem("Nothing here opens folders.")


@pytest.fixture
def page() -> Iterator[Emergency]:
    with emergency("The disk <b>is</b> full.", {"retry": lambda: "Tried again.", "logs": refuse}) as state:
        yield state


def ask(page: Emergency, method: str = "GET", path: str = "", body: str = "", **headers: str) -> tuple[int, str]:
    parts = urlsplit(page.url)
    connection = HTTPConnection("127.0.0.1", page.port, timeout=20)
    try:
        connection.putrequest(method, path or parts.path, skip_host=True)
        connection.putheader("Host", headers.pop("Host", parts.netloc))
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body.encode())
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_the_reason_is_shown_as_text(page: Emergency) -> None:
    status, text = ask(page)
    assert status == 200
    assert "The disk &lt;b&gt;is&lt;/b&gt; full." in text
    assert re.findall(r'value="(\w+)"', text) == ["retry", "logs", "browser"]


def test_what_a_helper_would_ask_is_there_anew_each_time() -> None:
    lines = iter(["one <b>", "two"])
    with emergency("The disk is full.", {}, lambda: next(lines)) as shown:
        assert "one &lt;b&gt;" in ask(shown)[1]
        assert "two" in ask(shown)[1]


def test_it_is_shown_whatever_the_reason_and_the_details_hold() -> None:
    def broken() -> str:
        raise OSError("the log is gone")

    with emergency("The folder /home/caf\udce9 is full. Authorization: Token 0123456789abcdef", {}, broken) as shown:
        status, text = ask(shown)
        assert status == 200
        assert "/home/caf? is full. Authorization: Token …" in text
        assert "the log is gone" in text


@pytest.mark.parametrize("theme", ["light", "dark", ""])
def test_it_has_the_theme_that_was_chosen(theme: str) -> None:
    with emergency("The disk is full.", {}, theme=theme) as shown:
        assert f'<html lang="en" data-theme="{theme}">' in ask(shown)[1]


def test_a_button_does_what_it_says_and_tells(page: Emergency) -> None:
    origin = f"http://127.0.0.1:{page.port}"
    assert "Tried again." in ask(page, "POST", body="do=retry", Origin=origin)[1]
    assert "Nothing here opens folders." in ask(page, "POST", body="do=logs", Origin=origin)[1]
    assert ask(page, "POST", body="do=format-disk", Origin=origin)[0] == 200


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/../../etc/passwd", "/" + "A" * 43])
def test_nobody_gets_it_without_its_address(page: Emergency, path: str) -> None:
    status, text = ask(page, path=path)
    assert status == 403
    assert "disk" not in text


def test_another_host_or_origin_is_refused(page: Emergency) -> None:
    assert ask(page, Host=f"evil.example:{page.port}")[0] == 403
    with pytest.raises(OSError):  # it says nothing at all
        ask(page, "POST", body="do=retry", Origin="https://evil.example")
