"""Export jobs: their life, their echo, their files, and that they outlive the simulator."""

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile

import pytest

from server.demo.door import Bucket
from server.demo.jobs import Pace
from server.demo.serve import simulator as serving
from tests.demo.asking import CRAWL, answer, api, download, export, files, query, refusal, rows, table
from tests.simulator import get, put

TITLED = query(
    dimensions=[
        "url",
        f"{CRAWL}.metadata.title.content",
        f"{CRAWL}.compliant.is_compliant",
        f"{CRAWL}.metadata.h1.contents",
    ]
)


def test_a_job_is_echoed_with_the_defaults(simulator):
    with api(simulator) as client:
        made = client.post("/v1/jobs", json=export() | {"metadata": {"marker": "m1"}})
    job = made.json()
    assert made.status_code == 201
    assert (job["job_status"], job["results"], job["metadata"]) == ("CREATED", None, {"marker": "m1"})
    assert job["job_url"] == f"/v1/jobs/{job['job_id']}"
    assert job["payload"]["formatter_config"]["print_header"] is False
    assert job["payload"]["extra_config"] == {"compression": "gzip"}
    assert job["user"] == "demo.user"


def test_a_job_is_created_then_processing_then_done(simulator):
    put(simulator, "pace", {"created": 2, "processing": 1})
    with api(simulator) as client:
        path = client.post("/v1/jobs", json=export()).json()["job_url"]
        states = [client.get(path).json()["job_status"] for _ in range(3)]
        while (last := client.get(path).json())["job_status"] != "DONE":
            states.append(last["job_status"])
    assert states[:3] == ["CREATED", "CREATED", "PROCESSING"]
    assert last["results"]["download_url"].startswith(simulator.files)


def test_a_file_has_no_header_unless_it_is_asked_for(simulator):
    with api(simulator) as client:
        plain = table(client, export())
        headed = {
            form: table(client, export(formatter_config={"print_header": True, "header_format": form}))
            for form in ("verbose", "slug", "collection_slug")
        }
    assert plain[0] == ["https://www.leafandkettle.example/", "0"]
    assert {form: found[0] for form, found in headed.items()} == {
        "verbose": ["Full URL", "Depth"],
        "slug": ["url", "depth"],
        "collection_slug": ["url", f"{CRAWL}.depth"],
    }
    assert all(found[1:] == plain for found in headed.values())


def test_the_first_line_names_the_delimiter_when_asked(simulator):
    with api(simulator) as client:
        config = {"print_delimiter": True, "delimiter": ";"}
        text = gzip.decompress(download(client, export(formatter_config=config)))
    assert text.splitlines()[:2] == [b"sep=;", b"https://www.leafandkettle.example/;0"]


def test_the_file_holds_what_the_query_answers(simulator):
    with api(simulator) as client:
        exported = table(client, export(asked=TITLED))
        pages = [answer(client, TITLED, size=2_000, page=page)["results"] for page in (1, 2)]
    asked = [row["dimensions"] for page in pages for row in page]
    assert len(exported) == len(asked) == 4_000
    for (url, title, compliant, headings), row in zip(exported, asked, strict=True):
        assert [url, title or None, compliant] == [row[0], row[1], str(row[2])]
        assert (json.loads(headings) if headings else []) == row[3]


def test_titles_hold_what_breaks_a_careless_reader(simulator):
    with api(simulator) as client:
        titles = "".join(row[1] for row in table(client, export(asked=TITLED)))
    assert all(character in titles for character in ['"', ",", "\n", "\r\n", "🍵", "="])


def test_what_is_above_the_size_is_cut_without_a_word(simulator):
    with api(simulator) as client:
        assert len(table(client, export(export_size=100))) == 100


def test_an_order_is_kept_in_the_file(simulator):
    ordered = query(dimensions=["url", f"{CRAWL}.delay_last_byte"], sort=[{"index": 1, "order": "desc"}])
    with api(simulator) as client:
        delays = [int(row[1] or -1) for row in table(client, export(asked=ordered, export_size=300))]
    assert delays == sorted(delays, reverse=True)


def test_a_zip_holds_one_csv_from_1980(simulator):
    with api(simulator) as client:
        content = download(client, export(extra_config={"compression": "zip"}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [entry] = archive.infolist()
        assert entry.date_time[0] == 1980
        assert len(rows(archive.read(entry))) == 4_000


def test_rows_come_as_json_too(simulator):
    with api(simulator) as client:
        found = json.loads(gzip.decompress(download(client, export(formatter="json", export_size=3))))
    assert found[0] == {"url": "https://www.leafandkettle.example/", f"{CRAWL}.depth": 0}


def test_hits_of_log_files_are_a_small_csv(simulator):
    payload = {"username": "demo", "project": "tea-shop", "date_start": "2026-05-01", "date_end": "2026-05-31"}
    asked = {"fields": ["url", "crawls.google.count"], "filters": {}, "sort": []}
    with api(simulator) as client:
        found = table(client, {"job_type": "logs_urls_export", "payload": payload | {"query": asked}})
    assert len(found) == 4_000
    assert all(url.startswith("https://") and int(hits) > 0 for url, hits in found)


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ({}, "1020", "job type"),
        ({"job_type": "export", "payload": {}}, "1020", '"username" is mandatory'),
        (export(project="nothing"), "1010", "Project was not found"),
        (export(connector="s3"), "1020", "connector"),
        (export(formatter="parquet"), "1020", "formatter"),
        (export(export_size=0), "1020", "size"),
        (export(formatter_config={"header_format": "x"}), "1020", "header format"),
        (export(asked=query(dimensions=[f"{CRAWL}.nope"])), "1029", "does not exist"),
    ],
)
def test_a_wrong_job_is_refused_and_not_made(simulator, body, code, said):
    with api(simulator) as client:
        _, found, message = refusal(client, body, "/v1/jobs")
    assert found == code
    assert said in message
    assert get(simulator, "jobs")["count"] == 0


def test_jobs_are_listed_newest_first_by_project_and_analysis(simulator):
    with api(simulator) as client:
        made = [
            client.post("/v1/jobs", json=export(export_job_name=str(number))).json()["job_id"] for number in range(3)
        ]
        listed = client.get("/v1/jobs", params={"job_type": "export", "project": "tea-shop", "size": 2}).json()
        other = client.get("/v1/jobs", params={"project": "megastore"}).json()
        crawled = client.get("/v1/jobs", params={"analysis": "20260601-2"}).json()
    assert [job["job_id"] for job in listed["results"]] == made[:0:-1]
    assert (listed["count"], other["count"], crawled["count"]) == (3, 0, 3)
    assert listed["results"][0]["payload"]["export_job_name"] == "2"


def test_a_job_outlives_the_simulator(tmp_path):
    with serving(tmp_path, pace=Pace(1, 0), rate=None) as running, api(running) as client:
        path = client.post("/v1/jobs", json=export()).json()["job_url"]
        assert client.get(path).json()["job_status"] == "CREATED"
    with serving(tmp_path, pace=Pace(1, 0), rate=None) as running, api(running) as client, files() as plain:
        found = client.get(path).json()
        assert found["job_status"] == "DONE"
        assert len(rows(gzip.decompress(plain.get(found["results"]["download_url"]).content))) == 4_000
        assert client.post("/v1/jobs", json=export()).json()["job_id"] == found["job_id"] + 1


def test_a_file_half_written_is_written_after_the_next_start(tmp_path):
    crawl = "crawl.20260622"
    asked = query(crawl, dimensions=["url"], filters={"field": f"{crawl}.depth", "predicate": "lte", "value": 3})
    with serving(tmp_path, pace=Pace(0, 0), rate=None) as running, api(running) as client:
        path = client.post("/v1/jobs", json=export("daily-news", asked)).json()["job_url"]
    with serving(tmp_path, pace=Pace(0, 0), rate=None) as running, api(running) as client, files() as plain:
        while (found := client.get(path).json())["job_status"] != "DONE":
            assert found["job_status"] == "PROCESSING"
        assert len(rows(gzip.decompress(plain.get(found["results"]["download_url"]).content))) == 23_461


def test_five_requests_a_second_are_allowed():
    bucket = Bucket(5)
    assert [bucket.allows(100.0) for _ in range(7)] == [True] * 5 + [False] * 2
    assert [bucket.allows(100.25) for _ in range(2)] == [True, False]
    assert [bucket.allows(200.0) for _ in range(6)] == [True] * 5 + [False]


def test_one_request_too_many_is_refused(tmp_path):
    with serving(tmp_path, rate=0.0001) as running, api(running) as client:
        answers = [client.get("/v1/authentication/profile") for _ in range(2)]
    assert [found.status_code for found in answers] == [200, 429]
    assert answers[-1].json()["error"]["error_code"] == "1053"
    assert "retry-after" not in answers[-1].headers


def test_the_simulator_runs_as_a_process_of_its_own(simulator_process):
    with api(simulator_process) as client:
        assert len(table(client, export())) == 4_000
    assert get(simulator_process, "jobs")["count"] == 1
    log = get(simulator_process, "log")
    assert [(line["host"], line["method"], line["authorization"]) for line in log] == [
        ("api", "POST", True),
        ("api", "GET", True),
        ("files", "GET", False),
    ]


def test_the_process_tidies_up_its_own_folder(tmp_path):
    command = [sys.executable, "-m", "server.demo", "--port-file", str(tmp_path / "address")]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        line = process.stdout.readline()
        assert (tmp_path / "address").read_text() == line
        assert len(list(tmp_path.glob("simulator-*"))) == 1
        process.terminate()
        assert process.wait(20) == 0
    assert list(tmp_path.glob("simulator-*")) == []
