"""Pipelines in the database."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from server.adapters.database import Database
from server.adapters.pipelines import Pipelines, Unreadable
from server.adapters.places import own_place
from server.domain.files import SavedFile


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


def test_files_of_keys_that_differ_in_capitals_alone_do_not_meet_on_any_disk(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "x.sqlite3")) as database:
        pipelines = Pipelines(database)
        written = SavedFile("hello/Shop/list.csv", 1, 4)
        for key in ("Shop", "shop"):
            pipelines.start("hello", key)
        pipelines.update("hello", "Shop", lambda old: replace(old, results={"list": written.to_json()}))
        assert own_place(pipelines, tmp_path, "hello", "Shop", written.place) == written.place
        assert own_place(pipelines, tmp_path, "hello", "shop", "hello/shop/list.csv") == "hello/shop/list (2).csv"
