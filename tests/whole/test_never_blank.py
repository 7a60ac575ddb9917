"""Broken on purpose: each time there is a page with the reason and the next step, and mended it works again."""

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from desktop.assembly import assembled
from desktop.browser_desk import BrowserDesk
from desktop.doctor import diagnostics
from desktop.emergency import emergency
from desktop.failure import failure_of, sentence
from desktop.running import Session
from server.demo.serve import Simulator
from server.folders import Folders
from tests.web.site import RunningSite, running_site

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="breaks things as Linux allows it")


@contextmanager
def disk(folder: Path, *options: str) -> Iterator[Path]:
    """A disk of its own in memory."""
    folder.mkdir(exist_ok=True)
    told = ",".join(options)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", told, "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("needs the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def emergency_page(session: Session, folders: Folders) -> str:
    """Starts the app, which fails, and gives the page that the window shows then."""
    error = failure_of(session.start)
    assert error is not None, "it started"
    with emergency(sentence(error), {}, lambda: diagnostics(folders)) as shown:
        connection = http.client.HTTPConnection("127.0.0.1", shown.port, timeout=20)
        connection.request("GET", urlsplit(shown.url).path)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
    assert answer.status == 200
    assert "The last 50 lines of the log:" in text
    for button in ("retry", "logs", "browser"):
        assert f'value="{button}"' in text
    return text


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.standard(tmp_path / "data", tmp_path / "downloads")


@pytest.fixture
def session(folders: Folders) -> Iterator[Session]:
    made = Session(partial(assembled, folders, BrowserDesk(), False), lambda: None)
    yield made
    made.close()


def test_a_data_folder_that_is_a_file(session: Session, folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in its place")
    text = emergency_page(session, folders)
    assert f"{tmp_path / 'data'} cannot be made" in text
    assert "Free it or choose another with --data-dir, then start again" in text
    (tmp_path / "data").unlink()
    assert session.start().url


def test_a_data_folder_that_cannot_be_written(session: Session, folders: Folders, tmp_path: Path) -> None:
    with disk(tmp_path / "data", "ro"):
        text = emergency_page(session, folders)
    assert str(tmp_path / "data") in text
    assert "start again" in text
    assert session.start().url


def test_a_disk_that_is_full_at_the_start(session: Session, folders: Folders, tmp_path: Path) -> None:
    with disk(tmp_path / "data", "size=32k"):
        text = emergency_page(session, folders)
        assert "Check that the disk is not full" in text
    assert session.start().url


def test_a_disk_that_fills_up_while_the_app_runs(simulator: Simulator, tmp_path: Path) -> None:
    with disk(tmp_path / "data", "size=4m") as data, running_site(tmp_path, simulator) as site:
        visitor = site.visitor()
        walk = visitor.begin("hello", "before")
        with (data / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space"):
            while True:
                filler.write(b"x" * 4096)
        told = [visitor.post("/settings/limit/save", {"limit": str(number)}).text for number in (5000, 6000)]
        assert "Check that the disk is not full" in told[-1]
        for page in ("/", "/settings", "/diagnostics", walk.address):
            answer = visitor.get(page)
            assert answer.status == 200, page
        (data / "filler").unlink()
        assert "Saved" in visitor.post("/settings/limit/save", {"limit": "7000"}).text
        assert walk.reload().answer("Mike").cards[-1] != ">name"


def broken(site: RunningSite) -> None:
    """The file is overwritten under the running app."""
    path = site.parts.backups.database
    for name in ("-wal", "-shm", ""):
        part = path.with_name(path.name + name)
        if part.exists():
            with part.open("r+b") as file:
                file.write(b"\xff" * part.stat().st_size)


def test_a_database_that_breaks_while_the_app_runs(simulator: Simulator, tmp_path: Path) -> None:
    with running_site(tmp_path, simulator) as site:
        visitor = site.visitor()
        visitor.csrf
        broken(site)
        page = visitor.get("/")
        assert page.status == 409
        assert "is damaged" in page.text
        assert "Close the app and start it again" in page.text
        assert "is damaged" in visitor.post("/apps/hello/start", {"key": "x"}).text
    with running_site(tmp_path, simulator) as site:
        assert "was damaged" in site.visitor().get("/").text
        assert list((tmp_path / "data").glob("*.damaged-*"))
