"""flake.nix, parsed and evaluated by Nix itself without a network: a stub stands for nixpkgs, nothing is built."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.display import ROOT

pytestmark = pytest.mark.skipif(not shutil.which("nix"), reason="nix is not installed (Debian: nix-bin)")
SYSTEMS = ("x86_64-linux", "aarch64-linux")
Evaluate = Callable[[str], object]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    settings = "\n".join(["experimental-features = nix-command flakes", "substituters =", "build-users-group ="])
    kept = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NIX_CONFIG": settings}
    places = {name: str(tmp_path / name.lower()) for name in ("NIX_STATE_DIR", "NIX_LOG_DIR", "NIX_LOCALSTATE_DIR")}
    return kept | places | {"NIX_REMOTE": f"local?root={tmp_path / 'root'}"}


@pytest.fixture
def evaluate(tmp_path: Path, environment: dict[str, str]) -> Evaluate:
    copy = tmp_path / "project"
    copy.mkdir()
    for name in ("flake.nix", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, copy / name)

    def run(attribute: str) -> object:
        command = ["nix", "eval", "--json", "--no-write-lock-file", f"path:{copy}#{attribute}"]
        command += ["--override-input", "nixpkgs", f"path:{ROOT / 'tests/flake/stub'}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_the_flake_is_nix(environment: dict[str, str]) -> None:
    command = ["nix-instantiate", "--parse", str(ROOT / "flake.nix")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("system", SYSTEMS)
def test_nix_run_opens_the_app(evaluate: Evaluate, system: str) -> None:
    app = evaluate(f"apps.{system}.default")
    assert isinstance(app, dict)
    assert app["type"] == "app"
    assert app["program"].endswith("/bin/pipulate-desktop")


def test_the_app_is_given_what_its_wheels_expect_of_the_system(evaluate: Evaluate) -> None:
    script = evaluate("packages.x86_64-linux.default.args")
    assert isinstance(script, list)
    assert {"python3", "nss", "xcbutilcursor"} <= set(script)


@pytest.mark.parametrize("system", SYSTEMS)
def test_nix_develop_gives_a_shell(evaluate: Evaluate, system: str) -> None:
    assert "pipulate-desktop-shell" in str(evaluate(f"devShells.{system}.default.name"))
