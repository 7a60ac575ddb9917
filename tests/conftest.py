pytest_plugins = ["tests.display", "tests.simulator"]
