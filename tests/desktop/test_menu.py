"""The menus: complete, the same everywhere, and each item does something that is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from desktop.apps import apps_in
from desktop.engine import Edit
from desktop.menu import menus
from server.domain.problem import Problem
from server.web import urls
from tests.display import ROOT

SCRIPT = (ROOT / "assets" / "shortcuts.js").read_text("utf-8")
WORDS = set(re.findall(r'^  "([a-z-]+)": ', SCRIPT, re.MULTILINE))


@dataclass
class Recorded:
    """What the menus did."""

    done: list[tuple[str, ...]] = field(default_factory=list)

    def new_pipeline(self) -> None:
        self.done.append(("new pipeline",))

    def open_downloads_folder(self) -> None:
        raise Problem("It is gone.")

    def save_csv_as(self) -> None:
        raise RuntimeError("broken")

    def quit(self) -> None:
        self.done.append(("quit",))

    def go(self, path: str) -> None:
        self.done.append(("go", path))

    def say(self, word: str) -> None:
        self.done.append(("say", word))

    def edit(self, what: Edit) -> None:
        self.done.append(("edit", what))

    def full_screen(self) -> None:
        self.done.append(("full screen",))

    def open_logs_folder(self) -> None:
        self.done.append(("logs",))

    def open_plugins_folder(self) -> None:
        self.done.append(("plug-ins",))

    def tell(self, title: str, text: str) -> None:
        self.done.append(("tell", title, text))


def pressed(platform: str = "linux") -> Recorded:
    actions = Recorded()
    for _, items in menus(actions, [("Hello World", "/apps/hello")], platform):
        for item in items:
            if item:
                item[1]()
    return actions


def test_every_item_does_something() -> None:
    bar = menus(Recorded(), [], "linux")
    assert len(pressed().done) == sum(1 for _, items in bar for item in items if item) + 1


def test_the_page_knows_every_word_that_a_menu_says() -> None:
    said = {done[1] for done in pressed().done if done[0] == "say"} | set(Edit)
    assert said <= WORDS


def test_every_page_of_the_menus_is_one_of_ours() -> None:
    pages = [done[1] for done in pressed().done if done[0] == "go"]
    assert [page for page in pages if not urls.is_page(page, {"hello", "fields"})] == []


def test_a_failure_is_told() -> None:
    told = [done for done in pressed().done if done[0] == "tell"]
    assert told[0] == ("tell", "Open downloads folder", "It is gone.")
    assert told[1][2].startswith("This did not work. RuntimeError: broken.")


def test_the_menus_are_the_same_everywhere_but_for_what_a_mac_has_elsewhere() -> None:
    def titles(platform: str) -> dict[str, list[str]]:
        return {title: [item[0] for item in items if item] for title, items in menus(Recorded(), [], platform)}

    usual, mac = titles("linux"), titles("darwin")
    assert usual == titles("win32")
    assert list(usual) == ["File", "Edit", "Go", "View", "Help"]
    assert list(mac) == ["__app__", "File", "Go", "View", "Help"]
    assert mac["__app__"] == ["Settings…"]
    assert mac["File"] == usual["File"][:-2]
    assert usual["File"][-2:] == ["Settings…", "Quit"]
    assert all(mac[title] == usual[title] for title in ("Go", "View", "Help"))
    assert all(items[-1] is not None for _, items in menus(Recorded(), [], "darwin"))


def test_whatever_lies_among_the_plugins_the_menu_is_made(tmp_path: Path) -> None:
    odd: dict[str, bytes] = {
        "10_deep.py": b"x = " + b"-" * 200_000 + b"1",
        "11_long.py": b"x = " + b"+".join([b"1"] * 50_000),
        "12_nul.py": b"\0",
        "13_bytes.py": b"x\xff",
        "14_half.py": b'flow = Workflow("half", title="Half \\ud800")',
        "15_good.py": b'flow = Workflow("good", title="Good")',
    }
    for name, source in odd.items():
        (tmp_path / name).write_bytes(source)
    (tmp_path / "16_folder.py").mkdir()
    assert apps_in([tmp_path]) == [("Half ?", "/apps/half"), ("Good", "/apps/good")]
