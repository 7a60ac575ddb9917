"""The file host: another origin, no token, ranges, and what can go wrong on the way."""

from contextlib import ExitStack

import httpx
import pytest

from server.demo.jobs import Pace
from server.demo.serve import simulator as serving
from tests.demo.asking import api, export, files

LINK = "/v1/jobs/1000001"


@pytest.fixture
def address(simulator):
    with api(simulator) as client:
        client.post("/v1/jobs", json=export())
        return client.get(LINK).json()["results"]["download_url"]


def path(simulator):
    return simulator.parts.jobs.path(simulator.parts.jobs.find(1000001))


def test_a_token_is_refused_by_the_file_host(simulator, address):
    with api(simulator) as client:
        assert client.get(address).status_code == 400
    assert simulator.parts.log.all()[-1]["authorization"]


def test_a_wrong_address_is_refused(simulator, address):
    with files() as plain:
        assert plain.get(address.replace("/0-", "/0-0")).status_code == 403
        assert plain.get(address.replace("1000001", "1000009")).status_code == 404
        assert plain.get(f"{simulator.files}/").status_code == 404
        assert plain.post(address).status_code == 405


def test_a_file_comes_whole_with_its_length_and_tag(simulator, address):
    with files() as plain:
        found, headed = plain.get(address), plain.head(address)
    assert found.content == path(simulator).read_bytes()
    assert found.headers["content-length"] == headed.headers["content-length"] == str(len(found.content))
    assert found.headers["etag"].startswith('"')
    assert headed.content == b""


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-", 0, None), ("bytes=100-", 100, None), ("bytes=100-199", 100, 200), ("bytes=-50", -50, None)],
)
def test_a_range_is_given(simulator, address, asked, start, stop):
    content = path(simulator).read_bytes()
    with files() as plain:
        found = plain.get(address, headers={"Range": asked})
    assert found.status_code == 206
    assert found.content == content[start:stop]
    assert found.headers["content-range"].endswith(f"/{len(content)}")


def test_a_range_beyond_the_end_is_not_given(simulator, address):
    with files() as plain:
        found = plain.get(address, headers={"Range": "bytes=99999999-"})
    assert (found.status_code, found.headers["content-range"]) == (416, f"bytes */{path(simulator).stat().st_size}")


def test_a_range_of_a_changed_file_is_the_whole_file(simulator, address):
    with files() as plain:
        tag = plain.get(address).headers["etag"]
        ask = {"Range": "bytes=10-", "If-Range": tag}
        assert plain.get(address, headers=ask).status_code == 206
        assert plain.get(address, headers=ask | {"If-Range": '"other"'}).status_code == 200
        simulator.parts.faults.set({"changed_file": True})
        assert plain.get(address, headers=ask).status_code == 200


def test_a_cut_download_can_be_continued_to_the_same_bytes(simulator, address):
    simulator.parts.faults.set({"cut_download": {"bytes": 5_000, "times": 3}})
    got, cuts = b"", 0
    with files() as plain:
        while True:
            try:
                with plain.stream("GET", address, headers={"Range": f"bytes={len(got)}-"}) as answer:
                    for part in answer.iter_raw():
                        got += part
                break
            except httpx.TransportError:
                cuts += 1
    assert cuts == 3
    assert got == path(simulator).read_bytes()


@pytest.mark.parametrize(
    ("fault", "given", "status"),
    [
        ("expired", {}, 403),
        ("expired", {"status": 410}, 410),
        ("download_error", {}, 503),
        ("download_html", {}, 200),
        ("foreign_redirect", {"to": "http://elsewhere.example/x"}, 302),
        ("range_ignored", {}, 200),
    ],
)
def test_a_download_can_go_wrong_once(simulator, address, fault, given, status):
    simulator.parts.faults.set({fault: given | {"times": 1}})
    with files() as plain:
        found = [plain.get(address, headers={"Range": "bytes=5-"}).status_code for _ in range(2)]
    assert found == [status, 206]


def test_a_file_can_come_without_length_and_tag(simulator, address):
    simulator.parts.faults.set({"no_length": True, "no_etag": True})
    with files() as plain:
        found = plain.get(address)
    assert found.content == path(simulator).read_bytes()
    assert "content-length" not in found.headers
    assert "etag" not in found.headers


def test_the_simulator_ends_though_a_download_is_open(tmp_path):
    with ExitStack() as stack, files() as plain:
        running = stack.enter_context(serving(tmp_path, pace=Pace(0, 0), rate=None))
        with api(running) as client:
            client.post("/v1/jobs", json=export())
            address = client.get(LINK).json()["results"]["download_url"]
        running.parts.faults.set({"slow_download": {"bytes_per_second": 1_000}, "download_latency": {"seconds": 0.01}})
        with plain.stream("GET", address) as answer:
            assert next(answer.iter_raw())
            stack.close()
