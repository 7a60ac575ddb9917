"""What is inside the packages, as CycloneDX lists it: `python -m desktop.packaging.sbom` prints the JSON.

Standard library alone, so that a release job needs nothing else. https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from desktop.packaging.pins import LOCK, Pin, pins
from desktop.version import version


def sbom(found: Sequence[Pin], version: str) -> dict[str, Any]:
    """The document: this program, and each pinned package with its address in the Python package index."""
    name = f"pkg:generic/pipulate-desktop@{version}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "pipulate-desktop", "version": version, "bom-ref": name}
        },
        "components": [_component(pin) for pin in found],
        "dependencies": [{"ref": name, "dependsOn": [_address(pin) for pin in found]}],
    }


def _component(pin: Pin) -> dict[str, Any]:
    marker = {"properties": [{"name": "python:marker", "value": pin.marker}]} if pin.marker else {}
    return {
        "type": "library",
        "name": pin.name,
        "version": pin.version,
        "purl": _address(pin),
        "bom-ref": _address(pin),
        **marker,
    }


def _address(pin: Pin) -> str:
    return f"pkg:pypi/{pin.name}@{pin.version}"


if __name__ == "__main__":
    json.dump(sbom(pins(LOCK.read_text("utf-8")), version()), sys.stdout, indent=1)
    sys.stdout.write("\n")
