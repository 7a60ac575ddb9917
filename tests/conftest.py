"""What all tests share."""

import signal

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.display", "tests.simulator"]

# A busy machine or an unlucky draw is no fault. Every run has the same examples, so that it fails by what was changed
# alone; `pytest --hypothesis-profile=search` looks for others.
NO_FAULTS = [HealthCheck.too_slow, HealthCheck.filter_too_much]
settings.register_profile("search", deadline=None, suppress_health_check=NO_FAULTS, max_examples=1000)
settings.register_profile("house", settings.get_profile("search"), max_examples=50, derandomize=True)
settings.load_profile("house")

# A shell makes what runs in its background deaf to Ctrl-C, and so whatever that starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`python -m tests` runs those with a screen or a browser apart from the others."""
    for item in items:
        if {"xvfb", "playwright"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.screen)
