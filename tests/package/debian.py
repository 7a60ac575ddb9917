"""Debian's packages on this computer: ours is put in, taken off, looked for. Needs root."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "pipulate-desktop"
PATIENT = ("apt-get", "-o", "DPkg::Lock::Timeout=300", "--yes")
"""The system's own updates may be under way."""


def done(*command: str, cwd: Path | None = None) -> str:
    """Runs a program that must succeed; what it said."""
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{command} ended with {ran.returncode}: {ran.stdout}{ran.stderr}"
    return ran.stdout + ran.stderr


def install(file: Path) -> None:
    """With all it depends on, over whatever version is there."""
    done(*PATIENT, "install", "--no-install-recommends", "--allow-downgrades", "--reinstall", str(file))


def status() -> str:
    """As dpkg calls it: "installed", "config-files" after a removal, empty where it is not known."""
    asked = ["dpkg-query", "--showformat=${db:Status-Status}", "--show", NAME]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout


def purge() -> None:
    """Whether it was there or not."""
    if status() not in ("", "not-installed"):
        done(*PATIENT, "purge", NAME)


def sums(file: Path) -> str:
    """The list of the files that a package brings, each with its checksum."""
    return done("dpkg-deb", "-I", str(file), "md5sums")


def installed_sums() -> str:
    """That list of what is installed now; empty where nothing is."""
    if status() != "installed":
        return ""
    return Path(f"/var/lib/dpkg/info/{NAME}.md5sums").read_text("utf-8")


@contextmanager
def with_package(file: Path) -> Iterator[None]:
    """This package is installed meanwhile: as it is found, if it is there already; else for as long as the `with`."""
    before = installed_sums()
    if before != sums(file):
        install(file)
    try:
        yield
    finally:
        if not before:
            purge()


@contextmanager
def without_package(file: Path) -> Iterator[None]:
    """Nothing of ours is installed at first; what was there is afterwards, as `file` has it."""
    before = installed_sums()
    purge()
    try:
        yield
    finally:
        purge()
        if before:
            install(file)
