"""What all tests share."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.display", "tests.simulator"]

# A busy machine is no fault of what is tested.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
