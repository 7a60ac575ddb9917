"""A call to Botify as a request, a command and a snippet: the same call, whatever is in it."""

import ast
import json
import shlex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.call import FILE, Call, Caller, caller, calling, curl, python, request, title

API = "https://api.botify.com"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(), parts, max_size=3),
    max_leaves=12,
)


def post(body: Any, target: str = "/v1/projects/a/b/query?size=1") -> Call:
    return Call("POST", API, target, json.dumps(body))


@given(st.dictionaries(st.text(), JSON, min_size=1, max_size=3))
def test_the_payload_is_the_same_in_all_three_forms(body: dict[str, Any]) -> None:
    call = post(body)
    words = shlex.split(curl(call, API).replace("\\\n", " "), posix=True)
    assert json.loads(words[words.index("--data-raw") + 1]) == body
    tree = ast.parse(python(call, API))
    (told,) = [one.value for one in tree.body if isinstance(one, ast.Assign) and one.targets[0].id == "payload"]  # type: ignore[attr-defined]
    assert ast.literal_eval(told) == body
    assert json.loads(request(call).partition("\n\n")[2]) == body


@given(st.text(alphabet=st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1))
def test_an_address_is_one_word_of_the_command(path: str) -> None:
    words = shlex.split(curl(Call("GET", API, f"/v1/{path}"), API))
    assert f"${{BOTIFY_API_URL:-{API}}}/v1/{path}" in words


def test_an_address_that_a_shell_would_run_is_quoted() -> None:
    told = curl(Call("GET", "https://a$(touch x)", "/v1/jobs/1"), "https://a$(touch x)")
    assert "'https://a$(touch x)'" in told


@pytest.mark.parametrize(
    ("method", "target", "words"),
    [
        ("GET", "/v1/analyses/a/b/light?page=1", "Crawls of a project"),
        ("GET", "/v1/projects/a/b/collections", "Collections of a project"),
        ("GET", "/v1/projects/a/b/collections/crawl.1", "Fields of a collection"),
        ("POST", "/v1/projects/a/b/query?page=1", "Query"),
        ("POST", "/v1/jobs", "Export asked for"),
        ("GET", "/v1/jobs?project=b", "List of exports"),
        ("GET", "/v1/jobs/12", "Export looked at"),
        (FILE, "https://files.example/…/x.csv.gz", "File fetched"),
        ("GET", "/v2/else", "Call"),
    ],
)
def test_what_a_call_is_for(method: str, target: str, words: str) -> None:
    assert title(Call(method, API, target)) == words


def test_only_an_export_asked_for_costs_something_again() -> None:
    assert post({}, "/v1/jobs").costs
    assert not post({}).costs
    assert not Call("GET", API, "/v1/jobs").costs
    assert "costs credits" in python(post({"a": 1}, "/v1/jobs"), API)


def test_a_file_is_fetched_by_a_fresh_link_of_its_job_and_without_the_token() -> None:
    call = Call(FILE, API, "https://files.example/…/x y.csv.gz", by=Caller(export=1, job="12"))
    assert "/v1/jobs/12" in curl(call, API)
    assert 'open("x_y.csv.gz", "wb")'.replace('"', "'", 2) in python(call, API)
    assert "Token" not in request(call)
    assert not Call(FILE, API, "x").runs


def test_who_calls_is_known_in_its_thread_while_it_lasts() -> None:
    with calling(Caller("a", "k")):
        with calling(Caller(export=3)):
            assert caller().export == 3
        assert caller() == Caller("a", "k")
    assert caller() == Caller()
