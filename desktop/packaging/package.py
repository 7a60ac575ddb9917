"""`make package`: what can be built on this system, into dist/.

python -m desktop.packaging.package            all of it
python -m desktop.packaging.package deb tar    some of it: folder, deb, tar on Linux; folder, setup on Windows;
                                               folder, dmg on macOS
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from desktop.packaging.bundle import Engine
from desktop.packaging.folder import DIST, NAME, ROOT, CannotBuild, freeze
from desktop.packaging.pins import LOCK, pins
from desktop.version import version

KINDS = {"linux": ("deb", "tar"), "win32": ("setup",), "darwin": ("dmg",)}


def main(asked: list[str]) -> None:
    """Builds and names each file with its size."""
    kinds = KINDS.get(sys.platform, ())
    if unknown := set(asked) - {"folder", *kinds}:
        raise CannotBuild(
            f"There is no {', '.join(sorted(unknown))} on this system; there is: folder, {', '.join(kinds)}."
        )
    for kind in asked or kinds:
        made = built(kind, when())
        size = sum(path.stat().st_size for path in (made, *made.rglob("*")) if path.is_file() and not path.is_symlink())
        sys.stdout.write(f"{made.relative_to(ROOT)}  {size / 1e6:.1f} MB\n")


def built(kind: str, when: int) -> Path:
    """Makes one kind of package; the file, or the folder."""
    if kind == "deb":
        from desktop.packaging.linux.deb import deb

        return deb(freeze(Engine.GTK, when), DIST, version(), when, [pin.name for pin in pins(LOCK.read_text("utf-8"))])
    if kind == "tar":
        return _tar(freeze(Engine.QT, when), when)
    folder = freeze(Engine.QT if sys.platform.startswith("linux") else Engine.NATIVE, when)
    if kind == "setup":
        from desktop.packaging.windows.installer import setup

        return setup(folder, DIST / f"Pipulate-Desktop-{version()}-Setup.exe", version())
    if kind == "dmg":
        return _dmg()
    return folder


def when() -> int:
    """What dates the files: the last commit, so that the same source makes the same package."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return int(told or Path(ROOT / "desktop" / "version.py").stat().st_mtime)


def _tar(folder: Path, when: int) -> Path:
    file = DIST / f"{NAME}-{version()}-linux-{os.uname().machine}.tar.xz"
    alike = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", f"--mtime=@{when}"]
    named = [f"--transform=s,^{folder.name},{NAME}-{version()},S"]
    command = ["tar", *alike, *named, "--directory", str(folder.parent), "-cJf", str(file), folder.name]
    subprocess.run(command, env={**os.environ, "XZ_OPT": "-9 -T2"}, check=True)
    return file


def _dmg() -> Path:
    file = DIST / f"Pipulate-Desktop-{version()}-{os.uname().machine}.dmg"
    subprocess.run(["bash", str(ROOT / "desktop/packaging/macos/dmg.sh"), str(file)], check=True)
    return file


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CannotBuild as problem:
        sys.exit(str(problem))
