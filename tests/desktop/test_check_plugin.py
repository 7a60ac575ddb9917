"""check-plugin says what is wrong with a file, and where."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from desktop.check_plugin import cautions, check_plugin
from server.domain.workflow import Workflow
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


def test_a_name_that_the_app_leaves_alone_is_told(tmp_path: Path) -> None:
    for name in ("xx_good.py", "good.py", "70_good (copy).py"):
        (tmp_path / name).write_text(GOOD)
        code, told = checked(tmp_path / name)
        assert code == 0
        assert "the app leaves it alone" in told[0]


def test_a_step_that_may_repeat_what_must_not_be_repeated_is_told() -> None:
    flow = Workflow("x", title="X")

    @flow.do("Send")
    def sent(http):  # type: ignore[no-untyped-def]
        return 1

    @flow.do("Send later", button="Send")
    def later(http):  # type: ignore[no-untyped-def]
        return 1

    (told,) = cautions(flow)
    assert "“sent” starts again by itself after a restart, and asks for “http”." in told


def test_it_is_a_command() -> None:
    command = [sys.executable, "-m", "desktop", "check-plugin", "plugins/20_hello_workflow.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (0, "plugins/20_hello_workflow.py: “Hello World” can be loaded.\n")
