"""The notebook that a plug-in becomes: it is valid and runs, or is told why there can be none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import nbformat
import pytest

from desktop.authors.notebook import Cell, cells_of, notebook_of
from desktop.authors.to_notebook import notebook_cells
from server.domain.problem import WrongInput
from tests.desktop.books import MORE, PLUGINS, SHOWN, run
from tests.display import ROOT


@pytest.mark.parametrize("name", PLUGINS)
def test_the_notebook_of_a_plugin_is_valid_and_runs(name: str) -> None:
    cells = notebook_cells(PLUGINS[name].read_text("utf-8"))
    text = notebook_of(cells)
    nbformat.validate(nbformat.reads(text, as_version=4))
    assert cells_of(text) == cells
    left = run(cells)
    if name == "hello":
        assert left["greeting"] == "Hello Mike!"
    if name == "bridge":
        assert left["last_words"] == "No, not red! Blue! Aaaargh!"


def test_a_service_is_made_where_a_notebook_can_have_it() -> None:
    source = MORE.replace("profile.name", "quoted(say(http.get('http://127.0.0.1')) or model.answer('x'))")
    cells = notebook_cells(
        source.replace("summed, profile", "summed, http, model, say").replace("import Ch", "import quoted, Ch")
    )
    assert cells[1].source.startswith("# notebook only")
    defined = {line.split(" = ")[0] for line in cells[1].source.split("\n") if " = " in line and line[0] != " "}
    assert defined == {"http", "model", "say"}
    assert run(cells[:2]) == {}, "nothing is asked before a card asks"


def test_a_notebook_asks_the_web_as_the_plugin_does() -> None:
    with serving_ok() as address:
        cells = notebook_cells(PLUGINS["check-urls"].read_text("utf-8"))
        asked = [Cell(cell.source.replace('addresses("")', f'addresses("{address}")')) for cell in cells if cell.code]
        assert run(asked)["checks"] == {address: [200, ""]}


@contextmanager
def serving_ok() -> Iterator[str]:
    """A page of this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is written."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_plugin_that_no_notebook_can_say_is_told() -> None:
    told = {}
    for file in (*(ROOT / "plugins").glob("*.py"), SHOWN / "30_scores.py"):
        if file not in PLUGINS.values():
            with pytest.raises(WrongInput) as refused:
                notebook_cells(file.read_text("utf-8"))
            told[file.name] = str(refused.value)
    assert "makes a list" in told["30_tasks.py"]
    assert "makes a page" in told["15_connect_botify.py"]
    assert "more than a field" in told["50_botify_export.py"]
    export = MORE.replace("return 0", "return ExportRequest({}, 'a', 'b')")
    with pytest.raises(WrongInput, match="asks Botify for an export"):
        notebook_cells(export)
    with pytest.raises(WrongInput, match="uses botify, which only the app has"):
        notebook_cells(MORE.replace("profile.name", "botify.user()").replace("profile", "botify"))
    with pytest.raises(WrongInput, match="uses the name “half” for something of its own"):
        notebook_cells(MORE.replace("    total = 0\n", "    total = 0\n    half = 1\n"))
    with pytest.raises(WrongInput, match="returns out of a loop"):
        notebook_cells(MORE.replace("        total += number\n", "        return number\n"))
