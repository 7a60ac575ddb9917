"""A file whose host is gone: the job is asked where it is now."""

from dataclasses import replace

from server.domain.export import State
from tests.adapters.engine import Engine, request
from tests.display import free_port


def moved_away(engine: Engine, id: int) -> None:
    """As after a restart of the demo in the middle of a download: its files are at another port then."""
    export = engine.exports.get(id)
    assert export is not None
    gone = f"http://127.0.0.1:{free_port()}/gone.csv.gz"
    engine.exports.save(replace(export.entered(State.DOWNLOADING, 5.0, download_url=gone), due=0.0))


def test_a_download_goes_on_where_its_file_is_now(engine: Engine) -> None:
    engine.worker.start()
    first = engine.done(engine.ask(request(1)).id)
    engine.worker.stop()
    engine.exports.path(first).unlink()
    again = engine.exports.ask("api", request(1))
    assert again.id == first.id
    moved_away(engine, again.id)
    engine.worker = engine.new_worker()
    engine.worker.start()
    engine.done(again.id)
    assert engine.jobs == 1
