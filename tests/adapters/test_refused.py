"""Which exports go on when Botify takes a better token."""

from pathlib import Path

from server.adapters.database import Database
from server.adapters.exports import Exports
from server.adapters.refused import go_on
from server.domain.export import State
from server.domain.problem import Problem, Refused, TokenProblem
from tests.adapters.test_exports import API, request


def test_those_that_failed_by_the_token_go_on_and_no_others(tmp_path: Path) -> None:
    database = Database(tmp_path / "data.db")
    exports = Exports(database, tmp_path / "downloads")

    def failed(depth: int, why: Problem, api: str = API, again: bool = False) -> int:
        return exports.save(exports.ask(api, request(depth=depth), again=again).failed(1.0, why)).id

    stopped = [failed(1, TokenProblem("no token")), failed(2, TokenProblem("no token"))]
    failed(3, Refused("too many"))
    failed(4, TokenProblem("no token"), api="https://other.example")
    failed(5, TokenProblem("no token"))
    exports.save(exports.ask(API, request(depth=5), again=True).cancelled(1.0))
    exports.cancel(failed(6, TokenProblem("no token")))
    stopped += [failed(6, TokenProblem("still none"), again=True)]

    assert sorted(one.id for one in go_on(exports, API)) == stopped
    assert [one.id for one in exports.open_rows()] == stopped
    assert all(one.state is State.QUEUED and one.problem is None for one in exports.open_rows())
    assert go_on(exports, API) == []
    database.close()
