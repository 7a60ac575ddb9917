"""The setup program: installer.nsi compiled around a payload. makensis does that on Linux as well as on Windows."""

from __future__ import annotations

import subprocess
from pathlib import Path

from desktop.packaging import publisher

SCRIPT = Path(__file__).with_name("installer.nsi")


def setup(payload: Path, target: Path, version: str) -> Path:
    """Packs the one-folder application in `payload` into the setup program `target`; a warning is an error."""
    values = {"VERSION": version, "PAYLOAD": payload, "TARGET": target, "PUBLISHER": publisher.NAME}
    given = [f"-D{name}={value}" for name, value in values.items()]
    subprocess.run(["makensis", "-V2", "-WX", *given, str(SCRIPT)], check=True)
    return target
