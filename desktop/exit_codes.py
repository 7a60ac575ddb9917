"""How the program ends: a number for each kind of problem, which scripts can tell apart."""

from __future__ import annotations

from server.domain.problem import NotComplete, NotReachable, Problem, Refused, TokenProblem, WrongInput

EXIT_CODES: dict[type[Problem], int] = {
    WrongInput: 2,
    TokenProblem: 3,
    Refused: 4,
    NotReachable: 5,
    NotComplete: 6,
}
"""0 is done, 1 anything else that went wrong, 130 interrupted."""
INTERRUPTED = 130


def exit_code(problem: Problem) -> int:
    """The process's exit code for a problem; 1 for one of no kind."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(problem, kind)), 1)


def problem_of(kind: str, sentence: str) -> Problem:
    """A problem that was kept as the name of its kind and its sentence."""
    kinds = {one.__name__: one for one in EXIT_CODES}
    return kinds.get(kind, Problem)(sentence)
