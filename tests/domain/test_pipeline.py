"""A pipeline's record: whatever is done to it, its results never have a hole."""

from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from server.domain.pipeline import SAID_KEPT, Pipeline, next_key

ORDER = ["a", "b", "c", "d"]
steps = st.sampled_from(ORDER)


class AnyWalk(RuleBasedStateMachine):
    """Answers the first open step, goes back anywhere, waits for exports, says things."""

    def __init__(self) -> None:
        super().__init__()
        self.pipeline = Pipeline("flow", "key")
        self.given: dict[str, tuple[int, int]] = {}

    @property
    def open(self) -> str | None:
        return next((step for step in ORDER if step not in self.pipeline.results), None)

    @rule(answer=st.integers(), proposed=st.integers(0, 2))
    def answer(self, answer: int, proposed: int) -> None:
        if step := self.open:
            self.pipeline = self.pipeline.answered(ORDER, step, answer, f"words {answer}", proposed)
            self.given[step] = (proposed, answer)

    @rule(step=steps, answer=st.integers())
    def answer_an_earlier_one_anew(self, step: str, answer: int) -> None:
        if step in self.pipeline.results:
            self.pipeline = self.pipeline.answered(ORDER, step, answer, "", 0)
            self.given[step] = (0, answer)
            assert list(self.pipeline.results) == ORDER[: ORDER.index(step) + 1]

    @rule(step=steps)
    def back(self, step: str) -> None:
        self.pipeline = self.pipeline.back_to(ORDER, step)
        assert step not in self.pipeline.results

    @rule(number=st.integers(1, 9))
    def wait(self, number: int) -> None:
        if step := self.open:
            self.pipeline = self.pipeline.waits_for(step, {"": number})

    @invariant()
    def results_have_no_hole(self) -> None:
        done = len(self.pipeline.results)
        assert list(self.pipeline.results) == ORDER[:done]

    @invariant()
    def nothing_is_known_of_steps_further_down(self) -> None:
        reached = {*self.pipeline.results, self.open}
        assert set(self.pipeline.words) <= set(self.pipeline.results)
        assert set(self.pipeline.exports) <= reached

    @invariant()
    def the_last_answer_is_offered_while_the_proposal_stays(self) -> None:
        for step, (proposed, answer) in self.given.items():
            assert self.pipeline.refill(step, proposed) == (True, answer)
            assert self.pipeline.refill(step, proposed + 1) == (False, None)


TestAnyWalk = AnyWalk.TestCase
TestAnyWalk.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


def test_a_step_never_answered_offers_nothing() -> None:
    assert Pipeline("flow", "key").refill("a", None) == (False, None)


@given(texts=st.lists(st.sampled_from(["", "x", "y"]), max_size=20))
def test_a_sentence_is_told_once_in_a_row(texts: list[str]) -> None:
    pipeline = Pipeline("flow", "key")
    for text in texts:
        pipeline = pipeline.told("a", "open", text)
    said = [one["text"] for one in pipeline.said]
    assert "" not in said
    assert all(one != another for one, another in pairwise(said))


def test_a_record_keeps_the_newest_sentences() -> None:
    pipeline = Pipeline("flow", "key")
    for number in range(SAID_KEPT + 10):
        pipeline = pipeline.told("a", "open", str(number))
    kept: list[Mapping[str, str]] = list(pipeline.said)
    assert [one["text"] for one in kept] == [str(number) for number in range(10, SAID_KEPT + 10)]


@given(taken=st.sets(st.integers(1, 130)))
def test_the_proposed_key_is_the_next_free_number(taken: set[int]) -> None:
    keys = [f"client-hello-{number:02}" for number in taken]
    proposed = next_key("client", "hello", [*keys, "another"])
    number = int(proposed.rpartition("-")[2])
    assert proposed == f"client-hello-{number:02}"
    assert number not in taken
    assert all(lower in taken for lower in range(1, number))
