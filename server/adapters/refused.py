"""Exports that failed because Botify did not take the token: with a better one they go on."""

from server.adapters.exports import Exports
from server.domain.export import Export, State
from server.domain.problem import TokenProblem


def go_on(exports: Exports, api: str) -> list[Export]:
    """Retry them. Of each request its newest alone: an older one was asked for again since."""
    newest: dict[str, Export] = {}
    for export in exports.all():
        if export.api == api:
            newest.setdefault(export.request.identity, export)
    stopped = [
        one for one in newest.values() if one.state is State.FAILED and one.problem_kind == TokenProblem.__name__
    ]
    return [exports.retry(export.id) for export in stopped]
