"""What the project's own files promise: layers, pins, scripts."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.display import ROOT

PLUGINS = sorted((ROOT / "plugins").glob("*.py"))
LOCKS = ("requirements.txt", "requirements-dev.txt")


@cache
def imported(file: Path) -> set[str]:
    nodes = [node for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {name for node in nodes for name in names(node)}


def names(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return [alias.name for alias in node.names]


@pytest.mark.parametrize("file", sorted((ROOT / "server/domain").rglob("*.py")), ids=lambda file: file.name)
def test_the_domain_imports_the_standard_library_alone(file: Path) -> None:
    foreign = {name for name in imported(file) if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not name.startswith("server.domain")} == set()


@pytest.mark.parametrize("file", PLUGINS, ids=lambda file: file.name)
def test_a_plugin_sees_of_this_project_what_it_is_meant_to(file: Path) -> None:
    ours = {name for name in imported(file) if name.split(".")[0] in ("", "server", "desktop", "plugins", "tests")}
    assert ours <= {"server.plugin"}


def test_one_file_knows_the_window() -> None:
    files = [*ROOT.glob("desktop/**/*.py"), *ROOT.glob("server/**/*.py"), *PLUGINS]
    assert [file.name for file in files if any(name.split(".")[0] == "webview" for name in imported(file))] == [
        "window.py"
    ]


def test_the_simulator_is_known_to_who_starts_it_alone() -> None:
    files = [*ROOT.glob("desktop/**/*.py"), *ROOT.glob("server/**/*.py"), *PLUGINS]
    files.remove(ROOT / "server" / "plugin" / "testing" / "ground.py")  # tests of plug-ins start it
    users = [file for file in files if any(name.startswith("server.demo") for name in imported(file))]
    assert {file.parent.name for file in users} <= {"desktop", "demo"}
    inside = [name for file in ROOT.glob("server/demo/*.py") for name in imported(file) if name.startswith("server.")]
    assert {".".join(name.split(".")[:2]) for name in inside} <= {"server.demo", "server.domain"}


@pytest.mark.parametrize("name", LOCKS)
def test_everything_installed_is_pinned_with_hashes_and_names_no_index(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    requirements = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert requirements
    assert all(re.match(r"[a-z0-9-]+==\S+ ", line) for line in requirements)
    assert text.count("--hash=sha256:") >= len(requirements)
    assert not re.search(r"https?:|index-url|find-links", text)


def test_every_dependency_is_in_the_lock_file() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[<>=; ]", wanted)[0].lower().replace("_", "-") for wanted in project["dependencies"]}
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    assert names <= pinned
    assert {"uvloop", "watchfiles", "websockets"} & pinned == set()


@pytest.mark.parametrize("word", ["fast_app(", "static_route", "js_api=", ".expose(", "evaluate_js(", "debug=True"])
def test_what_opens_a_hole_is_not_used(word: str) -> None:
    files = [*ROOT.glob("desktop/**/*.py"), *ROOT.glob("server/**/*.py")]
    assert [file.name for file in files if word in file.read_text("utf-8")] == []


@pytest.mark.parametrize("script", ["desktop/packaging/setup.sh", "desktop/packaging/run.sh", ".ci/run"])
def test_the_scripts_can_be_run(script: str) -> None:
    assert (ROOT / script).stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)
