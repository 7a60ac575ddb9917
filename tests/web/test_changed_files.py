"""A file that another program changed is told, kept, and fetched anew where the user wants that."""

import os
from pathlib import Path

from server.demo.serve import Simulator
from tests.files import files_below
from tests.simulator import get
from tests.web.exporting import at_export, begun, finished
from tests.web.site import RunningSite

CHANGED = "Changed by another program"


def only_file(site: RunningSite) -> Path:
    (file,) = files_below(site.parts.folders.downloads, "*.csv")
    return file


def test_a_changed_file_is_told_and_fetched_anew_beside_the_changed_one(
    site: RunningSite, simulator: Simulator
) -> None:
    walk = finished(at_export(site).press("Start export"))
    assert CHANGED not in walk.reload().card("csv").get_text()
    file = only_file(site)
    whole = file.read_bytes()
    file.write_bytes(whole + b"mine\n")
    told = walk.reload().card("csv").get_text()
    assert CHANGED in told
    third = begun(site.visitor())
    assert CHANGED in third.card("files_here").get_text()
    other = finished(at_export(site, "another pipeline"))
    assert CHANGED in other.card("csv").get_text(), "used by another pipeline, it is told there"
    assert file.read_bytes() == whole + b"mine\n"
    finished(walk.press("Fetch it again"))
    assert CHANGED not in walk.card("csv").get_text()
    assert file.read_bytes() == whole
    assert file.with_name(f"{file.stem} (changed).csv").read_bytes() == whole + b"mine\n"
    assert get(simulator, "jobs")["count"] == 1
    assert CHANGED not in other.reload().card("csv").get_text()


def test_a_change_that_leaves_the_size_is_told_by_its_time(site: RunningSite) -> None:
    walk = finished(at_export(site).press("Start export"))
    file = only_file(site)
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime + 60))
    assert CHANGED in walk.reload().card("csv").get_text()


def test_export_again_keeps_what_was_changed_each_time(site: RunningSite) -> None:
    walk = finished(at_export(site).press("Start export"))
    file = only_file(site)
    whole = file.read_bytes()
    for mine in (b"first", b"second"):
        file.write_bytes(mine)
        assert "is kept beside" in str(walk.reload().card("csv").find("button", string="Export again"))
        finished(walk.press("Export again"))
        assert file.read_bytes() == whole
    names = {one.name: one.read_bytes() for one in file.parent.glob("*.csv") if one != file}
    assert names == {f"{file.stem} (changed).csv": b"first", f"{file.stem} (changed 2).csv": b"second"}


def test_a_file_exported_again_elsewhere_is_not_called_changed(site: RunningSite) -> None:
    first = finished(at_export(site, "first").press("Start export"))
    second = finished(at_export(site, "second"))
    finished(second.press("Export again"))
    assert CHANGED not in first.reload().card("csv").get_text()
    only_file(site)
