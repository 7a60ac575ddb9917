"""check-plugin says what is wrong with a file, and where."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.authors.check_plugin import cautions, check_plugin
from server.domain.workflow import Workflow
from server.plugin.loader import load
from tests.display import ROOT

GOOD = 'from server.plugin import Text, Workflow\n\nflow = Workflow("x", title="Good one")\n\n\n' + (
    '@flow.ask("A")\ndef a():\n    return Text("A")\n'
)


def checked(file: Path) -> tuple[int, list[str]]:
    told: list[str] = []
    return check_plugin(file, told.append), told


def test_a_good_file_is_told_to_be_good(tmp_path: Path) -> None:
    file = tmp_path / "70_good.py"
    file.write_text(GOOD)
    assert checked(file) == (0, [f"{file}: “Good one” can be loaded."])


def test_what_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "70_bad.py"
    file.write_text(GOOD.replace("def a():", "def a(b):"))
    code, told = checked(file)
    assert code == 1
    assert told[0].startswith(f"{file}, line 6: “a” asks for “b”")
    file.write_text("def (\n")
    assert checked(file)[1][0].startswith(f"{file}, line 1: ")
    file.write_text("x = 1\n")
    assert "makes one Workflow" in checked(file)[1][0]
    assert "there is no such file" in checked(tmp_path / "none.py")[1][0]


def test_names_that_nothing_makes_are_told_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "70_names.py"
    file.write_text(
        GOOD
        + """

@flow.show("B")
def b(a):
    counted = [json.dumps(letter) for letter in a]
    return [Table([{"n": counted}]), flwo, nowhere, a.missing, __file__, len(a)]


@flow.show("C")
def c():
    return a.upper()


@flow.show("D")
def d():
    return b("called as it is")
"""
    )
    code, told = checked(file)
    assert code == 0
    assert told == [
        f"{file}, line 13: “json” is not known there. Import it: import json",
        f"{file}, line 14: “Table” is not known there. Import it: from server.plugin import Table",
        f"{file}, line 14: “flwo” is not known there. Is “flow” meant?",
        f"{file}, line 14: “nowhere” is not known there. Import it, make it above, or name it as a parameter.",
        f"{file}, line 19: “c” uses “a” without asking for it, so that is the function, not its result. "
        "Name it as a parameter: def c(a)",
        f"{file}: “Good one” can be loaded.",
    ]


def test_nothing_is_told_of_names_in_the_plugins_that_came_along() -> None:
    plugins = load([ROOT / "plugins", ROOT / "tests" / "plugins" / "shown"])
    for name, app in plugins.apps.items():
        told = [caution for caution in cautions(plugins.files[name], app) if "is called" not in caution]
        assert [caution for caution in told if "known" in caution or "asking" in caution] == []


def test_a_name_that_the_app_leaves_alone_is_told(tmp_path: Path) -> None:
    names = {"xx_good.py": "xx_", "good.py": "a number", "70_good (copy).py": "parentheses"}
    for name, why in names.items():
        (tmp_path / name).write_text(GOOD)
        code, told = checked(tmp_path / name)
        assert code == 0
        assert "the app leaves it alone" in told[0]
        assert why in told[0]


def test_a_step_that_may_repeat_what_must_not_be_repeated_is_told() -> None:
    flow = Workflow("x", title="X")

    @flow.do("Send")
    def sent(http):  # type: ignore[no-untyped-def]
        return 1

    @flow.do("Send later", button="Send")
    def later(http):  # type: ignore[no-untyped-def]
        return 1

    (told,) = cautions(ROOT / "plugins" / "20_hello_workflow.py", flow)
    assert "“sent” starts again by itself after a restart, and asks for “http”." in told


def test_it_is_a_command() -> None:
    command = [sys.executable, "-m", "desktop", "check-plugin", "plugins/20_hello_workflow.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (0, "plugins/20_hello_workflow.py: “Hello World” can be loaded.\n")


REQUEST = """from datetime import date as day
import time as t

from server.plugin import ExportRequest, Workflow, days_before

flow = Workflow("x", title="X")
BEGAN = day.fromisoformat("2026-01-01")


@flow.do("Day")
def today():
    return str(day.today())


def period():
    return [str(BEGAN), str(day.today())]


@flow.do("Export")
def csv(today, profile):
    name = f"{today} PART"
    return ExportRequest({}, "a", name, periods=[PERIOD])
"""


def test_a_request_made_from_the_clock_is_told(tmp_path: Path) -> None:
    file = tmp_path / "70_clock.py"
    for part, period, line in (
        ("", "period()", "line 16: “csv” makes an export request, and datetime.date.today is"),
        ("", "[t.strftime('%F')]", "line 22: “csv” makes an export request, and time.strftime is"),
        ("", "__import__('x') and period", "line 16"),
    ):
        file.write_text(REQUEST.replace("PART", part).replace("PERIOD", period))
        code, (told, _) = checked(file)
        assert code == 0
        assert line in told
    for period in ("[str(BEGAN), today]", "days_before('20260101', 3)", "[t.sleep(1)]"):
        file.write_text(REQUEST.replace("PERIOD", period))
        assert checked(file) == (0, [f"{file}: “X” can be loaded."]), "a day that was recorded stays the same"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("from server.adapters.botify import Botify", "server.adapters.botify"),
        ("import server.web.app", "server.web.app"),
        ("import json, desktop", "desktop"),
        ("from server import domain", "server.domain"),
        ("from server.plugin.testing import Walk", "server.plugin.testing"),
        ("import server", "server"),
    ],
)
def test_what_is_not_made_for_plugins_cannot_be_imported(tmp_path: Path, line: str, named: str) -> None:
    file = tmp_path / "70_bad.py"
    file.write_text(f"import os\n{line}\n{GOOD}")
    code, (told,) = checked(file)
    assert code == 1
    assert told.startswith(f"{file}, line 2: It imports {named}, which is not made for plug-ins")
    (broken,) = load([tmp_path]).broken
    assert (broken.line, named in broken.reason) == (2, True), "the app does not load it either"
    file.write_text(f'"""The {line} is no line of code."""\nfrom server import plugin\nimport server.plugin\n{GOOD}')
    assert checked(file)[0] == 0


def test_every_plugin_that_comes_along_is_told_to_be_good() -> None:
    for file in sorted((ROOT / "plugins").glob("*.py")):
        code, told = checked(file)
        assert (code, len(told)) == (0, 1), told


def test_a_wrong_name_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "70_bad.py"
    file.write_text(GOOD.replace('"x"', '"X y"'))
    assert checked(file)[1][0].startswith(f"{file}, line 3: “X y” cannot name an app")


def test_two_plugins_of_one_name_are_told(tmp_path: Path) -> None:
    (tmp_path / "70_one.py").write_text(GOOD)
    (tmp_path / "80_two.py").write_text(GOOD)
    assert (
        f"another plug-in, {tmp_path.resolve() / '80_two.py'}, is called “x” as well"
        in checked(tmp_path / "70_one.py")[1][0]
    )
    (tmp_path / "80_two.py").write_text(GOOD.replace('"x"', '"hello"'))
    assert "20_hello_workflow.py, is called “hello” as well" in checked(tmp_path / "80_two.py")[1][0]
