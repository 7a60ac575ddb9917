"""A program with the real window and shell, and a tiny app in place of the real one. Run by the tests of the window."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.__main__ import _leave
from desktop.desk import WindowDesk
from desktop.logs import log_to
from desktop.running import Assembled
from desktop.shell import Shell
from desktop.window import NativeWindow
from server.domain.problem import Problem
from server.folders import Folders

PAGE = """<!doctype html><html lang=en><title>{path}</title><h1>{path}</h1>
<p><a href="http://localhost:{port}/elsewhere">elsewhere</a></p></html>"""


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers each path with a page that names it."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/die":
        asyncio.get_running_loop().stop()
    port = scope["server"][1]
    body = PAGE.format(path=scope["path"], port=port).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": body})


@dataclass(frozen=True)
class File:
    path: Path
    name: str


@dataclass(frozen=True)
class Parts:
    folder: Path
    downloads_folder: Path

    def csv_on(self, address: str) -> File | None:
        """The file that the test put there, named after the page."""
        file = self.folder / "export.csv"
        return File(file, "urls to depth 3.csv") if file.exists() else None

    @property
    def theme(self) -> str:
        return ""

    def working(self) -> int:
        """As many exports as the test wrote into the file."""
        file = self.folder / "working"
        return int(file.read_text()) if file.exists() else 0

    def page_there(self, page: str) -> bool:
        return not page.startswith("/gone")

    def leave(self) -> None:
        """Nothing goes on beside the server."""


@contextmanager
def assemble(folders: Folders, port: int) -> Iterator[Assembled]:
    """Fails while there is a file `broken` in the data folder, with the sentence in it."""
    broken = folders.data / "broken"
    if broken.exists():
        raise Problem(broken.read_text("utf-8"))
    (folders.data / "port").write_text(str(port))
    parts = Parts(folders.data, folders.downloads)
    yield Assembled(app, lambda lifetime, to="/": "/boot?k=once" if to == "/" else to, parts)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--data-dir", type=Path, required=True)
    options.add_argument("--downloads-dir", type=Path, required=True)
    given = options.parse_args()
    folders = Folders.standard(given.data_dir, given.downloads_dir)
    folders.make()
    log_to(folders.logs)
    os.chdir("/")
    window = NativeWindow()
    shell = Shell(
        window, WindowDesk(window), folders, lambda port: assemble(folders, port), [("Hello World", "/apps/hello")]
    )
    shell.run()
    _leave(0)


if __name__ == "__main__":
    main()
