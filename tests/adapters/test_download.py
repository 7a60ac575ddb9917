"""Downloads: cut anywhere, packed in any way, they end in the same bytes."""

import gzip
import resource
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from server.adapters.damage import Damaged
from server.adapters.download import Download
from server.adapters.file_host import Expired, file_client
from server.adapters.part import Part
from server.domain.problem import NotComplete, NotReachable, Refused
from tests.adapters.file_host import Host, serving
from tests.adapters.packed import BODY, PACKED, SHAPE, WANTED, zipped


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with file_client() as made:
        yield made


def patiently(part: Part, client: httpx.Client, url: str, again: bool = False) -> bytes:
    """Fetched as the worker does; with `again`, as if the process was killed after each cut."""
    download = Download(part, SHAPE, lambda: client)
    for _ in range(20):
        try:
            download.fetch(url)
            break
        except NotReachable:
            if again:
                download.close()
                download = Download(part, SHAPE, lambda: client)
    download.unpack()
    assert download.rows == 300
    size, _ = part.publish()
    download.close()
    part.discard()
    assert [path.name for path in part.target.parent.iterdir()] == [part.target.name]
    assert size == part.target.stat().st_size
    return part.target.read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(PACKED)),
    st.lists(st.integers(0, len(BODY)), max_size=3),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(['"1"', None, 'W/"1"']),
)
@example(way="gzip", cuts=[4, 0], ranges=True, again=False, length=False, etag='"1"')
@example(way="twice", cuts=[1, 0], ranges=True, again=True, length=False, etag='"1"')
def test_a_download_cut_at_any_byte_ends_in_the_same_bytes(
    tmp_path: Path, client: httpx.Client, way: str, cuts: list[int], ranges: bool, again: bool, length: bool, etag: str
) -> None:
    if not length and way not in ("gzip", "twice"):
        cuts = []  # then nothing tells that more was to come
    host = Host(PACKED[way], ranges=ranges, etag=etag, length=length, cuts=cuts)
    with serving(host):
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        assert patiently(Part(folder / "out" / "urls.csv", "0" * 8), client, host.url, again) == WANTED


def test_a_cut_download_is_continued_where_it_was(tmp_path: Path, client: httpx.Client) -> None:
    with serving(Host(PACKED["gzip"], cuts=[1_000])) as host:
        assert patiently(Part(tmp_path / "urls.csv", "0" * 8), client, host.url, again=True) == WANTED
    assert [asked.get("range") for asked in host.asked] == [None, "bytes=1000-"]
    assert host.asked[1]["if-range"] == '"1"', "the rest of the same file alone"
    assert "authorization" not in host.asked[0]
    assert host.asked[0]["accept-encoding"] == "identity"


def test_a_changed_file_is_fetched_from_the_start(tmp_path: Path, client: httpx.Client) -> None:
    part = Part(tmp_path / "urls.csv", "0" * 8)
    with serving(Host(PACKED["gzip"], cuts=[1_000])) as host:
        download = Download(part, SHAPE, lambda: client)
        with pytest.raises(NotReachable):
            download.fetch(host.url)
        host.content, host.etag = gzip.compress(BODY, 1), '"2"'
        assert patiently(part, client, host.url) == WANTED
        download.close()


def test_a_page_in_place_of_the_rest_spoils_nothing(tmp_path: Path, client: httpx.Client) -> None:
    part = Part(tmp_path / "urls.csv", "0" * 8)
    with serving(Host(PACKED["gzip"], cuts=[1_000])) as host:
        download = Download(part, SHAPE, lambda: client)
        with pytest.raises(NotReachable):
            download.fetch(host.url)
        host.content, host.etag = b"<!doctype html><p>Sign in to this network", '"page"'
        with pytest.raises(Expired, match="a page"):
            download.fetch(host.url)
        host.content, host.etag = PACKED["gzip"], '"1"'
        assert patiently(part, client, host.url) == WANTED
        assert host.asked[-1]["range"] == "bytes=1000-"
        download.close()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_link_that_ran_out_is_told_apart(tmp_path: Path, client: httpx.Client, status: int) -> None:
    download = Download(Part(tmp_path / "urls.csv", "0" * 8), SHAPE, lambda: client)
    with closing(download), serving(Host(b"", statuses=[status])) as host, pytest.raises(Expired, match=str(status)):
        download.fetch(host.url)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_trouble_at_the_file_host_is_waited_out(tmp_path: Path, client: httpx.Client, status: int) -> None:
    with serving(Host(PACKED["gzip"], statuses=[status])) as host:
        assert patiently(Part(tmp_path / "urls.csv", "0" * 8), client, host.url) == WANTED


@pytest.mark.parametrize("cut", [1, 4, 8, 12, 500])
def test_a_gzip_without_its_end_is_damaged_not_endless(tmp_path: Path, client: httpx.Client, cut: int) -> None:
    with serving(Host(PACKED["gzip"][:-cut])) as host:
        download = Download(Part(tmp_path / "urls.csv", "0" * 8), SHAPE, lambda: client)
        download.fetch(host.url)
        with pytest.raises(Damaged, match="too early"):
            download.unpack()
        download.start_over()
        assert download.notes.anew == 1
        download.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_flipped_bit_is_found(tmp_path: Path, client: httpx.Client) -> None:
    spoilt = bytearray(PACKED["gzip"])
    spoilt[-6] ^= 1
    with serving(Host(bytes(spoilt))) as host:
        download = Download(Part(tmp_path / "urls.csv", "0" * 8), SHAPE, lambda: client)
        with pytest.raises(Damaged):
            download.fetch(host.url)
            download.unpack()


def test_a_host_that_always_ends_at_the_same_byte_is_given_up(tmp_path: Path, client: httpx.Client) -> None:
    with serving(Host(PACKED["gzip"], cuts=[1_000] * 9)) as host:
        with pytest.raises(NotComplete, match="each time"):
            patiently(Part(tmp_path / "urls.csv", "0" * 8), client, host.url)
        assert len(host.asked) < 9


@pytest.mark.parametrize("etag", ['"1"', None])
def test_a_packed_file_that_is_shorter_than_announced_is_whole_all_the_same(
    tmp_path: Path, client: httpx.Client, etag: str | None
) -> None:
    packed = PACKED["gzip"]
    with serving(Host(packed + b"more", cuts=[len(packed)] * 9, etag=etag)) as host:
        assert patiently(Part(tmp_path / "urls.csv", "0" * 8), client, host.url) == WANTED
        assert len(host.asked) < 9


def test_a_plain_file_that_is_shorter_than_announced_is_given_up(tmp_path: Path, client: httpx.Client) -> None:
    with serving(Host(BODY + b"more", cuts=[len(BODY)] * 9)) as host:
        with pytest.raises(NotComplete, match="each time"):
            patiently(Part(tmp_path / "urls.csv", "0" * 8), client, host.url)
        assert len(host.asked) < 9


def test_another_rest_than_was_asked_for_is_not_put_to_what_came(tmp_path: Path, client: httpx.Client) -> None:
    part = Part(tmp_path / "urls.csv", "0" * 8)
    shifted = Host(BODY, cuts=[1_000], shift=100)
    with serving(shifted) as host, closing(Download(part, SHAPE, lambda: client)) as download:
        with pytest.raises(NotReachable):
            download.fetch(host.url)
        with pytest.raises(Damaged, match="another part"):
            download.fetch(host.url)


def test_a_rest_that_the_host_denies_does_not_make_a_plain_file_whole(tmp_path: Path, client: httpx.Client) -> None:
    part = Part(tmp_path / "urls.csv", "0" * 8)
    with serving(Host(BODY, cuts=[BODY.index(b"\n", 1_000) + 1], statuses=[200, 416])) as host:
        with closing(Download(part, SHAPE, lambda: client)) as download:
            with pytest.raises(NotReachable):
                download.fetch(host.url)
            with pytest.raises(Damaged):
                download.fetch(host.url)
            download.start_over()
        assert patiently(part, client, host.url) == WANTED


@pytest.mark.parametrize("way", ["plain", "gzip"])
def test_what_a_power_cut_took_from_the_end_is_fetched_once_more(
    tmp_path: Path, client: httpx.Client, way: str
) -> None:
    part = Part(tmp_path / "urls.csv", "0" * 8)
    with serving(Host(PACKED[way])) as host:
        with closing(Download(part, SHAPE, lambda: client)) as download:
            assert download.fetch(host.url)
        with part.raw.open("r+b") as raw:
            raw.truncate(1_000)
        assert patiently(part, client, host.url) == WANTED
        assert host.asked[-1]["range"] == "bytes=1000-"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped(), "no files in it"),
        (zipped("a.csv", "b.csv"), "2 files in it"),
        (gzip.compress(zipped("a.csv")), "within another"),
        (PACKED["zip"][:-30], "zip file is damaged"),
    ],
)
def test_zips_that_are_not_one_file_are_refused(
    tmp_path: Path, client: httpx.Client, content: bytes, words: str
) -> None:
    with serving(Host(content)) as host, pytest.raises(NotComplete, match=words):
        download = Download(Part(tmp_path / "urls.csv", "0" * 8), SHAPE, lambda: client)
        download.fetch(host.url)
        download.unpack()


def test_a_full_disk_is_told_and_gone_on_from(tmp_path: Path, client: httpx.Client) -> None:
    """The limit of a file's size stands in for the end of the disk: the same write fails half way."""
    part = Part(tmp_path / "urls.csv", "0" * 8)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with serving(Host(PACKED["gzip"])) as host:
        download = Download(part, SHAPE, lambda: client)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500, limits[1]))
        try:
            with pytest.raises(NotComplete, match=r"urls.csv .* press “Retry”"):
                download.fetch(host.url)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, old)
        assert not part.unpacked.exists()
        assert patiently(part, client, host.url) == WANTED
    assert host.asked[-1].get("range") in ("bytes=1500-", None)


def test_a_vanished_folder_is_told_and_made_again(tmp_path: Path, client: httpx.Client) -> None:
    part = Part(tmp_path / "shop" / "urls.csv", "0" * 8)
    with serving(Host(PACKED["gzip"])) as host:
        download = Download(part, SHAPE, lambda: client)
        download.fetch(host.url)
        for path in part.target.parent.iterdir():
            path.unlink()
        part.target.parent.rmdir()
        with pytest.raises(NotComplete, match="is gone"):
            download.unpack()
        download.close()
        assert patiently(part, client, host.url) == WANTED


def test_a_place_in_the_way_is_told(tmp_path: Path, client: httpx.Client) -> None:
    (tmp_path / "shop").write_text("a file where the folder belongs")
    with serving(Host(PACKED["gzip"])) as host, pytest.raises(NotComplete):
        Download(Part(tmp_path / "shop" / "urls.csv", "0" * 8), SHAPE, lambda: client).fetch(host.url)


@pytest.mark.parametrize("url", ["http://files.example/x", "ftp://files.example/x"])
def test_only_safe_addresses_are_fetched(tmp_path: Path, client: httpx.Client, url: str) -> None:
    with pytest.raises(Refused):
        Download(Part(tmp_path / "urls.csv", "0" * 8), SHAPE, lambda: client).fetch(url)


def test_a_bomb_is_given_up(tmp_path: Path, client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.adapters.unpack._HARMLESS", 1_000_000)
    bomb = gzip.compress(b"https://a.example/,x\n" * 500_000)
    with serving(Host(bomb)) as host, pytest.raises(NotComplete, match="far more"):
        Download(Part(tmp_path / "urls.csv", "0" * 8), SHAPE, lambda: client).fetch(host.url)


def test_steps_can_be_paused_and_gone_on_with_on_one_connection(tmp_path: Path, client: httpx.Client) -> None:
    with serving(Host(PACKED["gzip"])) as host:
        download = Download(Part(tmp_path / "urls.csv", "0" * 8), SHAPE, lambda: client)
        steps = 0
        while not download.fetch(host.url, lambda: True):
            steps += 1
        assert steps
        assert len(host.asked) == 1
        while not download.unpack(lambda: True):
            pass
        assert download.rows == 300
        download.close()


def test_without_isal_zlib_does_the_same(tmp_path: Path, client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.adapters import unpack

    monkeypatch.setitem(sys.modules, "isal", None)
    unpack._library.cache_clear()
    with serving(Host(PACKED["members"])) as host:
        assert patiently(Part(tmp_path / "urls.csv", "0" * 8), client, host.url) == WANTED
    monkeypatch.undo()
    unpack._library.cache_clear()
