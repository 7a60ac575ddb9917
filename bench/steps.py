"""(d) One step of Hello over HTTP, at rest and while a big export downloads, beside a bare server's answer."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from urllib.parse import parse_qs, urlsplit

from bench.download import simulator
from bench.program import Client, address_of, command, environment, running, until

STEPS = 400
SITE = "https://app.botify.com/demo/megastore/"
BARE = """
import socket, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
def answer(request): return PlainTextResponse("x" * 4000, headers={"set-cookie": "a=b"})
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP); s.bind(("127.0.0.1", 0)); s.listen(64)
print(f"http://127.0.0.1:{s.getsockname()[1]}/", flush=True)
app = Starlette(routes=[Route("/", answer, methods=["GET", "POST"])])
uvicorn.Server(uvicorn.Config(app, log_config=None, loop="asyncio")).run(sockets=[s])
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with running([sys.executable, "-c", BARE], environment(folder)) as process:
            client = Client(address_of(process))
            bare = timed(lambda: client.post("/"), STEPS)
            client.close()
        with (
            simulator(folder / "simulator") as botify,
            running(command(folder, "--browser", "--no-open"), asking(folder, botify)) as process,
        ):
            client = Client(address_of(process))
            client.get("/")
            step = hello(client)
            rest = timed(step, STEPS)
            begin_export(client)
            downloads = folder / "downloads"
            until(lambda: any(downloads.rglob("*.part")), 180)
            client.close()  # the server ended the idle connection long ago; the next request opens another
            busy: list[float] = []
            while any(downloads.rglob("*.part")):
                busy += timed(step, 20)
            client.close()
    for name, taken, held in (("at rest", rest, 25), ("while an export downloads", busy, 100)):
        print(f"(d) a Hello step {name}: {told(taken)} of {len(taken)} (p99 held to {held} ms)")
    print(f"(d) a bare server's answer in the same run: {told(bare)}")


def asking(folder: Path, botify: dict[str, str]) -> dict[str, str]:
    return environment(folder, BOTIFY_API_URL=botify["api"], BOTIFY_TOKEN=botify["token"])


def hello(client: Client) -> Callable[[], object]:
    """One answer to the first card of a Hello pipeline, then another, and so on."""
    keys = _key(client.post("/apps/hello/start", key="")[1]["hx-redirect"])

    def step() -> None:
        client.post(f"/apps/hello/pipeline/answer?key={keys}&step=name", **{"a.name": "Mike"})

    def and_back() -> None:
        client.post(f"/apps/hello/pipeline/back?key={keys}&step=name")

    step.and_back = and_back  # type: ignore[attr-defined]
    return step


def begin_export(client: Client) -> None:
    """Walk the export of a 1,000,000-row crawl and press *Start export*."""
    key = _key(client.post("/apps/botify-export/start", key="")[1]["hx-redirect"])

    def press(verb: str, step: str, **form: str) -> str:
        return client.post(f"/apps/botify-export/pipeline/{verb}?key={key}&step={step}", **form)[0]

    press("answer", "project", **{"a.project": SITE})
    for step, answer in (("analysis", "20260413"), ("depth", "4"), ("fields", "metadata.title.content")):
        press("open", step)
        press("answer", step, **{f"a.{step}": answer})
    press("open", "csv")
    press("start", "csv")


def _key(address: str) -> str:
    return parse_qs(urlsplit(address).query)["key"][0]


def timed(step: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each call. What takes a step back is not counted."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        step()
        taken.append((time.perf_counter() - began) * 1000)
        if back := getattr(step, "and_back", None):
            back()
    return taken


def told(taken: list[float]) -> str:
    parts = quantiles(taken, n=100)
    return f"p50 {parts[49]:.1f} ms, p99 {parts[98]:.1f} ms"


if __name__ == "__main__":
    main()
