"""The packages, built and tried out as a colleague would. Not part of the plain test run: make test-package."""
