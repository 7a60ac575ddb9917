"""`--dev`: plug-ins follow their files while pipelines stay open, and what happens is told. Not so without it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from desktop.demo import sites
from desktop.serve import listen, serving
from server.adapters.connection import Demo
from server.demo.serve import Simulator
from server.folders import Folders
from server.web import urls
from server.web.app import create
from server.web.dev import Development
from server.web.dev_console import place_of, table
from server.web.guard import Guard
from server.web.parts import open_parts
from tests.display import until
from tests.web.site import QUICK, RecordingDesk, RunningSite

HEAD = 'from server.plugin import Problem, Text, Workflow\nflow = Workflow("mine", title="Mine")\n'
ONE = '\n@flow.ask("Word")\ndef word():\n    return Text("Word")\n'
SECRET = "tok-" + "s3cr3t" * 6


class Developed:
    """The app with `--dev`, without the thread: `change` writes the plug-in and has it looked at."""

    def __init__(self, folder: Path, simulator: Simulator, stack: ExitStack, parts_said: list[str]) -> None:
        folders = Folders.standard(folder / "data", folder / "downloads").for_trying()
        folders.make()
        self.file, self.said = folders.plugins / "70_mine.py", parts_said
        self.file.write_text(HEAD + ONE, encoding="utf-8")
        listener = listen()
        guard, desk = Guard(listener.getsockname()[1]), RecordingDesk()
        environment = {"BOTIFY_API_URL": simulator.api, "BOTIFY_TOKEN": simulator.token}

        def start_demo() -> Demo:
            return Demo(simulator.api, simulator.token, sites())

        opened = open_parts(
            folders, desk, start_demo=start_demo, environment=environment, version="9", waits=QUICK, dev=True
        )
        self.parts = stack.enter_context(opened)
        self.development = Development(self.parts, self.said.append)
        server = stack.enter_context(serving(create(self.parts, guard, self.development), listener))
        self.visitor = RunningSite(self.parts, guard, desk, server, simulator).visitor()

    def change(self, text: str) -> None:
        self.file.write_text(HEAD + text, encoding="utf-8")
        self.development.look()

    @property
    def version(self) -> str:
        return self.visitor.get(urls.DEV_VERSION).text


@pytest.fixture
def dev(simulator: Simulator, tmp_path: Path) -> Iterator[Developed]:
    with ExitStack() as stack:
        yield Developed(tmp_path, simulator, stack, [])


def test_without_dev_there_is_nothing_of_it(site: RunningSite) -> None:
    visitor = site.visitor()
    for address in (urls.DEV, urls.DEV_VERSION):
        assert visitor.get(address).status == 404
    assert visitor.post(urls.DEV_RESET).status in (200, 404)
    page = visitor.get("/").text
    assert "dev.js" not in page
    assert urls.DEV + '"' not in page


def test_without_dev_it_is_not_even_imported() -> None:
    told = (
        "import sys, server.web.app, desktop.assembly, desktop.commands\n"
        "print([name for name in sys.modules if name.startswith(('server', 'desktop')) and 'dev' in name])"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_changed_plugin_is_used_in_the_pipeline_that_is_open(dev: Developed) -> None:
    walk = dev.visitor.begin("mine", "k").answer("tea")
    before = dev.version
    assert dev.version == before
    dev.change(ONE + '\n@flow.ask("Second")\ndef second(word):\n    return Text("More", value=word + "!")\n')
    assert dev.version != before
    assert walk.reload().cards == ["word", ">second"]
    assert walk.offered == "tea!"
    walk.answer()
    dev.change(ONE + '\n@flow.ask("Second")\ndef second(word):\n    return Text("More", value=word + "?")\n')
    walk.reload().press("Change Second")
    assert walk.offered == "tea?"


def test_what_a_card_offers_is_that_of_the_new_plugin(dev: Developed) -> None:
    walk = dev.visitor.begin("mine", "k")
    dev.change(ONE.replace('Text("Word")', 'Text("Word", value="new")'))
    assert walk.reload().offered == "new"


def test_a_broken_edit_is_told_on_each_page_and_the_former_app_stays_in_use(dev: Developed) -> None:
    walk = dev.visitor.begin("mine", "k")
    dev.change(ONE + "\n@flow.ask(\n")
    walk.reload()
    told = walk.page.find(class_="broken")
    assert told is not None
    assert "70_mine.py, line 8" in told.get_text()
    assert "Until then its former version, “mine”, is in use." in told.get_text()
    assert len(dev.visitor.get("/").soup.find_all(class_="broken")) == 1
    walk.answer("tea")
    assert walk.cards == ["word"]
    dev.change(ONE)
    assert walk.reload().page.find(class_="broken") is None


def test_a_removed_plugin_is_gone_and_comes_back_with_its_pipelines(dev: Developed) -> None:
    dev.visitor.begin("mine", "k").answer("tea")
    dev.file.unlink()
    dev.development.look()
    assert dev.visitor.get(urls.pipeline("mine", "k")).status == 404
    dev.change(ONE)
    assert "tea" in dev.visitor.get(urls.pipeline("mine", "k")).text


def test_lists_follow_too(dev: Developed) -> None:
    head = "from dataclasses import dataclass\nfrom server.plugin import Crud, Text\n\n"
    head += "@dataclass\nclass Note:\n    text: str\n"
    app = 'app = Crud("notes", Note, title="Notes", text=Text("Note"))\n'
    (dev.file.parent / "71_notes.py").write_text(head + "\n" + app)
    dev.development.look()
    address = urls.rows("notes")
    assert dev.visitor.post(address, {"a.text": "kept"}).status == 200
    (dev.file.parent / "71_notes.py").write_text(head + '    more: str = ""\n\n' + app.replace("Notes", "Other"))
    dev.development.look()
    page = dev.visitor.get(urls.app("notes")).text
    assert "kept" in page
    assert "Other" in page


def test_work_under_way_stops_when_its_workflow_changes(dev: Developed) -> None:
    work = '\n@flow.do("Work")\ndef work():\n    while True:\n        yield "at it"\n        sleep(0.01)\n'
    others = threading.enumerate()  # work of other tests may wait for ever

    def threads() -> list[threading.Thread]:
        return [one for one in threading.enumerate() if one.name == "work Work" and one not in others]

    dev.change("from time import sleep\n" + work)
    dev.visitor.begin("mine", "k")

    until(lambda: len(threads()) == 1)
    dev.change(ONE)
    until(lambda: not threads())


def test_where_a_plugin_failed_is_shown_with_its_traceback(dev: Developed) -> None:
    dev.change('\n@flow.ask("Word")\ndef word():\n    return Text(inner())\n\ndef inner():\n    return 1 / 0\n')
    walk = dev.visitor.begin("mine", "k")
    assert walk.problems[0].startswith("ZeroDivisionError: division by zero")
    shown = walk.column.find(class_="traceback")
    assert shown is not None
    assert "in inner" in shown.get_text()
    assert "server/web" not in shown.get_text()
    dev.change(ONE + "\ndef (:\n")
    assert "return 1 / 0" in str(walk.reload().column.find(class_="traceback")), (
        "the lines that run, not the broken ones"
    )
    dev.change('\n@flow.ask("Word")\ndef word():\n    return {1: Text("Word")}\n')
    assert "names a field 1" in walk.reload().problems[0]
    assert walk.column.find(class_="traceback") is None, "what was returned is told by its sentence"
    dev.change('\n@flow.ask("Word")\ndef word():\n    raise Problem("Not now.")\n')
    assert walk.reload().problems == ["Not now."]
    assert walk.column.find(class_="traceback") is None


def test_an_unexpected_error_of_the_app_is_shown_with_its_traceback(dev: Developed) -> None:
    with dev.parts.exports.database.writing() as connection:
        connection.execute(
            "INSERT INTO pipeline VALUES ('mine', 'bad', '{\"results\": {\"word\": 1}}', 'x', 'no time')"
        )
    answer = dev.visitor.get("/")
    assert answer.status == 500
    assert "Traceback (most recent call last)" in answer.text


def test_each_request_and_the_record_after_it_are_printed_without_secrets(dev: Developed) -> None:
    walk = dev.visitor.begin("mine", "k")
    until(lambda: dev.said and dev.said[-1] == "mine · k\nno results yet")
    dev.said.clear()
    walk.answer("tea")
    dev.visitor.get(urls.DEV_VERSION)
    until(lambda: len(dev.said) == 2)
    first, second = dev.said
    assert first.splitlines()[0].split() == ["method", "path", "ms", "status"]
    assert first.splitlines()[2].split()[:2] == ["POST", "/apps/mine/pipeline/answer"]
    assert second.splitlines() == ["mine · k", "step  result", "----  ------", 'word  "tea"']
    dev.said.clear()
    walk.reload()
    until(lambda: dev.said)
    assert len(dev.said) == 1, "what has not changed is not printed again"


def test_a_buttons_secret_is_not_printed(dev: Developed) -> None:
    dev.change(
        'from server.plugin import Button, Secret\n\n@flow.show("See")\ndef see():\n'
        '    return Button("Measure", measure, password=Secret("Password"))\n\n'
        "def measure(password):\n    return len(password)\n" + ONE
    )
    walk = dev.visitor.begin("mine", "k")
    walk.press("Measure", password=SECRET)
    assert SECRET not in "\n".join(dev.said)
    assert dev.parts.connection.botify()
    assert dev.parts.connection.simulator().token not in "\n".join(dev.said)


def test_a_button_of_the_plugin_before_does_nothing_any_more(dev: Developed) -> None:
    button = (
        'from server.plugin import Button\n\n@flow.show("See")\ndef see():\n    return Button("Press", press)\n\n'
        'def press():\n    return "{}"\n' + ONE
    )
    dev.change(button.format("one"))
    walk = dev.visitor.begin("mine", "k")
    dev.change(button.format("two"))
    walk.press("Press")
    assert "This page was older than the app" in walk.answer_given.text
    walk.reload().press("Press")
    assert "two" in walk.answer_given.text


def test_the_console_page_tells_routes_services_and_plugins(dev: Developed) -> None:
    dev.change(ONE + "\ndef (:\n")
    page = dev.visitor.get(urls.DEV).soup
    text = page.get_text(" ", strip=True)
    assert "/apps/{app}/pipeline/{verb}" in text
    assert "server.web.pipelines.PipelineRoutes.press" in text
    assert "botify.analyses(project" in text
    assert "The finished crawls of a project, newest first." in text
    assert "70_mine.py" in text
    assert "broken, line 8" in text
    assert dev.visitor.get("/").soup.find("a", href=urls.DEV, string="dev")


def test_reset_forgets_what_was_tried_and_nothing_else(dev: Developed, tmp_path: Path) -> None:
    real = tmp_path / "data" / "pipulate.sqlite3"
    real.write_text("the real one")
    kept = tmp_path / "downloads" / "real.csv"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("real")
    tried = dev.parts.folders.downloads / "a" / "tried.csv"
    tried.parent.mkdir(parents=True)
    tried.write_text("tried")
    dev.visitor.begin("mine", "k").answer("tea")
    assert dev.visitor.post(urls.DEV_RESET).header("hx-redirect") == "/"
    assert dev.visitor.get(urls.pipeline("mine", "k")).status in (404, 409)
    assert not tried.exists()
    assert (real.read_text(), kept.read_text()) == ("the real one", "real")
    assert dev.file.exists()
    dev.visitor.begin("mine", "k").answer("again")


def test_only_the_folders_of_dev_are_emptied(site: RunningSite) -> None:
    development = Development(site.parts, lambda text: None)
    with pytest.raises(Exception, match="Only the folders of --dev"):
        development.reset()


def test_files_are_looked_at_by_themselves(dev: Developed) -> None:
    with dev.development.watching():
        before = dev.version
        dev.file.write_text(HEAD.replace("Mine", "Other title") + ONE)
        until(lambda: dev.version != before)
    assert "Other title" in dev.visitor.get("/").text


def test_a_request_is_about_the_pipeline_that_it_names() -> None:
    assert place_of("/apps/mine/pipeline", "key=a+b%2F&step=x") == ("mine", "a b/")
    assert place_of("/apps/mine", "") is None
    assert place_of("/", "key=x") is None


def test_columns_are_as_wide_as_their_longest_cell() -> None:
    assert table(["a", "b"], [["longer", "1"]]).splitlines() == ["a       b", "------  -", "longer  1"]
