"""The README says what the program says."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from desktop.exit_codes import EXIT_CODES, INTERRUPTED
from tests.display import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def helped(*arguments: str) -> str:
    command = [sys.executable, "-m", "desktop", *arguments, "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout


COMMANDS = [(), ("export",), ("new-plugin",), ("from-notebook",), ("to-notebook",)]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_in_the_readme_and_none_that_is_not_there(command: tuple[str, ...]) -> None:
    options = set(re.findall(r"--[a-z][a-z-]+", helped(*command))) - {"--help"}
    assert {option for option in options if option not in README} == set()


def test_the_readme_promises_no_option_that_is_not_there() -> None:
    told = set(re.findall(r"--[a-z][a-z-]+", README.split("## Command line")[1].split("## Where")[0]))
    assert told <= set(re.findall(r"--[a-z][a-z-]+", "".join(helped(*command) for command in COMMANDS)))


def test_readme_and_help_name_the_exit_codes_of_an_export() -> None:
    told = re.search(r"exit codes: ([^()]*)", " ".join(README.split()))
    assert told
    assert told[1] in " ".join(helped("export").split())
    assert {int(code) for code in re.findall(r"(\d+) \w", told[1])} == {0, INTERRUPTED, *EXIT_CODES.values()}


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)", README)) - {"needs"} <= targets


def test_every_folder_of_the_readme_exists() -> None:
    table = README.split("## The house")[1]
    assert [name for name in re.findall(r"^\| `([a-z/]+)/`", table, re.MULTILINE) if not (ROOT / name).is_dir()] == []
