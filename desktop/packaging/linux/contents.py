"""What is in the installed tree beside the program: menu entry, icons, descriptions, licences."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from desktop.commands import parser
from desktop.packaging import publisher
from desktop.packaging.folder import NAME
from desktop.packaging.icons import hicolor
from desktop.packaging.linux import man

HERE = Path(__file__).resolve().parent
METAINFO = f"{publisher.APP_ID}.metainfo.xml"


def filled(file: Path, **values: str) -> str:
    """The text of a file of this folder with its @NAMES@ replaced: the publisher's facts, and those given."""
    text = file.read_text("utf-8")
    facts = {"publisher": publisher.NAME, "address": publisher.ADDRESS, "app_id": publisher.APP_ID}
    for name, value in {**facts, **values}.items():
        text = text.replace(f"@{name.upper()}@", value)
    return text


def share(folder: Path, version: str, when: int) -> None:
    """Below `folder` (what becomes /usr/share) all that a desktop shows of the app. `when`: seconds since 1970."""
    date = datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d")
    _write(folder / "applications" / f"{NAME}.desktop", filled(HERE / f"{NAME}.desktop"))
    _write(folder / "metainfo" / METAINFO, filled(HERE / "metainfo.xml", version=version, date=date))
    hicolor(folder / "icons" / "hicolor", NAME)
    lists = {"options": man.options(parser()), "commands": man.commands(parser())}
    page = filled(HERE / f"{NAME}.1", version=version, date=date, **lists)
    _zip(folder / "man" / "man1" / f"{NAME}.1.gz", page)


def documents(folder: Path, version: str, when: int, packages: Iterable[str]) -> None:
    """Below `folder` (what becomes /usr/share/doc/NAME) copyright, changelog and the licences of what is inside."""
    date = datetime.fromtimestamp(when, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    _write(folder / "copyright", filled(HERE / "copyright"))
    _zip(folder / "changelog.gz", filled(HERE / "changelog", version=version, date=date))
    _zip(folder / "licences.txt.gz", licences(packages))


def licences(packages: Iterable[str]) -> str:
    """Name, version and licence of each installed package, then the texts they bring along."""
    found = [one for one in map(_installed, sorted(packages)) if one]
    lines = [f"{one.name} {one.version}: {_licence(one)}" for one in found]
    texts = [
        f"\n{'=' * 78}\n{one.name} {one.version}, {file.name}\n\n{file.read_binary().decode(errors='replace')}"
        for one in found
        for file in one.files or ()
        if file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")) and file.suffix != ".py"
    ]
    return "\n".join([*lines, *texts]) + "\n"


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # a package for another system
        return None


def _licence(one: Distribution) -> str:
    told = next((one.metadata[key] for key in ("License-Expression", "License") if key in one.metadata), "")
    return told.splitlines()[0] if told else "see its text"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _zip(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
