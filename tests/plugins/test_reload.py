"""Plug-ins that follow their files: what was changed is loaded again, at once and whole."""

import os
from pathlib import Path

import pytest

from server.plugin.loader import Plugins, load
from server.plugin.reload import Following


def text(name: str, title: str = "One") -> str:
    return (
        "from server.plugin import Text, Workflow\n"
        f'flow = Workflow("{name}", title="{title}")\n\n'
        '@flow.ask("Word")\ndef word():\n    return Text("Word")\n'
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "plugins"
    made.mkdir()
    (made / "10_one.py").write_text(text("one"))
    (made / "20_two.py").write_text(text("two"))
    return made


@pytest.fixture
def plugins(folder: Path) -> Plugins:
    return load([folder], fresh=True)


@pytest.fixture
def following(folder: Path, plugins: Plugins) -> Following:
    return Following([folder], plugins)


def titles(plugins: Plugins) -> dict[str, str]:
    return {name: app.title for name, app in plugins.apps.items()}


def test_nothing_changed_nothing_is_loaded(following: Following, plugins: Plugins) -> None:
    before = plugins.apps
    assert following.follow() is None
    assert plugins.apps is before


def test_a_changed_file_is_loaded_again_and_the_others_stay_as_they_are(
    folder: Path, following: Following, plugins: Plugins
) -> None:
    two = plugins.apps["two"]
    (folder / "10_one.py").write_text(text("one", "Other"))
    assert following.follow() == {"one"}
    assert titles(plugins) == {"one": "Other", "two": "One"}
    assert plugins.apps["two"] is two
    assert following.follow() is None


def test_a_change_of_the_same_size_in_the_same_second_is_not_taken_for_its_compiled_form(
    folder: Path, following: Following, plugins: Plugins
) -> None:
    file = folder / "10_one.py"
    for title in ("Two", "Six", "Ten"):
        at = file.stat().st_mtime_ns + 1
        file.write_text(text("one", title))
        os.utime(file, ns=(at, at))
        assert following.follow() == {"one"}
        assert plugins.apps["one"].title == title


def test_added_removed_and_renamed_files(folder: Path, following: Following, plugins: Plugins) -> None:
    (folder / "15_new.py").write_text(text("new"))
    assert following.follow() == {"new"}
    assert list(plugins.apps) == ["one", "new", "two"]
    (folder / "10_one.py").unlink()
    assert following.follow() == {"one"}
    (folder / "15_new.py").rename(folder / "30_new.py")
    assert following.follow() == {"new"}
    assert list(plugins.apps) == ["two", "new"]
    (folder / "30_new.py").rename(folder / "xx_new.py")
    assert following.follow() == {"new"}
    assert list(plugins.apps) == ["two"]


def test_a_broken_edit_is_told_and_the_former_app_stays_until_it_is_mended(
    folder: Path, following: Following, plugins: Plugins
) -> None:
    one = plugins.apps["one"]
    (folder / "10_one.py").write_text(text("one") + "\n\ndef broken(:\n")
    assert following.follow() == set()
    assert plugins.apps["one"] is one
    (broken,) = plugins.broken
    assert (broken.file.name, broken.line, broken.former) == ("10_one.py", 9, "one")
    (folder / "20_two.py").write_text(text("two", "Else"))
    assert following.follow() == {"two"}
    assert plugins.broken == [broken]
    (folder / "10_one.py").write_text(text("one", "Mended"))
    assert following.follow() == {"one"}
    assert plugins.broken == []
    assert titles(plugins) == {"one": "Mended", "two": "Else"}


def test_two_apps_of_one_name_and_then_one(folder: Path, following: Following, plugins: Plugins) -> None:
    (folder / "20_two.py").write_text(text("one", "Second"))
    following.follow()
    assert titles(plugins) == {"one": "One", "two": "One"}
    assert "is called “one” already" in plugins.broken[0].reason
    (folder / "10_one.py").unlink()
    following.follow()
    assert titles(plugins) == {"one": "Second"}
    assert plugins.broken == []
