"""What is inside the packages, as CycloneDX lists it: `python -m desktop.packaging.sbom` prints the JSON.

Standard library alone, so that a release job needs nothing else. https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from desktop.packaging.pins import LOCK, pins
from desktop.version import version

VENDORED = Path(__file__).resolve().parents[2] / "assets" / "vendor" / "README.md"


@dataclass(frozen=True)
class Part:
    """A package of others, from one of two registries: pypi or npm. `marker` says where a Python package is needed."""

    registry: str
    name: str
    version: str
    marker: str = ""

    @property
    def address(self) -> str:
        """Its package URL: https://github.com/package-url/purl-spec"""
        return f"pkg:{self.registry}/{quote(self.name)}@{self.version}"


def parts(lock: str, vendored: str) -> list[Part]:
    """The packages that a lock file pins, and those whose files the README beside them lists."""
    rows = re.findall(r"^\| `.*?` \| [^|]+ \| `([^`]+)` \| ([\d.]+) \|", vendored, re.MULTILINE)
    return [
        *(Part("pypi", pin.name, pin.version, pin.marker) for pin in pins(lock)),
        *(Part("npm", name, version) for name, version in rows),
    ]


def sbom(found: Sequence[Part], version: str) -> dict[str, Any]:
    """The document: this program, and each package with its address."""
    name = f"pkg:generic/pipulate-desktop@{version}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "pipulate-desktop", "version": version, "bom-ref": name}
        },
        "components": [_component(part) for part in found],
        "dependencies": [{"ref": name, "dependsOn": [part.address for part in found]}],
    }


def _component(part: Part) -> dict[str, Any]:
    marker = {"properties": [{"name": "python:marker", "value": part.marker}]} if part.marker else {}
    return {
        "type": "library",
        "name": part.name,
        "version": part.version,
        "purl": part.address,
        "bom-ref": part.address,
        **marker,
    }


if __name__ == "__main__":
    inside = parts(LOCK.read_text("utf-8"), VENDORED.read_text("utf-8"))
    json.dump(sbom(inside, version()), sys.stdout, indent=1)
    sys.stdout.write("\n")
