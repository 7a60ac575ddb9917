"""The demo export as somebody walks it in the installed program's window."""

from __future__ import annotations

from pathlib import Path

from tests.display import until
from tests.package.person import Person
from tests.whole import walk


def export_the_demo(person: Person, home: Path) -> Path:
    """From the first page of a program that was just started, to the exported file, which is whole."""
    person.press("Try it with demo data", then="Name of the pipeline")
    person.press("Open", ("push button",), then="Project address")
    person.type(f"{walk.SITE}crawl/explorer?analysisSlug=20260601", "Project address")
    person.keys("Return")
    for seen in ("Analysis", "Deepest level to export", "metadata.title.content"):
        person.find(seen)
        person.press("Continue")
    person.press("Start export")
    file = home / "Downloads" / "Pipulate Desktop" / walk.PLACE
    until(file.is_file, walk.EXPORT_TIME / 1000, str(file))
    person.find(f"{walk.URLS:,} rows")
    walk.whole(file.parents[3])
    return file
