"""Diagnostics: one text to copy, with what helps and nothing private."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.exporting import at_export, finished
from tests.web.site import RunningSite

Start = Callable[..., RunningSite]
BROKEN = "from server.plugin import Nothing\n"


def shown(site: RunningSite) -> str:
    page = site.visitor().get("/diagnostics")
    assert page.status == 200
    code = page.soup.find("code")
    copied = page.soup.find("button", string="Copy")
    assert code is not None
    assert copied is not None
    assert copied["data-copy"] == code.get_text()
    return code.get_text()


def test_it_tells_what_a_helper_would_ask(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    site = start(plugins={"99_broken.py": BROKEN})
    finished(at_export(site, "a client's name").press("Start export"))
    (site.parts.folders.logs / "pipulate.log").write_text(
        "\n".join(["far away", *[f"line {n} of {tmp_path}" for n in range(50)], f"Token {site.simulator.token}"])
    )
    text = shown(site)
    for word in (
        "9.9",
        "Python",
        "a recording",
        "GB free",
        "1 botify-export",
        "1 done",
        "99_broken.py",
        "line 49",
        ", whole",
        "known",
    ):
        assert word in text
    assert "~/data is writable" in text
    for private in (str(tmp_path), site.simulator.token, "a client's name", "far away", "tea-shop"):
        assert private not in text


def test_without_a_log_it_says_so(site: RunningSite) -> None:
    (site.parts.folders.logs / "pipulate.log").unlink(missing_ok=True)
    assert "the log cannot be read" in shown(site)
