"""(e) A 1,000,000-row export from the simulator's disk: download, unpack, check, against `curl | gunzip > file`.

Prints the medians in seconds, their ratio, and the peak memory above rest in MB. Held to 0.8 and 15.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from server.adapters.botify import Botify
from server.adapters.download import Download
from server.adapters.file_host import file_client
from server.adapters.part import Part
from server.adapters.rows import Shape
from server.domain import bql
from server.domain.export import ExportRequest

CRAWL = "20260413"
ROWS = 1_000_000
TIMES = 5


def request() -> ExportRequest:
    """Exactly a million pages of the large site, with texts that hold commas, quotes, line breaks and emoji."""
    crawl = f"crawl.{CRAWL}"
    texts = ("metadata.title.content", "metadata.description.content", "metadata.h1.contents")
    return ExportRequest(
        {"org": "demo", "project": "megastore"},
        CRAWL,
        "bench",
        dimensions=["url", *(f"{crawl}.{field}" for field in texts)],
        filters={"field": f"{crawl}.depth", "predicate": "lte", "value": 4},
    )


@contextmanager
def simulator(folder: Path) -> Iterator[dict[str, str]]:
    command = [sys.executable, "-m", "server.demo", "--folder", str(folder), "--created", "0", "--processing", "0"]
    with subprocess.Popen([*command, "--rate", "0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def made_export(running: dict[str, str]) -> str:
    """The address of the finished file."""
    botify = Botify(running["api"], lambda: running["token"])
    made = botify.create_job(bql.job(request(), "bench", ROWS))
    while True:
        job = botify.job(made.id)
        if job is not None and job.download_url:
            botify.close()
            return job.download_url
        time.sleep(1)


def by_curl(url: str, folder: Path) -> None:
    subprocess.run(f"curl -s '{url}' | gunzip > '{folder}/curl.csv'", shell=True, check=True)  # noqa: S602


def by_us(url: str, folder: Path) -> None:
    with file_client() as client:
        part = Part(folder / "ours.csv", "00000000")
        download = Download(part, Shape.of(request()), lambda: client)
        download.fetch(url)
        download.unpack()
        assert download.rows == ROWS
        part.publish()
        part.discard()


def seconds(work: Callable[[str, Path], None], url: str, folder: Path) -> float:
    # What the run before left unwritten would else be charged to ours, which alone waits for the disk.
    os.sync()
    began = time.perf_counter()
    work(url, folder)
    return time.perf_counter() - began


def memory(name: str) -> float:
    """MB, as Linux counts them; 0 on other systems."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)


def peak(url: str, folder: Path) -> float:
    """How far memory rises above rest while a file comes, everything being loaded already."""
    reset = Path("/proc/self/clear_refs")
    if not reset.exists():
        return 0.0
    reset.write_text("5")
    rest = memory("VmRSS")
    by_us(url, folder)
    return memory("VmHWM") - rest


def main() -> None:
    with tempfile.TemporaryDirectory() as name, simulator(Path(name) / "simulator") as running:
        folder = Path(name)
        url = made_export(running)
        with file_client() as client:  # loads what is loaded once
            client.head(url)
        above = peak(url, folder)
        ours, curls = [], []
        for _ in range(TIMES):
            curls.append(seconds(by_curl, url, folder))
            ours.append(seconds(by_us, url, folder))
        size = (folder / "ours.csv").stat().st_size
        we, curl = statistics.median(ours), statistics.median(curls)
        print(f"(e) {ROWS:,} rows, {size / 1e6:.0f} MB: {we:.2f} s, curl | gunzip {curl:.2f} s")
        print(f"    ratio {we / curl:.2f} (held to 0.8), peak memory {above:+.1f} MB above rest (held to 15)")


if __name__ == "__main__":
    main()
