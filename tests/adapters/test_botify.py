"""The client: it asks Botify with a token that goes nowhere else, and waits trouble out."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from server.adapters import answers
from server.adapters.botify import Botify, Unanswered
from server.adapters.transport import origin
from server.demo.serve import Simulator
from server.domain import bql
from server.domain.call import Call
from server.domain.export import ExportRequest
from server.domain.problem import NotReachable, Problem, Refused, TokenProblem, WrongInput
from tests.display import NOBODY

ORG, SHOP, CRAWL = "demo", "tea-shop", "20260601-2"


@pytest.fixture
def botify(simulator: Simulator) -> Iterator[Botify]:
    client = Botify(simulator.api, lambda: simulator.token, sleep=lambda seconds: None)
    yield client
    client.close()


def request(depth: int = 9) -> ExportRequest:
    return ExportRequest(
        {"org": ORG, "project": SHOP},
        CRAWL,
        "urls",
        dimensions=["url", f"crawl.{CRAWL}.metadata.title.content"],
        filters={"field": f"crawl.{CRAWL}.depth", "predicate": "lte", "value": depth},
    )


def test_a_token_is_checked(botify: Botify, simulator: Simulator) -> None:
    assert botify.check(simulator.token) == "demo.user"
    for pasted in ("tök", "a\0b", "abc\ndef"):
        with pytest.raises(TokenProblem, match="letters that no token has"):
            botify.check(pasted)
    with pytest.raises(TokenProblem, match="API Auth Token"):
        botify.check("f" * 40)
    simulator.parts.faults.set({"profile_missing": True})
    assert botify.check(simulator.token) == ""
    with pytest.raises(TokenProblem):
        botify.check("f" * 40)


@pytest.mark.parametrize("form", ["envelope", "drf", "html"])
def test_a_refused_token_is_told_in_any_form(botify: Botify, simulator: Simulator, form: str) -> None:
    simulator.parts.faults.set({"token_rejected": {"form": form}})
    with pytest.raises(TokenProblem, match="Connect Botify") as told:
        botify.analyses(ORG, SHOP)
    assert simulator.token not in str(told.value)


def test_finished_crawls_come_newest_first(botify: Botify) -> None:
    found = [one.slug for one in botify.analyses(ORG, SHOP)]
    assert found[:2] == ["20260601-2", "20260601"]
    assert "20260629" not in found  # still crawling


@pytest.mark.parametrize("fault", ["numbers_as_strings", "unknown_keys", "repeated_page"])
def test_odd_answers_mean_the_same(botify: Botify, simulator: Simulator, fault: str) -> None:
    plain = botify.analyses(ORG, SHOP), botify.collections(ORG, SHOP), botify.query(ORG, SHOP, by_depth(), size=3)
    simulator.parts.faults.set({fault: True})
    odd = botify.analyses(ORG, SHOP), botify.collections(ORG, SHOP), botify.query(ORG, SHOP, by_depth(), size=3)
    assert odd[:2] == plain[:2]
    assert [[int(cell) for cell in row] for row in odd[2]] == plain[2]


def by_depth() -> dict[str, Any]:
    crawl = f"crawl.{CRAWL}"
    query = {"dimensions": [f"{crawl}.depth"], "metrics": [f"{crawl}.count_urls_crawl"], "sort": [0]}
    return {"collections": [crawl], "query": query}


def test_a_query_gives_all_its_pages(botify: Botify) -> None:
    rows = botify.query(ORG, SHOP, by_depth(), size=2)
    assert rows == [[depth, urls] for depth, urls in enumerate((1, 24, 310, 1_365, 1_700, 520, 80))]


def test_fields_are_columns_without_their_collection(botify: Botify) -> None:
    found = botify.fields(ORG, SHOP, f"crawl.{CRAWL}")
    assert found["metadata.title.content"] == "Title"
    assert "count_urls_crawl" not in found
    assert [words.casefold() for words in found.values()] == sorted(words.casefold() for words in found.values())
    assert "search_console" in [one.id for one in botify.collections(ORG, SHOP) if one.timestamped]


def test_a_job_is_made_followed_and_found_by_its_marker(botify: Botify) -> None:
    made = botify.create_job(bql.job(request(), "marker-1", 1_000_000))
    found = botify.find_job(SHOP, "marker-1")
    assert found is not None
    assert found.id == made.id
    assert botify.find_job(SHOP, "marker-2") is None
    done = botify.job(made.id)
    assert done is not None
    assert done.status == answers.DONE
    assert done.download_url is not None
    assert botify.job("999") is None


@pytest.mark.parametrize("fault", ["create_cut", "create_error"])
def test_a_lost_answer_is_told_and_never_asked_twice(botify: Botify, simulator: Simulator, fault: str) -> None:
    before = len(simulator.parts.jobs.all())
    simulator.parts.faults.set({fault: {"times": 1}})
    with pytest.raises(Unanswered):
        botify.create_job(bql.job(request(), fault, 1_000_000))
    assert len(simulator.parts.jobs.all()) == before + 1
    assert botify.find_job(SHOP, fault) is not None


def test_a_refused_query_is_told_in_botifys_words(botify: Botify) -> None:
    with pytest.raises(Refused, match=r"(?i)metrics.* mandatory"):
        botify.query(ORG, SHOP, {"collections": [f"crawl.{CRAWL}"], "query": {"dimensions": ["url"]}})
    with pytest.raises(Refused, match="project"):
        botify.analyses(ORG, "nothing-here")


def test_trouble_that_passes_is_waited_out(botify: Botify, simulator: Simulator) -> None:
    plain = botify.analyses(ORG, SHOP)
    for fault in ({"server_error": 2}, {"too_many_requests": {"times": 1, "retry_after": "1"}}, {"connection_cut": 1}):
        simulator.parts.faults.set(fault)
        assert botify.analyses(ORG, SHOP) == plain
    for fault in ({"invalid_json": 1}, {"empty_answer": 1}, {"html_page": 1}):
        simulator.parts.faults.set(fault)
        assert botify.analyses(ORG, SHOP) == plain


def test_trouble_that_stays_ends_in_a_sentence_in_bounded_time(simulator: Simulator) -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    botify = Botify(simulator.api, lambda: simulator.token, clock=lambda: now[0], sleep=sleep)
    simulator.parts.faults.set({"server_error": True})
    with pytest.raises(NotReachable, match="502"):
        botify.analyses(ORG, SHOP)
    assert 3 < now[0] <= 15
    before = now[0]
    with pytest.raises(NotReachable):
        botify.patient(0).analyses(ORG, SHOP)
    assert now[0] - before <= 1.1
    botify.close()


def test_no_listener_is_told_as_not_reachable() -> None:
    botify = Botify(NOBODY, lambda: "secret", patience=0)
    with pytest.raises(NotReachable, match="cannot be reached") as told:
        botify.create_job({})
    assert not isinstance(told.value, Unanswered)
    botify.close()


def test_a_foreign_next_is_refused(botify: Botify, simulator: Simulator) -> None:
    simulator.parts.faults.set({"foreign_next": {"host": simulator.files}})
    with pytest.raises(Refused, match="outside its API"):
        botify.query(ORG, SHOP, by_depth(), size=2)
    assert all(request["path"].startswith("/v1/") for request in simulator.parts.log.all())


def test_a_redirect_never_carries_the_token(botify: Botify, simulator: Simulator) -> None:
    simulator.parts.faults.set({"redirect": {"to": f"{simulator.files}/x"}})
    with pytest.raises(Refused, match="another address"):
        botify.analyses(ORG, SHOP)
    assert len(simulator.parts.log.all()) == 1


def test_a_token_that_was_pasted_in_place_of_an_answer_is_in_no_noted_call(simulator: Simulator) -> None:
    noted: list[Call] = []
    botify = Botify(simulator.api, lambda: simulator.token, sleep=lambda seconds: None, note=noted.append)
    with pytest.raises(Problem):
        botify.fields(ORG, simulator.token, "crawl")
    with pytest.raises(Problem):
        botify.query(ORG, SHOP, {"collections": [simulator.token], "query": {}})
    botify.close()
    told = [f"{call.target} {call.body}" for call in noted]
    assert [(simulator.token in one, "…" in one) for one in told] == [(False, True)] * 2


def test_the_token_is_in_no_log_and_no_repr(
    botify: Botify, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    botify.check(simulator.token)
    assert simulator.token not in caplog.text + repr(botify) + repr(vars(botify))


@pytest.mark.parametrize(
    "base",
    [
        "http://api.botify.com",
        "ftp://127.0.0.1",
        "https://u@api.botify.com",
        "https://api.botify.com/other",
        "",
        "http://127.evil.example",
        "https://[",
        "https://x:y",
    ],
)
def test_an_api_is_https_or_on_this_computer(base: str) -> None:
    with pytest.raises(WrongInput):
        Botify(base, lambda: "secret")


def test_an_api_may_be_named_with_its_version() -> None:
    assert origin("https://api.botify.com/v1/") == "https://api.botify.com"
    assert origin("http://localhost:8000") == "http://localhost:8000"
    assert origin("http://[::1]:8000/") == "http://[::1]:8000"


def test_other_ports_and_schemes_are_foreign(botify: Botify) -> None:
    for address in ("http://127.0.0.1:1/v1", "https://127.0.0.1/v1", "//evil.example/v1", "http://127.0.0.1:x/"):
        with pytest.raises(Problem):
            botify._transport.own(address)
