"""News of work comes over one stream a page, which lasts as long as the work and never holds up the end."""

import http.client
import logging
import re
import threading
from collections.abc import Callable, Iterator

import pytest

from server.web.news import STREAMS
from tests.display import until
from tests.web.attacks import Attacker, is_refused
from tests.web.site import RunningSite
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]

PAGE = """
import threading

from server.plugin import Button, Page, Progress, Table

page = Page("long", title="Long")
GO = threading.Semaphore(0)


@page.show("Buttons")
def buttons():
    return [Button("Count", count, name="x"), Button("Count too", count, name="y")]


def count(name):
    for part in range(300):
        GO.acquire()
        yield f"{name}{part}"
        if part % 100 == 50:
            yield Table([{"Part": part}])
"""


class Stream:
    """One that listens, as a page's script does."""

    def __init__(self, visitor: Visitor, address: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=20)
        self._connection.request("GET", address, headers={"Cookie": visitor.cookie, "Sec-Fetch-Site": "same-origin"})
        self.answer = self._connection.getresponse()

    def events(self) -> Iterator[tuple[str, str]]:
        """(kind, data), one after the other as they come, to the stream's end."""
        kind = ""
        while line := self.answer.readline().decode():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ").strip()
            elif line.startswith("data: "):
                yield kind, line.removeprefix("data: ").strip()

    def close(self) -> None:
        self.answer.close()
        self._connection.close()


class Counting:
    """The page above in one window; `go` lets its work go on."""

    def __init__(self, site: RunningSite) -> None:
        self.site, self.visitor, self.jobs = site, site.visitor(), site.parts.jobs
        gate = vars(__import__("sys").modules[site.parts.plugins.apps["long"].sections[0].function.__module__])["GO"]  # type: ignore[union-attr]
        assert isinstance(gate, threading.Semaphore)
        self.go = gate.release
        self.streams: list[Stream] = []

    def begin(self, label: str = "Count") -> str:
        """The id of the job."""
        column = self.visitor.get("/apps/long").soup
        button = next(one for one in column.find_all("button") if one.get_text() == label)
        assert self.visitor.post(str(button["hx-post"])).status == 200
        return self.jobs.of_buttons("long", "")[-1].id

    def stream(self) -> Stream:
        self.streams.append(Stream(self.visitor, "/live?app=long"))
        return self.streams[-1]

    def news(self, address: str) -> str:
        return self.visitor.get(address).text


@pytest.fixture
def counting(start: Start) -> Iterator[Counting]:
    counting = Counting(start(plugins={"70_long.py": PAGE}))
    yield counting
    for stream in counting.streams:
        stream.close()


def test_a_stream_tells_of_each_job_and_ends_with_the_last(counting: Counting) -> None:
    one, two = counting.begin(), counting.begin("Count too")
    stream = counting.stream()
    assert stream.answer.getheader("content-type") == "text/event-stream; charset=utf-8"
    assert stream.answer.getheader("cache-control") == "no-store"
    events = stream.events()
    assert sorted([next(events), next(events)]) == sorted([("work", f"{one} 1"), ("work", f"{two} 1")])
    counting.go()
    kind, told = next(events)
    assert (kind, told.split(" ")[1]) == ("work", "2")
    counting.go(599)
    rest = list(events)
    assert rest[-1] == ("over", "")
    assert {told.split(" ")[0] for kind, told in rest[:-1]} <= {one, two}
    until(lambda: len(counting.jobs.news) == 0)


def test_where_nothing_runs_a_stream_is_not_begun(counting: Counting) -> None:
    assert counting.visitor.get("/live?app=long").status == 204
    assert counting.visitor.get("/live?app=no-such-app").status == 204


def test_work_that_was_dropped_is_told_as_gone(counting: Counting) -> None:
    id = counting.begin()
    events = counting.stream().events()
    next(events)
    counting.jobs.drop("long", "")
    assert list(events) == [("work", f"{id} gone"), ("over", "")]
    counting.go(600)


def test_only_what_is_new_is_fetched(counting: Counting) -> None:
    id = counting.begin()
    job = counting.jobs.get(id)
    assert job is not None

    def fetched(after: int, shows: int) -> tuple[list[str], str]:
        """(the lines fetched, where the page goes on asking)."""
        text = counting.news(f"/work/{id}?after={after}&shows={shows}")
        asked = re.search(r'hx-get="([^"]*)"', text)
        assert asked is not None
        return re.findall(r"<li>(\w+)</li>", text), asked[1].replace("&amp;", "&")

    counting.go(3)
    until(lambda: job.standing.told == 3)
    assert fetched(0, 0) == (["x0", "x1", "x2"], f"/work/{id}?after=3&shows=0")
    counting.go(2)
    until(lambda: job.standing.told == 5)
    assert fetched(3, 0) == (["x3", "x4"], f"/work/{id}?after=5&shows=0")
    assert fetched(5, 0)[0] == []
    counting.go(50)
    until(lambda: job.standing.told == 55)
    assert len(fetched(50, 0)[0]) == 5
    assert "<td>50</td>" in counting.news(f"/work/{id}?after=55&shows=0")
    assert "<td>50</td>" not in counting.news(f"/work/{id}?after=55&shows=1")
    counting.go(200)
    until(lambda: job.standing.told == 255)
    lines, _ = fetched(55, 1)
    assert (lines[0], len(lines)) == ("x155", 100), "of what is too much for a page, the newest"
    counting.go(600)


def test_a_stream_that_nobody_hears_any_more_is_left(counting: Counting) -> None:
    counting.begin()
    stream = counting.stream()
    next(stream.events())
    assert len(counting.jobs.news) == 1
    stream.close()
    until(lambda: len(counting.jobs.news) == 0)
    counting.go(600)


def test_too_many_streams_are_refused_and_asking_still_answers(counting: Counting) -> None:
    id = counting.begin()
    for _ in range(STREAMS):
        next(counting.stream().events())
    assert counting.visitor.get("/live?app=long").status == 503
    assert "data-live" in counting.news(f"/work/{id}?after=0&shows=0")
    counting.go(600)
    until(lambda: len(counting.jobs.news) == 0)


def test_the_app_ends_at_once_with_streams_open(counting: Counting, caplog: pytest.LogCaptureFixture) -> None:
    counting.begin()
    streams = [counting.stream() for _ in range(3)]
    for stream in streams:
        next(stream.events())
    caplog.set_level(logging.INFO)
    counting.site.parts.leave()
    counting.site.server.stop()
    for stream in streams:
        assert [kind for kind, _ in stream.events()] in ([], ["work"], ["work", "over"], ["over"])
    assert [told for told in caplog.records if told.exc_info or "graceful" in told.message] == []
    counting.go(600)


def test_no_other_page_hears(attacker: Attacker) -> None:
    for changes in ({"Cookie": None}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        is_refused(attacker.get("/live?app=stream-simulator", changes))
    is_refused(attacker.get("/live?app=stream-simulator", {"Host": "evil.example"}))
    is_refused(attacker.get("/live?app=stream-simulator", method="POST"))
    assert attacker.get("/live?app=stream-simulator").status == 204
