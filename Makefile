# What a developer types. `make run` opens the app, `make test` runs everything, both from a fresh clone.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
ARGS ?=
LOCK := .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet

.PHONY: help setup setup-tests setup-package run test check bench screenshots lock package test-package clean

help:  ## This list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/\1\t/' | expand -t 14

setup:  ## Install what the app needs (quick when nothing changed)
	@desktop/packaging/setup.sh run

setup-tests:  ## Install what the tests need as well
	@desktop/packaging/setup.sh test

setup-package:  ## Install what building and trying the packages needs as well
	@desktop/packaging/setup.sh package

run: setup  ## Open the app (ARGS="--demo" passes options on)
	@desktop/packaging/run.sh $(ARGS)

check: setup-tests  ## Style, types, layers
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

test: check  ## All checks, then all tests, with coverage
	$(PYTHON) -m coverage erase
	$(PYTHON) -m tests
	$(PYTHON) -m coverage report

bench: setup-tests  ## Measure, each number beside its reference
	$(PYTHON) -m bench

screenshots: setup-tests  ## Take the pictures of README and guide anew, from the running demo
	$(PYTHON) -m tests.screenshots

lock: setup-tests  ## Make requirements*.txt anew from pyproject.toml
	$(PYTHON) -c 'import uv' 2>/dev/null || $(PYTHON) -m pip install --quiet uv
	$(LOCK) pyproject.toml --group build --output-file requirements.txt
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt

package: setup-package  ## Build into dist/ what this system can: on Linux a .deb and a .tar.xz (ARGS=deb: only that)
	$(PYTHON) -m desktop.packaging.package $(ARGS)

test-package: setup-package  ## Build the packages, install, use, update and remove them (as root, or it says what it left out)
	$(PYTHON) -m pytest -m package tests/package

clean:  ## Remove what was built, not what was installed
	rm -rf build dist .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis
