"""`pipulate-desktop export`: the file, the codes, the same request twice, and going on after an end in the middle."""

import json
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from server.adapters.botify import Botify
from server.adapters.database import Database
from server.adapters.exports import Exports
from server.adapters.rescue import LOCK
from server.adapters.worker import Worker
from tests.display import until
from tests.files import files_below
from tests.simulator import SimulatorProcess, get, put
from tests.whole.program import PROGRAM, environment, folders

ADDRESS = "https://app.botify.com/demo/tea-shop/"
PLACE = "demo/tea-shop/20260601-2/urls to depth 6.csv"
WAIT = 60


def asked(simulator: SimulatorProcess, folder: Path, *arguments: str, **more: str) -> list[Any]:
    """Arguments for a process that exports from the simulator."""
    known = {"BOTIFY_API_URL": simulator.api, "BOTIFY_TOKEN": simulator.token} | more
    return [[*PROGRAM, "export", *arguments, *folders(folder)], environment(folder, **known)]


def export(simulator: SimulatorProcess, folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command, env = asked(simulator, folder, *arguments, **more)
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=WAIT, check=False)


def test_an_export_prints_its_path_and_the_same_request_again_uses_the_file(
    simulator_process: SimulatorProcess, tmp_path: Path
) -> None:
    first = export(simulator_process, tmp_path, ADDRESS)
    assert (first.returncode, first.stdout) == (0, f"{tmp_path / 'downloads' / PLACE}\n"), first.stderr
    second = export(simulator_process, tmp_path, ADDRESS, "--fields", "h1,title,description", "--json")
    told = json.loads(second.stdout)
    seconds = told.pop("seconds")
    assert 0 < seconds < WAIT
    assert told == {
        "path": str(tmp_path / "downloads" / PLACE),
        "rows": 4000,
        "bytes": (tmp_path / "downloads" / PLACE).stat().st_size,
        "org": "demo",
        "project": "tea-shop",
        "analysis": "20260601-2",
        "depth": 6,
        "fields": ["url", "metadata.title.content", "metadata.description.content", "metadata.h1.contents"],
        "job_id": told["job_id"],
        "reused": True,
    }
    assert get(simulator_process, "jobs")["count"] == 1


def test_a_file_changed_by_another_program_is_told(simulator_process: SimulatorProcess, tmp_path: Path) -> None:
    first = export(simulator_process, tmp_path, ADDRESS, "--max-depth", "1")
    assert "changed" not in first.stderr
    with Path(first.stdout.strip()).open("a") as file:
        file.write("mine\n")
    second = export(simulator_process, tmp_path, ADDRESS, "--max-depth", "1")
    assert second.stdout == first.stdout
    assert "urls to depth 1.csv was changed by another program after it was checked" in second.stderr


def test_again_makes_a_second_job_and_other_depths_other_files(
    simulator_process: SimulatorProcess, tmp_path: Path
) -> None:
    for arguments in ([], ["--again"], ["--max-depth", "2"], ["--analysis", "20260601"]):
        done = export(simulator_process, tmp_path, ADDRESS, "--fields", "title", *arguments)
        assert done.returncode == 0, done.stderr
    assert get(simulator_process, "jobs")["count"] == 4
    assert len(files_below(tmp_path / "downloads", "*.csv")) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["https://example.com/"], "is not the address of a Botify project"),
        ([ADDRESS, "--analysis", "20200101"], "The newest are 20260601-2, 20260601"),
        ([ADDRESS, "--max-depth", "99"], "a number from 0 to 6"),
        ([ADDRESS, "--fields", "nonsense"], "no field “nonsense”"),
    ],
)
def test_wrong_input_ends_with_2(
    simulator_process: SimulatorProcess, tmp_path: Path, arguments: list[str], words: str
) -> None:
    done = export(simulator_process, tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_missing_and_a_refused_token_end_with_3(simulator_process: SimulatorProcess, tmp_path: Path) -> None:
    none = export(
        simulator_process, tmp_path, ADDRESS, BOTIFY_TOKEN="", PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring"
    )
    assert none.returncode == 3
    assert "No Botify token" in none.stderr
    wrong = export(simulator_process, tmp_path, ADDRESS, BOTIFY_TOKEN="0" * 40)
    assert wrong.returncode == 3
    assert "0" * 40 not in wrong.stderr


def test_a_job_that_fails_at_botify_ends_with_4(simulator_process: SimulatorProcess, tmp_path: Path) -> None:
    put(simulator_process, "faults", {"failed": True})
    done = export(simulator_process, tmp_path, ADDRESS)
    assert (done.returncode, done.stdout) == (4, ""), done.stderr
    assert done.stderr.count("Botify could not finish this export") == 1, done.stderr
    assert done.stderr.endswith("Here “Retry” is the same command again, and “Export again” is --again.\n")


def test_a_file_that_the_app_beside_it_put_elsewhere_is_told_and_fetched_again(
    simulator_process: SimulatorProcess, tmp_path: Path
) -> None:
    command, env = asked(simulator_process, tmp_path, ADDRESS, "--max-depth", "1")
    data = tmp_path / "data"
    with closing(Database(data / "pipulate.sqlite3")) as database, FileLock(data / LOCK):
        exports = Exports(database, tmp_path / "elsewhere")
        first = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until(exports.open_rows, what="what was asked for")
        botify = Botify(simulator_process.api, lambda: simulator_process.token)
        beside = Worker(exports, lambda _: botify, tmp_path / "beside.lock")
        beside.start()
        output, errors = first.communicate(timeout=WAIT)
        beside.stop()
        botify.close()
    assert (first.returncode, output) == (6, "")
    assert f"The same command again fetches it to {(tmp_path / 'downloads' / PLACE).parent}" in errors
    again = export(simulator_process, tmp_path, ADDRESS, "--max-depth", "1")
    assert again.returncode == 0, again.stderr
    assert len(files_below(tmp_path / "downloads", "*.csv")) == 1
    assert get(simulator_process, "jobs")["count"] == 1


def test_a_botify_that_cannot_be_reached_ends_with_5(simulator_process: SimulatorProcess, tmp_path: Path) -> None:
    done = export(simulator_process, tmp_path, ADDRESS, "--patience", "0", BOTIFY_API_URL="http://127.0.0.1:9")
    assert done.returncode == 5, done.stderr
    assert "the next call goes on" in done.stderr


def test_a_file_with_a_row_missing_ends_with_6(simulator_process: SimulatorProcess, tmp_path: Path) -> None:
    put(simulator_process, "faults", {"row_missing": True})
    done = export(simulator_process, tmp_path, ADDRESS)
    assert (done.returncode, done.stdout) == (6, ""), done.stderr
    assert not files_below(tmp_path / "downloads", "[!.]*.csv")


def test_an_interrupted_export_ends_with_130_and_the_next_call_goes_on(
    simulator_process: SimulatorProcess, tmp_path: Path
) -> None:
    put(simulator_process, "pace", {"created": 1000, "processing": 0})
    command, env = asked(simulator_process, tmp_path, ADDRESS)
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until(lambda: [job for job in get(simulator_process, "jobs")["jobs"] if job["looks"]], what="a look at the job")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=WAIT)
    assert process.returncode == 130
    put(simulator_process, "pace", {"created": 0, "processing": 0})
    done = export(simulator_process, tmp_path, ADDRESS)
    assert done.returncode == 0, done.stderr
    assert get(simulator_process, "jobs")["count"] == 1


def test_two_calls_at_once_make_one_job(simulator_process: SimulatorProcess, tmp_path: Path) -> None:
    command, env = asked(simulator_process, tmp_path, ADDRESS, "--json")
    both = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    told = [process.communicate(timeout=WAIT) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert len({json.loads(out)["path"] for out, _ in told}) == 1
    assert get(simulator_process, "jobs")["count"] == 1


def test_demo_exports_without_an_account(tmp_path: Path) -> None:
    command = [*PROGRAM, "export", ADDRESS, "--demo", "--fields", "", *folders(tmp_path)]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, timeout=WAIT, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "downloads" / PLACE).read_text("utf-8").startswith("url\n")
    assert sys.executable not in done.stderr
