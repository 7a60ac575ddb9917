pytest_plugins = ["tests.display"]
