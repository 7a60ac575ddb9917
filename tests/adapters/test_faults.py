"""Whatever is cut or refused on the way of an export ends in one right file, or in one sentence."""

import time

import pytest

from server.domain.export import State
from tests.adapters.engine import CRAWL, DEPTH_2, DEPTH_9, Engine, request


@pytest.mark.parametrize(
    "faults",
    [
        {"cut_download": {"bytes": 3000, "times": 3}},
        {"cut_download": {"bytes": 20_000, "times": 2}, "range_ignored": True},
        {"cut_download": {"bytes": 9000, "times": 1}, "changed_file": True},
        {"cut_download": {"bytes": 9000, "times": 2}, "no_etag": True, "no_length": True},
        {"plain": 1},
        {"zip": 1},
        {"zip_bad_name": 1},
        {"multi_member": 1},
        {"sep_line": 1, "bom": 1, "crlf": 1},
        {"no_header": 1},
        {"job_id_text": True, "job_url": {"form": "foreign"}, "lower_case_status": True, "unknown_keys": True},
        {"numbers_as_strings": True},
        {"create_cut": 1},
        {"create_error": 1},
        {"create_200": 1},
        {"server_error": 3},
        {"too_many_requests": {"times": 1, "retry_after": "1"}},
        {"connection_cut": 3},
        {"invalid_json": 2},
        {"job_missing": 2},
        {"unknown_status": 2},
        {"done_without_url": 2},
        {"expired": 1},
        {"url_changes": {"only_newest": True}},
        {"download_html": 1},
        {"download_error": 2},
    ],
    ids="+".join,
)
def test_what_goes_wrong_on_the_way_ends_in_one_right_file(running: Engine, faults: dict[str, object]) -> None:
    running.faults(**faults)
    assert running.done(running.ask(request(9)).id).rows == DEPTH_9
    assert running.jobs == 1


@pytest.mark.parametrize(
    ("faults", "words", "kind"),
    [
        ({"token_rejected": True}, "paste a new one", "TokenProblem"),
        ({"credits_exhausted": True}, "no more exports", "Refused"),
        ({"failed": {"results": "no room"}}, "no room", "Refused"),
        ({"done_without_url": True}, "gives no file", "Refused"),
        ({"job_missing": True}, "no longer has", "Refused"),
        ({"row_missing": True}, "3,999 rows where Botify counted 4,000", "NotComplete"),
        ({"header_only": True}, "0 rows where", "NotComplete"),
        ({"truncated_gzip": True}, "too early", "NotComplete"),
        ({"zip_two": True}, "2 files in it", "NotComplete"),
        ({"zip_empty": True}, "no files in it", "NotComplete"),
        ({"expired": True}, "fresh link did not help", "NotComplete"),
        ({"download_html": True}, "sent a page", "NotComplete"),
    ],
    ids=lambda part: "+".join(part) if isinstance(part, dict) else "",
)
def test_what_cannot_be_done_is_a_sentence(engine: Engine, faults: dict[str, object], words: str, kind: str) -> None:
    engine.worker = engine.new_worker(settled=0.3)
    engine.worker.start()
    engine.faults(**faults)
    failed = engine.ended(engine.ask(request(9)).id)
    assert failed.state is State.FAILED
    assert words in (failed.problem or "")
    assert failed.problem_kind == kind
    engine.faults()
    engine.exports.retry(failed.id)
    engine.worker.wake()
    again = engine.ended(failed.id)
    spoilt_for_good = {"row_missing", "header_only", "truncated_gzip", "zip_two", "zip_empty"}
    assert (again.state is State.DONE) is (not spoilt_for_good & set(faults))
    if again.state is State.FAILED:
        engine.done(engine.ask(request(9), again=True).id)


def test_a_job_that_is_not_there_for_a_while_is_not_made_twice(engine: Engine) -> None:
    engine.worker = engine.new_worker(settled=0.0)
    engine.faults(job_missing=3)
    engine.worker.start()
    engine.done(engine.ask(request(1)).id)
    assert engine.jobs == 1


def test_a_job_that_failed_is_not_taken_for_the_one_asked_for_after_it(engine: Engine) -> None:
    engine.worker = engine.new_worker(settled=0.0)
    engine.worker.start()
    engine.faults(failed=1)
    failed = engine.ended(engine.ask(request(1)).id)
    assert failed.state is State.FAILED
    engine.faults(connection_cut={"path": "/v1/jobs", "times": 1})
    engine.exports.retry(failed.id)
    engine.worker.wake()
    engine.done(failed.id)
    assert engine.jobs == 2


def test_a_job_that_may_have_been_made_is_looked_for_until_it_would_have_shown(engine: Engine) -> None:
    engine.faults(connection_cut={"path": "/v1/jobs", "times": 1})
    engine.worker = engine.new_worker(settled=3600.0)
    engine.worker.start()
    export = engine.ask(request(1))
    assert engine.until(export.id, lambda export: export.tries > 6).state is State.QUEUED
    asked = [entry["method"] for entry in engine.simulator.parts.log.all() if entry["path"] == "/v1/jobs"]
    assert asked.count("POST") == 1


def test_a_clock_that_is_set_meanwhile_makes_no_second_job_at_once(engine: Engine) -> None:
    """Whether the first was made is looked for more than once: Botify's list may be late."""
    export = engine.ask(request(1))

    def clock() -> float:
        row = engine.exports.get(export.id)
        return time.time() + (3600 if row and row.asked_at else 0)

    engine.faults(connection_cut={"path": "/v1/jobs", "times": 1})
    engine.worker = engine.new_worker(clock=clock)
    engine.worker.start()
    engine.done(export.id)
    asked = [entry["method"] for entry in engine.simulator.parts.log.all() if entry["path"] == "/v1/jobs"]
    assert asked == ["POST", "GET", "GET", "GET", "POST"]


def test_more_than_fits_is_never_cut(engine: Engine) -> None:
    engine.worker = engine.new_worker(limit=lambda: 1_000)
    engine.worker.start()
    failed = engine.ended(engine.ask(request(9)).id)
    assert "4,000 rows" in (failed.problem or "")
    assert engine.jobs == 0
    assert engine.done(engine.ask(request(2)).id).rows == DEPTH_2


@pytest.mark.parametrize("later", [500, 10_000], ids=["same limit", "limit raised meanwhile"])
def test_a_full_file_of_unknown_length_counts_as_cut(engine: Engine, later: int) -> None:
    engine.worker = engine.new_worker(limit=lambda: later if engine.jobs else 500)
    engine.worker.start()
    links = [f"crawl.{CRAWL}.url", f"crawl.{CRAWL}.outlinks_internal.graph.url"]
    failed = engine.ended(engine.ask(request(9, dimensions=["url", links[1]])).id)
    assert "as many as Botify puts into one" in (failed.problem or "")


def test_a_refused_query_is_told_before_there_is_a_job(running: Engine) -> None:
    failed = running.ended(running.ask(request(2, dimensions=["url", f"crawl.{CRAWL}.nonsense"])).id)
    assert "nonsense" in (failed.problem or "")
    assert running.jobs == 0


def test_the_network_away_is_waited_for(running: Engine) -> None:
    running.faults(connection_cut=True)
    export = running.ask(request())
    waiting = running.until(export.id, lambda export: export.tries >= 3)
    assert waiting.open
    assert "broke off" in (waiting.problem or "")
    running.faults()
    assert running.done(export.id).problem is None
