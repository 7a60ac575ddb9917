"""The packages, built once for the whole run, as `make package` builds them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import expect

from desktop.packaging.package import built, when
from tests.display import Display, playwright, real_window, xvfb
from tests.package.debian import NAME, with_package
from tests.package.opened import Desk, desk
from tests.package.person import Account, Person, account

__all__ = ["playwright", "real_window", "xvfb"]

HERE = Path(__file__).resolve().parent
expect.set_options(timeout=30_000)  # builds and windows at the same time make a small machine slow


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder build something, however they are called for."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.package)
            item.add_marker(pytest.mark.timeout(1500))


@pytest.fixture(scope="session")
def deb() -> Path:
    """The .deb: the one that PIPULATE_DEB names, or one that is built now."""
    if not shutil.which("dpkg-deb"):
        pytest.skip("not a Debian")
    named = os.environ.get("PIPULATE_DEB")
    return Path(named) if named else built("deb", when())


@pytest.fixture(scope="session")
def frozen() -> Path:
    """The folder with Qt's engine in it on Linux, with the system's elsewhere: PIPULATE_FOLDER, or one built now."""
    named = os.environ.get("PIPULATE_FOLDER")
    return Path(named) if named else built("folder", when())


@pytest.fixture(scope="session")
def administrator() -> None:
    """Whoever may install packages and make accounts."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("packages are installed by root")


@pytest.fixture(scope="module")
def installed(administrator: None, request: pytest.FixtureRequest) -> Iterator[str]:
    """The package is installed: the command that starts the program. It stays if it was there before.

    PIPULATE_PROGRAM names another program to be tried in its place.
    """
    named = os.environ.get("PIPULATE_PROGRAM")
    with nullcontext() if named else with_package(request.getfixturevalue("deb")):
        yield named or NAME


@pytest.fixture
def user(xvfb: Display) -> Iterator[Account]:
    """Somebody with an account of their own and a session on the display, for one test."""
    with account(xvfb) as made:
        yield made


@pytest.fixture
def at_desk(user: Account, installed: str) -> Iterator[Desk]:
    """The user at the desk where the installed program is started; nothing of it is left running afterwards."""
    with desk(user, installed) as made:
        yield made


@pytest.fixture
def person(at_desk: Desk) -> Iterator[Person]:
    """The user's eyes and hands in the program's window, from one start to the next."""
    made = Person(at_desk.user, NAME)
    yield made
    made.gone()
