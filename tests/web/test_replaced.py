"""The program's own file is updated or removed while it runs: it is told, wherever one is."""

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from server.adapters.installed import REPLACED, Installed
from server.demo.serve import Simulator
from server.web import layout
from server.web.errors import NoExit, handlers
from tests.web.site import running_site


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "program"
    file.write_bytes(b"one version")
    return file


def update(program: Path) -> None:
    """As packages do it: the new file takes the place of the old one."""
    fresh = program.with_name("program.new")
    fresh.write_bytes(b"one more version")
    fresh.replace(program)


@pytest.mark.parametrize("change", [update, Path.unlink])
def test_the_first_page_tells_it(simulator: Simulator, tmp_path: Path, program: Path, change: Any) -> None:
    with running_site(tmp_path, simulator, program=Installed(program)) as site:
        visitor = site.visitor()
        assert REPLACED not in visitor.get("/").text
        change(program)
        assert REPLACED in visitor.get("/").text


def test_from_its_source_it_is_never_told() -> None:
    assert not Installed(None).replaced


def test_a_program_that_is_as_it_was_is_not_told(program: Path) -> None:
    installed = Installed(program)
    program.read_bytes()
    assert not installed.replaced


@pytest.mark.parametrize("error", [SystemExit("appears to have been moved or deleted"), ValueError("bad marshal data")])
def test_a_page_that_fails_for_it_says_what_to_do(program: Path, error: BaseException) -> None:
    installed = Installed(program)

    def broken(request: Request) -> None:
        raise error

    web = Starlette(
        routes=[Route("/", broken)],
        middleware=[Middleware(NoExit)],
        exception_handlers=handlers(lambda: layout.Frame("", "", ()), lambda: installed.replaced),
    )
    visitor = TestClient(web, raise_server_exceptions=False)
    told = visitor.get("/")
    assert told.status_code == 500
    assert "Something in the app failed, and the log says what." in told.text
    program.unlink()
    assert REPLACED in visitor.get("/").text
    assert REPLACED in visitor.get("/", headers={"hx-request": "true"}).text
