"""The language model of this computer: asked over its API; what is missing is told with what to do."""

import pytest

from server.adapters.language_model import HOST, ModelService, host
from server.domain.problem import NotReachable, Problem, Refused
from tests.display import NOBODY
from tests.ollama import ollama


def test_a_prompt_is_answered() -> None:
    with ollama() as running, ModelService({"OLLAMA_HOST": running.address}) as model:
        assert model.answer("Tea") == "About 'Tea'."
        assert model.answer("Milk") == "About 'Milk'."
    assert [(asked["model"], asked["prompt"]) for asked in running.asked] == [
        ("llama3.2:latest", "Tea"),
        ("llama3.2:latest", "Milk"),
    ]


def test_a_model_that_only_embeds_is_passed_over() -> None:
    names = ("nomic-embed-text:latest", "qwen3:4b")
    with (
        ollama(models=names, embedding=names[:1]) as running,
        ModelService({"OLLAMA_HOST": running.address.removeprefix("http://")}) as model,
    ):
        assert model.answer("Tea") == "About 'Tea'."


def test_what_is_missing_is_told_with_what_to_do() -> None:
    nobody = ModelService({"OLLAMA_HOST": NOBODY})
    with (
        nobody,
        pytest.raises(NotReachable, match=r"No language model runs at http://127\.0\.0\.1:\d+\. Install Ollama"),
    ):
        nobody.answer("Tea")
    with (
        ollama(models=()) as running,
        ModelService({"OLLAMA_HOST": running.address}) as model,
        pytest.raises(Problem, match="ollama pull"),
    ):
        model.answer("Tea")
    with (
        ollama(refusal="out of memory") as running,
        ModelService({"OLLAMA_HOST": running.address}) as model,
        pytest.raises(Refused, match="out of memory"),
    ):
        model.answer("Tea")


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("", HOST),
        ("0.0.0.0", HOST),
        ("localhost:11434", HOST),
        (":8080", "http://127.0.0.1:8080"),
        ("https://models.example", "https://models.example:443"),
        ("[::1]:1234", "http://[::1]:1234"),
        ("127.0.0.1:port", HOST),
        ("127.0.0.1:99999", HOST),
        ("http://[broken", HOST),
    ],
)
def test_the_address_is_taken_from_ollamas_own_variable(said: str, address: str) -> None:
    assert host({"OLLAMA_HOST": said}) == address
