"""Files that plug-ins write: whole or not at all, in their folder whatever their name, read back as written."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.adapters.chosen import copied
from server.adapters.file_services import FilesService, TablesService, placed
from server.adapters.local_files import LocalFiles, folder_of, plain_name, table_name
from server.domain.files import SavedFile, is_below
from server.domain.problem import NotComplete, Problem
from tests.display import ROOT

ANY = some.text(some.characters(exclude_categories=["Cs"]), max_size=30)
NAMES = some.text(max_size=300) | some.sampled_from(
    ["..", ".", "", "/", "a/../../b", "C:\\x.csv", "NUL", "con.csv", ".x"]
)
TABLES = some.integers(1, 4).flatmap(
    lambda width: some.tuples(
        some.lists(ANY, min_size=width, max_size=width), some.lists(some.lists(ANY, min_size=width, max_size=width))
    )
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FilesService:
    downloads = tmp_path_factory.mktemp("downloads")
    return FilesService(LocalFiles(lambda: downloads), lambda name: f"merge-csv/k/{name}")


@given(TABLES)
def test_any_table_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[list[str], list[list[str]]]
) -> None:
    header, rows = table
    folder = tmp_path_factory.mktemp("downloads")
    files = FilesService(LocalFiles(lambda: folder), str)
    file = files.csv("any.csv", header, iter(rows))
    with file.path.open(encoding="utf-8", newline="") as lines:
        assert list(csv.reader(lines)) == [header, *rows]
    assert (file.rows, file.bytes) == (len(rows), file.path.stat().st_size)
    assert [one.name for one in file.path.parent.iterdir()] == ["any.csv"]


@given(NAMES, NAMES)
def test_any_name_stays_in_its_folder_and_has_its_ending(name: str, key: str) -> None:
    for made in (plain_name(name, ".txt"), table_name(name)):
        assert is_below(made)
        assert "/" not in made
        assert len(made.encode()) < 200
        assert "." in made
    assert table_name(name).endswith(".csv")
    assert is_below(folder_of("merge-csv", key)) or not key
    assert folder_of("merge-csv", key).startswith("merge-csv")


@given(NAMES.filter(bool), NAMES.filter(bool))
def test_two_keys_have_two_folders(one: str, other: str) -> None:
    assert (folder_of("a", one) == folder_of("a", other)) == (one == other)


def test_names_are_kept_where_they_can_be() -> None:
    assert plain_name("robots.txt") == "robots.txt"
    assert plain_name("Meta: new?.MD") == "Meta_ new_.MD"
    assert table_name("v1.2") == "v1.2.csv"
    assert folder_of("merge-csv", "Tea-merge-csv-01") == "merge-csv/Tea-merge-csv-01"


def test_what_goes_wrong_while_rows_are_made_leaves_the_file_that_was_there(files: FilesService) -> None:
    before = files.csv("kept", ["a"], [["1"]])

    def rows() -> Iterator[list[str]]:
        yield ["2"]
        raise OSError("the plug-in's own trouble")

    with pytest.raises(OSError, match="own trouble"):
        files.csv("kept", ["a"], rows())
    for wrong, told in (
        ([["1", "2"]], "Row 1 of kept has 2 cells"),
        (["ab"], "list of cells"),
        ([["\ud800"]], "half a"),
    ):
        with pytest.raises(Problem, match=told):
            files.csv("kept", ["a"], wrong)
    assert before.path.read_text() == "a\n1\n"
    assert sorted(one.name for one in before.path.parent.iterdir() if one.name.startswith((".", "kept"))) == [
        "kept.csv"
    ]


def test_a_million_rows_need_little_memory(tmp_path: Path) -> None:
    files = FilesService(LocalFiles(lambda: tmp_path), str)
    file = files.csv("many", ["n", "text"], ((number, "é" * 20) for number in range(200_000)))
    assert file.rows == 200_000


def test_texts_keep_their_line_ends_and_a_full_disk_is_told(files: FilesService, tmp_path: Path) -> None:
    file = files.text("robots.txt", "a\r\nb\n")
    assert file.path.read_bytes() == b"a\r\nb\n"
    assert (file.name, file.file_name, file.is_table) == ("robots", "robots.txt", False)
    assert files.text("note", "x").file_name == "note.txt"
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    with pytest.raises(NotComplete, match="could not be written"):
        FilesService(LocalFiles(lambda: blocked), str).text("a", "b")


def test_a_chosen_file_is_kept_once_and_never_replaced(tmp_path: Path) -> None:
    files = LocalFiles(lambda: tmp_path)
    assert files.keep("x/chosen", "../a b.csv", [b"1\n"]) == ("x/chosen/a b.csv", 2)
    assert files.keep("x/chosen", "a b.csv", [b"1\n"]) == ("x/chosen/a b.csv", 2)
    assert files.keep("x/chosen", "a b.csv", [b"22\n"]) == ("x/chosen/a b (2).csv", 3)
    assert sorted(one.name for one in (tmp_path / "x/chosen").iterdir()) == ["a b (2).csv", "a b.csv"]


def test_a_file_comes_to_where_it_was_begun_though_the_folder_is_changed_meanwhile(tmp_path: Path) -> None:
    chosen = [tmp_path / "old"]
    files = LocalFiles(lambda: chosen[-1])

    def rows() -> Iterator[list[str]]:
        yield ["1"]
        chosen.append(tmp_path / "new")
        yield ["2"]

    file = FilesService(files, lambda name: f"app/{name}").csv("a", ["n"], rows())
    assert file.path == tmp_path / "old" / "app" / "a.csv"
    table = TablesService(files, lambda name: f"app/{name}")
    assert table.csv("b", "SELECT n FROM t", t=file).path == tmp_path / "new" / "app" / "b.csv"


class Switching(io.BytesIO):
    """A file during whose reading something happens."""

    def __init__(self, content: bytes, happens: Callable[[], None]) -> None:
        super().__init__(content)
        self._happens = happens

    def read(self, size: int | None = -1) -> bytes:
        self._happens()
        return super().read(size)


def test_so_does_the_copy_of_a_chosen_file(tmp_path: Path) -> None:
    chosen = [tmp_path / "old"]
    content = Switching(b"n\n1\n", lambda: chosen.append(tmp_path / "new"))
    file = copied(LocalFiles(lambda: chosen[-1]), "app", "c.csv", content)
    assert file.path == tmp_path / "old" / "app" / "chosen" / "c.csv"


def test_only_services_that_write_have_a_folder(files: FilesService) -> None:
    offered = placed({"files": files, "http": 1}, lambda name: f"y/z/{name}")
    assert offered["http"] == 1
    assert offered["files"].text("a", "b").place == "y/z/a.txt"


DELETING = """
import sys
from pathlib import Path
from server.adapters.local_files import LocalFiles
from server.adapters.file_services import FilesService
files = FilesService(LocalFiles(lambda: Path(sys.argv[1])), str)
file = files.text("gone", "words")
try:
    files.delete(file)
except Exception as told:
    print(type(told).__name__, told)
print(file.here)
"""


def deleted(folder: Path, trash: Path) -> str:
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(trash)}
    made = [sys.executable, "-c", DELETING, str(folder / "downloads")]
    done = subprocess.run(made, env={**os.environ, **home}, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="where the trash lies is the system's business")
def test_a_deleted_file_is_in_the_trash(tmp_path: Path) -> None:
    assert deleted(tmp_path, tmp_path / "share") == "False\n"
    assert (tmp_path / "share/Trash/files/gone.txt").read_text() == "words"
    assert f"Path={tmp_path}/downloads/gone.txt" in (tmp_path / "share/Trash/info/gone.txt.trashinfo").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="where the trash lies is the system's business")
def test_without_a_trash_nothing_is_deleted(tmp_path: Path) -> None:
    (tmp_path / "share").write_text("no folder")
    told = deleted(tmp_path, tmp_path / "share")
    assert "gone.txt could not be moved to the trash" in told
    assert told.endswith("True\n")


def test_only_files_of_the_app_are_deleted(files: FilesService, tmp_path: Path) -> None:
    outside = tmp_path / "x.txt"
    outside.write_text("x")
    for thing in (
        str(outside),
        SavedFile("../x.txt", 0, 1, root=tmp_path / "y"),
        SavedFile("none.txt", 0, 0, root=tmp_path),
    ):
        with pytest.raises(Problem):
            files.delete(thing)  # type: ignore[arg-type]
    assert outside.is_file()
