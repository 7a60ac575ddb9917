"""Short ways to ask a running simulator."""

import csv
import gzip
import io
from typing import Any

import httpx

from tests.simulator import LOOPBACK

CRAWL = "crawl.20260601-2"
DEPTHS = {"dimensions": [f"{CRAWL}.depth"], "metrics": [f"{CRAWL}.count_urls_crawl"], "sort": [0]}


def api(running: Any, token: str | None = None) -> httpx.Client:
    headers = {"Authorization": f"Token {token or running.token}"}
    return httpx.Client(base_url=running.api, headers=headers, **LOOPBACK)


def files() -> httpx.Client:
    return httpx.Client(**LOOPBACK)


def query(crawl: str = CRAWL, **inner: Any) -> dict[str, Any]:
    return {"collections": [crawl], "query": {"dimensions": [], "metrics": [], **inner}}


def export(project: str = "tea-shop", asked: dict[str, Any] | None = None, **payload: Any) -> dict[str, Any]:
    asked = asked or query(dimensions=["url", f"{CRAWL}.depth"])
    return {"job_type": "export", "payload": {"username": "demo", "project": project, "query": asked, **payload}}


def answer(client: httpx.Client, body: dict[str, Any], project: str = "tea-shop", **params: Any) -> dict[str, Any]:
    found = client.post(f"/v1/projects/demo/{project}/query", json=body, params=params)
    assert found.status_code == 200, found.text
    return dict(found.json())


def refusal(client: httpx.Client, body: Any, path: str = "/v1/projects/demo/tea-shop/query") -> tuple[int, str, str]:
    found = client.post(path, json=body)
    error = found.json()["error"]
    return found.status_code, error["error_code"], error["message"]


def download(client: httpx.Client, body: dict[str, Any]) -> bytes:
    """The bytes of a new job's file; the simulator's pace is 0, 0, so one look does where the machine is not busy."""
    made = client.post("/v1/jobs", json=body)
    assert made.status_code == 201, made.text
    path = f"/v1/jobs/{made.json()['job_id']}"
    while (done := client.get(path).json())["job_status"] != "DONE":
        assert done["job_status"] == "PROCESSING"
    with files() as plain:
        found = plain.get(done["results"]["download_url"])
    assert found.status_code == 200, found.text
    return found.content


def table(client: httpx.Client, body: dict[str, Any]) -> list[list[str]]:
    return rows(gzip.decompress(download(client, body)))


def rows(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode(), newline="")))
