"""What somebody does in the installed program's window in more than one test."""

from __future__ import annotations

from pathlib import Path

from tests.display import until
from tests.package.person import FIELDS, Person
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


def type_path(person: Person, dialog: str, path: Path, *before: str) -> None:
    """Types a whole path into this dialog of GTK's. `before`: the keys after which it has a field for one."""
    person.find(dialog, ("file chooser",))
    person.dialog(dialog)
    if before:
        person.keys(*before)
    until(
        lambda: any(one.focused for one in person.look("around") if one.role in FIELDS), what="the field for the path"
    )
    person.keys("ctrl+a")
    person.write(str(path))
    person.keys("Return")
