"""`--dev` as a program of its own: nothing that is tried touches the real work, and `--reset` begins anew."""

import subprocess
from pathlib import Path

from tests.web.visitor import Visitor
from tests.whole.program import PROGRAM, Program, folders, served


def keys(program: Program, begin: str = "") -> str:
    """The pipelines' page of a program, after a pipeline of that key was begun."""
    origin, _, boot = program.address.removeprefix("http://").partition("/")
    visitor = Visitor(int(origin.rpartition(":")[2]))
    assert visitor.get(f"/{boot}").status == 303
    if begin:
        visitor.begin("hello", begin).answer("Mike")
    return visitor.get("/pipelines").text


def test_what_is_tried_is_kept_apart_and_forgotten_on_request(tmp_path: Path) -> None:
    with served(tmp_path) as program:
        assert "real work" in keys(program, "real work")
    with served(tmp_path, "--dev") as program:
        shown = keys(program, "a try")
        assert "a try" in shown
        assert "real work" not in shown
    with served(tmp_path, "--dev") as program:
        assert "a try" in keys(program)
    with served(tmp_path, "--dev", "--reset") as program:
        assert "a try" not in keys(program)
    with served(tmp_path) as program:
        shown = keys(program)
        assert "real work" in shown
        assert "a try" not in shown


def test_reset_alone_is_refused_for_it_would_be_taken_for_more(tmp_path: Path) -> None:
    done = subprocess.run([*PROGRAM, "--reset", *folders(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Your own work is never reset." in done.stderr
    assert not (tmp_path / "data").exists()
