"""The .deb: a tree as it will be installed, what it depends on, and dpkg-deb over both."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from desktop.packaging.folder import NAME, is_elf
from desktop.packaging.linux.contents import HERE, documents, filled, share


def deb(program: Path, target: Path, version: str, when: int, packages: Iterable[str]) -> Path:
    """Packs the one-folder application in `program` into `target`, a folder; the file.

    `packages` are those whose licences are inside; `when` (seconds since 1970) dates every file.
    """
    architecture = _said("dpkg", "--print-architecture")
    file = target / f"{NAME}_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory(dir=target) as made:
        tree = Path(made) / "tree"
        _lay_out(tree, program, version, when, packages)
        size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
        control = filled(
            HERE / "control",
            version=version,
            architecture=architecture,
            size=str(size // 1024),
            depends=depends(tree / "usr/lib" / NAME),
        )
        _administration(tree, control)
        subprocess.run(
            ["dpkg-deb", "-Zxz", "-z6", "--root-owner-group", "--build", str(tree), str(file)],
            env={**os.environ, "SOURCE_DATE_EPOCH": str(when)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
    return file


def depends(program: Path) -> str:
    """The packages whose libraries the program is linked with, in the words of Debian's Depends."""
    linked = [path for path in program.rglob("*") if path.is_file() and is_elf(path)]
    with tempfile.TemporaryDirectory() as made:
        debian = Path(made) / "debian"
        debian.mkdir()
        (debian / "control").write_text(f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n")
        asked = [word for path in linked for word in ("-e", str(path))]
        told = subprocess.run(
            ["dpkg-shlibdeps", "-O", "--ignore-missing-info", f"-l{program}", *asked],
            cwd=made,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    return told.partition("shlibs:Depends=")[2].strip()


def _lay_out(tree: Path, program: Path, version: str, when: int, packages: Iterable[str]) -> None:
    installed = tree / "usr/lib" / NAME
    shutil.copytree(program, installed, symlinks=True)
    (installed / "_internal" / "LICENSE").unlink(missing_ok=True)  # it stands below share/doc
    starter = tree / "usr/bin" / NAME
    starter.parent.mkdir(parents=True)
    starter.symlink_to(f"../lib/{NAME}/{NAME}")
    share(tree / "usr/share", version, when)
    documents(tree / "usr/share/doc" / NAME, version, when, packages)
    overrides = tree / "usr/share/lintian/overrides" / NAME
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(HERE / "lintian-overrides", overrides)
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == installed / NAME else 0o644)


def _administration(tree: Path, control: str) -> None:
    folder = tree / "DEBIAN"
    folder.mkdir()
    (folder / "control").write_text(control, "utf-8")
    files = sorted(path for path in (tree / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    sums = subprocess.run(
        ["md5sum", *(str(path.relative_to(tree)) for path in files)],
        cwd=tree,
        capture_output=True,
        text=True,
        check=True,
    )
    (folder / "md5sums").write_text(sums.stdout)


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
