"""`make setup` where something is missing and may not be installed. Fake system programs, the real script."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.display import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are a matter of Linux")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Debian's package programs for an ordinary user without sudo, on a system that lacks two packages."""
    folder = tmp_path / "bin"
    folder.mkdir()
    fakes = {
        "id": "echo 1000",
        "sudo": "exit 1",
        "dpkg-query": r"/usr/bin/dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' | "
        "grep -v -e ' libnss3$' -e ' libasound2'",
        "apt-cache": '[ "$2" = libasound2t64 ] && echo "libasound2t64 | 1.2 | main"',
        "apt-get": f"echo called > {tmp_path}/apt",
    }
    for name, line in fakes.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    return folder


def setup(folder: Path, want: str, programs: Path) -> subprocess.CompletedProcess[str]:
    script = folder / "desktop" / "packaging" / "setup.sh"
    script.parent.mkdir(parents=True)
    script.write_bytes((ROOT / "desktop/packaging/setup.sh").read_bytes())
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    command = ["bash", str(script), want]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(not Path("/usr/bin/dpkg-query").exists(), reason="not a Debian")
def test_missing_system_packages_are_named_in_one_sentence(tmp_path: Path, programs: Path) -> None:
    done = setup(tmp_path, "run", programs)
    assert done.returncode == 1
    wanted = "These system packages are missing; please run: sudo apt install libasound2t64 libnss3\n"
    assert done.stderr == wanted
    assert not (tmp_path / "apt").exists()


@pytest.mark.timeout(1300)
def test_nothing_is_done_when_nothing_changed() -> None:
    command = ["bash", str(ROOT / "desktop/packaging/setup.sh"), "test"]
    subprocess.run(command, capture_output=True, timeout=600, check=True)
    again = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    assert again.stdout + again.stderr == ""
