"""What Botify answers, in any of its forms, as values and sentences."""

from typing import Any

import pytest

from server.adapters import answers
from server.adapters.transport import Answer
from server.domain.problem import NotReachable, Problem, Refused, TokenProblem


@pytest.mark.parametrize(
    ("status", "data", "kind", "words"),
    [
        (401, {"error": {"error_code": "1001", "message": "Not Authorized"}}, TokenProblem, "paste a new one"),
        (401, None, TokenProblem, "paste a new one"),
        (403, {"detail": "Invalid token."}, TokenProblem, "paste a new one"),
        (403, {"error": {"error_code": "1002", "message": "Permission denied"}}, Refused, "may not do this"),
        (404, {"error": {"error_code": 1010}}, Refused, "does not know this project"),
        (402, {"detail": "Not enough credits"}, Refused, "no more exports"),
        (400, {"error": {"message": {"fields": ["bad"]}}}, Refused, "bad"),
        (400, None, Refused, "gives no reason"),
        (400, {"error": "odd"}, Refused, "odd"),
        (300, None, NotReachable, "could not be read"),
    ],
)
def test_every_error_is_a_sentence(status: int, data: Any, kind: type[Problem], words: str) -> None:
    told = answers.refusal(Answer(status, data, ""), "the query")
    assert isinstance(told, kind)
    assert words in str(told)


@pytest.mark.parametrize(
    ("data", "id", "status", "url"),
    [
        ({"job_id": 7, "job_status": "done", "results": {"download_url": "https://x/y"}}, "7", "DONE", "https://x/y"),
        ({"job_id": "7", "job_status": "DONE", "results": []}, "7", "DONE", None),
        ({"id": 7, "status": None, "results": "no"}, "7", "", None),
        ({"job_id": 7, "job_status": "FAILED", "results": {"error": {"message": "why"}}}, "7", "FAILED", None),
    ],
)
def test_jobs_of_every_form_are_read(data: Any, id: str, status: str, url: str | None) -> None:
    found = answers.job(data)
    assert found is not None
    assert (found.id, found.status, found.download_url) == (id, status, url)


def test_an_answer_without_a_job_is_no_job() -> None:
    assert answers.job({"job_status": "DONE"}) is None
    assert answers.job([]) is None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"data": {"username": "a.b"}}, "a.b"),
        ({"user": {"login": "a"}}, "a"),
        ({"username": "c"}, "c"),
        ([], ""),
        ({"data": 1}, ""),
    ],
)
def test_a_user_name_is_found_where_it_is(data: Any, name: str) -> None:
    assert answers.username(data) == name
