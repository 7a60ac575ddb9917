"""Each fault of the rule book does what it says, on real sockets."""

import gzip
import io
import re
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from server.demo.faults import KNOWN, Faults
from tests.demo.asking import CRAWL, DEPTHS, api, download, export, files, query, rows
from tests.display import until
from tests.simulator import get, put

PROFILE = "/v1/authentication/profile"


def finished(client):
    """The address of a new job's file."""
    path = client.post("/v1/jobs", json=export(formatter_config={"print_header": True})).json()["job_url"]
    return client.get(path).json()["results"]["download_url"]


def test_faults_are_switched_over_http_and_happen_so_many_times(simulator):
    put(simulator, "faults", {"server_error": {"status": 503, "times": 2, "after": 1}})
    with api(simulator) as client:
        assert [client.get(PROFILE).status_code for _ in range(4)] == [200, 503, 503, 200]
    put(simulator, "faults", {})
    assert get(simulator, "faults")["active"] == {}
    assert [line["status"] for line in get(simulator, "log")] == [200, 503, 503, 200]


def test_an_unknown_fault_is_refused_and_changes_nothing():
    faults = Faults()
    faults.set({"stuck": True})
    for wrong in ({"no_such": True}, {"stuck": "often"}):
        with pytest.raises(ValueError, match=r"no fault|Parameters"):
            faults.set(wrong)
    assert faults.happens("stuck")


def test_a_browsers_page_cannot_switch_faults(simulator):
    address = f"{simulator.api}/_simulator/faults"
    with files() as plain:
        assert plain.put(address, json={}, headers={"Origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("fault", "given", "status", "said"),
    [
        ("server_error", {}, 502, "nginx"),
        ("server_error", {"status": 500}, 500, "nginx"),
        ("too_many_requests", {"retry_after": "3"}, 429, "1053"),
        ("token_rejected", {"form": "drf"}, 401, "Invalid token."),
        ("token_rejected", {"form": "html", "status": 403}, 403, "<html>"),
        ("forbidden", {}, 403, "1002"),
        ("profile_missing", {}, 404, "error"),
        ("redirect", {"to": "http://elsewhere.example/"}, 302, ""),
        ("html_page", {}, 200, "<!doctype html>"),
        ("empty_answer", {}, 200, ""),
        ("unknown_keys", {}, 200, "_new"),
    ],
)
def test_an_answer_of_the_api_can_go_wrong(simulator, fault, given, status, said):
    simulator.parts.faults.set({fault: given})
    with api(simulator) as client:
        found = client.get(PROFILE)
    assert found.status_code == status
    assert said in found.text
    assert found.headers.get("retry-after") == given.get("retry_after")


@pytest.mark.timeout(60)
def test_what_waits_or_is_slow_goes_on_at_once_when_its_fault_is_switched_off(simulator):
    with api(simulator) as client, files() as plain, ThreadPoolExecutor(1) as pool:
        address = finished(client)
        for fault, ask in (
            ({"latency": {"seconds": 600}}, lambda: client.get(PROFILE)),
            ({"download_latency": {"seconds": 600}}, lambda: plain.get(address)),
            ({"slow_download": {"bytes_per_second": 10}}, lambda: plain.get(address)),
        ):
            simulator.parts.faults.set(fault)
            simulator.parts.log.clear()
            asked = pool.submit(ask)
            until(simulator.parts.log.all, what="the request")
            assert not asked.done()
            simulator.parts.faults.set({})
            assert asked.result(30).status_code == 200


def test_when_to_come_back_can_be_a_date(simulator):
    simulator.parts.faults.set({"too_many_requests": {"retry_after": "date"}})
    with api(simulator) as client:
        assert re.fullmatch(r"\w{3}, .* GMT", client.get(PROFILE).headers["retry-after"])


def test_json_can_be_cut_and_numbers_can_be_texts(simulator):
    with api(simulator) as client:
        simulator.parts.faults.set({"invalid_json": 1, "numbers_as_strings": True})
        with pytest.raises(ValueError, match=r"Unterminated|Expecting|delimiter"):
            client.get(PROFILE).json()
        body = query(**DEPTHS)
        found = client.post("/v1/projects/demo/tea-shop/query", json=body).json()
    assert found["results"][1] == {"dimensions": ["1"], "metrics": ["24"]}


def test_a_connection_is_cut_before_anything_is_done(simulator):
    simulator.parts.faults.set({"connection_cut": 1})
    with api(simulator) as client:
        with pytest.raises(httpx.TransportError):
            client.post("/v1/jobs", json=export())
        assert client.get("/v1/jobs").json()["count"] == 0


@pytest.mark.parametrize("fault", ["create_cut", "create_error"])
def test_a_job_is_there_though_its_answer_was_lost(simulator, fault):
    simulator.parts.faults.set({fault: 1})
    with api(simulator) as client:
        try:
            assert client.post("/v1/jobs", json=export(export_job_name="mine")).status_code == 502
        except httpx.TransportError:
            assert fault == "create_cut"
        [job] = client.get("/v1/jobs", params={"job_type": "export", "project": "tea-shop"}).json()["results"]
    assert job["payload"]["export_job_name"] == "mine"


@pytest.mark.parametrize(
    ("fault", "size", "status", "jobs"),
    [("create_200", 10, 200, 1), ("size_refused", 2_000_000, 400, 0), ("credits_exhausted", 10, 402, 0)],
)
def test_a_job_can_be_answered_otherwise(simulator, fault, size, status, jobs):
    simulator.parts.faults.set({fault: True})
    with api(simulator) as client:
        assert client.post("/v1/jobs", json=export(export_size=size)).status_code == status
    assert len(simulator.parts.jobs.all()) == jobs


@pytest.mark.parametrize(
    ("fault", "given", "status", "results"),
    [
        ("stuck", {}, "PROCESSING", None),
        ("unknown_status", {}, "PAUSED", None),
        ("failed", {}, "FAILED", None),
        ("failed", {"results": "Unknown error"}, "FAILED", "Unknown error"),
        ("failed", {"results": {"error": "x"}}, "FAILED", {"error": "x"}),
        ("done_without_url", {}, "DONE", None),
        ("done_without_url", {"results": []}, "DONE", []),
    ],
)
def test_a_job_can_end_badly(simulator, fault, given, status, results):
    simulator.parts.faults.set({fault: given})
    with api(simulator) as client:
        path = client.post("/v1/jobs", json=export()).json()["job_url"]
        found = client.get(path).json()
    assert (found["job_status"], found["results"]) == (status, results)


def test_a_job_can_be_shown_in_other_forms(simulator):
    simulator.parts.faults.set({"job_missing": 1, "lower_case_status": True, "job_id_text": True, "job_url": {}})
    with api(simulator) as client:
        made = client.post("/v1/jobs", json=export()).json()
        assert (made["job_id"], made["job_url"]) == ("1000001", None)
        states = [client.get("/v1/jobs/1000001") for _ in range(2)]
    assert states[0].status_code == 404
    assert states[1].json()["job_status"] == "done"


def test_a_file_can_have_another_address_at_each_look(simulator):
    simulator.parts.faults.set({"url_changes": {"only_newest": True}})
    with api(simulator) as client, files() as plain:
        first = finished(client)
        second = client.get("/v1/jobs/1000001").json()["results"]["download_url"]
        assert plain.get(first).status_code == 403
        assert len(rows(gzip.decompress(plain.get(second).content))) == 4_001


@pytest.mark.parametrize("given", [{"repeated_page": True}, {"foreign_next": {"host": "https://evil.example"}}])
def test_a_list_can_lead_astray(simulator, given):
    simulator.parts.faults.set(given)
    with api(simulator) as client:
        page = client.get("/v1/analyses/demo/tea-shop/light?size=2").json()
    astray = "https://evil.example/v1/" if "foreign_next" in given else f"{simulator.api}/v1/"
    assert page["next"].startswith(astray)
    assert ("page=1" in page["next"]) == ("repeated_page" in given)


def text(content):
    """What is in a file, however it is packed."""
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


@pytest.mark.parametrize(
    ("fault", "first", "lines"),
    [
        ("plain", b"Full URL,Depth", 4_001),
        ("multi_member", b"Full URL,Depth", 4_001),
        ("sep_line", b"sep=,", 4_002),
        ("bom", b"\xef\xbb\xbfFull URL,Depth", 4_001),
        ("crlf", b"Full URL,Depth\r", 4_001),
        ("no_header", b"https://www.leafandkettle.example/,0", 4_000),
        ("header_only", b"Full URL,Depth", 1),
        ("row_missing", b"Full URL,Depth", 4_000),
    ],
)
def test_a_file_can_be_of_another_shape(simulator, fault, first, lines):
    simulator.parts.faults.set({fault: True})
    with api(simulator) as client:
        content = text(download(client, export(formatter_config={"print_header": True})))
    assert content.split(b"\n")[0] == first
    assert content.count(b"\n") == lines


def test_a_gzip_can_lack_its_end(simulator):
    simulator.parts.faults.set({"truncated_gzip": {"bytes": 30}})
    with api(simulator) as client:
        content = download(client, export())
    unpacker = zlib.decompressobj(31)
    assert 0 < unpacker.decompress(content).count(b"\n") < 4_000
    assert not unpacker.eof


@pytest.mark.parametrize(("fault", "names"), [("zip", 1), ("zip_empty", 0), ("zip_two", 2), ("zip_bad_name", 1)])
def test_a_zip_can_hold_what_nobody_asked_for(simulator, fault, names):
    simulator.parts.faults.set({fault: True})
    with api(simulator) as client, zipfile.ZipFile(io.BytesIO(download(client, export()))) as archive:
        assert len(archive.namelist()) == names
        assert ("../../x.csv" in archive.namelist()) == (fault == "zip_bad_name")


@pytest.mark.parametrize(("form", "cell"), [("pipe", "Leaf & Kettle"), ("python", "['Leaf & Kettle']")])
def test_multiple_values_have_several_forms(simulator, form, cell):
    simulator.parts.faults.set({"list_form": {"form": form}})
    with api(simulator) as client:
        asked = query(dimensions=["url", f"{CRAWL}.metadata.h1.contents"])
        assert rows(text(download(client, export(asked=asked, export_size=1))))[0][1] == cell


def test_the_simulators_readme_of_faults_names_only_what_exists():
    source = "".join(path.read_text("utf-8") for path in Path("server/demo").glob("*.py") if path.name != "faults.py")
    assert [name for name in KNOWN if f'"{name}"' not in source] == []
