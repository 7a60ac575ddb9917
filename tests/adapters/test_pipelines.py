"""Pipelines in the database."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from server.adapters.database import Database
from server.adapters.pipelines import Pipelines, Unreadable


@pytest.mark.parametrize("blob", ["[]", '""', "{}", "null", '{"results": []}', '{"results": {}, "said": {}}', "{"])
def test_a_record_of_another_kind_is_unreadable_and_kept(tmp_path: Path, blob: str) -> None:
    with closing(Database(tmp_path / "x.sqlite3")) as database:
        pipelines = Pipelines(database)
        pipelines.start("hello", "k")
        with database.writing() as connection:
            connection.execute("UPDATE pipeline SET state = ?", (blob,))
        for use in (lambda: pipelines.find("hello", "k"), lambda: pipelines.start("hello", "k")):
            with pytest.raises(Unreadable):
                use()
        with pytest.raises(Unreadable):
            pipelines.update("hello", "k", lambda old: replace(old, finalized=True))
        with database.reading() as connection:
            assert connection.execute("SELECT state FROM pipeline").fetchone()["state"] == blob
