"""The app on a real socket, over one simulator for all these tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from server.demo.serve import Simulator
from tests.web.attacks import Attacker
from tests.web.site import RunningSite, running_site
from tests.web.visitor import Visitor


@pytest.fixture(autouse=True, scope="session")
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads this user's keychain or token file."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HOME", str(home))
        environment.setenv("USERPROFILE", str(home))
        environment.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        yield home


@pytest.fixture
def start(simulator: Simulator, tmp_path: Path) -> Iterator[Callable[..., RunningSite]]:
    """`start(plugins={...}, demo=True)` starts the app on `tmp_path/data`; all are ended after the test."""
    with ExitStack() as stack:

        def started(**wishes: Any) -> RunningSite:
            return stack.enter_context(running_site(tmp_path, simulator, **wishes))

        yield started


@pytest.fixture
def site(start: Callable[..., RunningSite]) -> RunningSite:
    return start()


@pytest.fixture
def visitor(site: RunningSite) -> Visitor:
    return site.visitor()


@pytest.fixture(scope="module")
def guarded(shared_simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("guarded"), shared_simulator) as site:
        yield site


@pytest.fixture(scope="module")
def attacker(guarded: RunningSite) -> Iterator[Attacker]:
    attacker = Attacker(guarded)
    yield attacker
    assert not attacker.wrote, "an attack got through to the record"
