"""SQL over CSV files: what a file holds comes out as it stands, and a query sees its own files alone."""

import csv
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from server.adapters.file_services import FilesService, TablesService
from server.adapters.local_files import LocalFiles
from server.domain.files import SavedFile
from server.domain.problem import Problem
from server.domain.quoting import quoted

CELLS = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
PRINTED = some.characters(exclude_categories=["C", "Z"]) | some.just(" ")
NAMES = some.text(PRINTED, min_size=1, max_size=12).filter(str.strip)
TABLE = some.integers(2, 4).flatmap(
    lambda width: some.lists(some.lists(CELLS, min_size=width, max_size=width), max_size=5)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def files(folder: Path) -> FilesService:
    return FilesService(LocalFiles(lambda: folder), str)


@pytest.fixture(scope="module")
def tables(folder: Path) -> TablesService:
    return TablesService(LocalFiles(lambda: folder), str)


def written(folder: Path, name: str, content: bytes) -> SavedFile:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return SavedFile(name, 0, len(content), root=folder)


@settings(max_examples=30, deadline=None)
@given(TABLE)
def test_what_a_file_holds_comes_out_as_it_stands(
    files: FilesService, tables: TablesService, table: list[list[str]]
) -> None:
    header = [f"c{number}" for number in range(len(table[0]) if table else 2)]
    file = files.csv("any", header, table)
    assert tables.columns(file) == header
    assert tables.rows("select * from x", x=file) == [tuple(row) for row in table]
    again = tables.csv("again", "select * from x", x=file)
    assert again.rows == len(table)
    with again.path.open(encoding="utf-8", newline="") as lines:
        assert list(csv.reader(lines)) == [header, *table]


@settings(max_examples=30, deadline=None)
@given(some.lists(NAMES, min_size=1, max_size=4))
def test_a_column_of_any_name_is_found_by_its_name(
    folder: Path, files: FilesService, tables: TablesService, header: list[str]
) -> None:
    file = files.csv("named", header, [[str(number) for number in range(len(header))]])
    names = tables.columns(file)
    assert len({name.casefold() for name in names}) == len(header)
    asked = ", ".join(quoted(name) for name in names)
    assert tables.rows(f"select {asked} from x", x=file) == [tuple(str(number) for number in range(len(header)))]


def test_two_files_are_joined_and_numbers_are_what_the_sql_says(files: FilesService, tables: TablesService) -> None:
    pages = files.csv("pages", ["URL", "Title"], [["/a", "A, a"], ["/b", ""]])
    clicks = files.csv("clicks", ["url", "clicks"], [["/b", "007"], ["/a", "12"]])
    sql = "select Title, clicks, clicks::int + 1 from pages join clicks using (url) order by url"
    assert tables.rows(sql, pages=pages, clicks=clicks) == [("A, a", "12", 13), ("", "007", 8)]
    file = tables.csv("a/sums.csv", "select sum(clicks::int) as clicks from sql", sql=clicks)
    assert (file.place, file.rows, file.path.read_bytes()) == ("sums.csv", 1, b"clicks\n19\n")


@pytest.mark.parametrize(
    ("content", "names", "rows"),
    [
        (b'\xef\xbb\xbfURL;Title;\r\n/a;"x;y";1\r\n', ["URL", "Title", "column3"], [("/a", "x;y", "1")]),
        (b"url\tURL\n/a\t/b", ["url", "URL_2"], [("/a", "/b")]),
        (b"one\na\nb\n", ["one"], [("a",), ("b",)]),
        (b'"a\nb",c\n1,"2\n3"\n', ["a\nb", "c"], [("1", "2\n3")]),
        (b"a,b\n", ["a", "b"], []),
    ],
)
def test_files_of_other_programs_are_read(
    folder: Path, tables: TablesService, content: bytes, names: list[str], rows: list[tuple[str, ...]]
) -> None:
    file = written(folder, "x/k/chosen/other.csv", content)
    assert tables.columns(file) == names
    assert tables.rows("select * from x", x=file) == rows


def test_a_query_sees_its_own_files_alone(folder: Path, files: FilesService, tables: TablesService) -> None:
    own = files.csv("own", ["a"], [["1"]])
    secret = written(folder, "secret.csv", b"a\nhush\n")
    hidden = [("hush",)]
    place = str(secret.path)
    for sql in (
        f"select * from read_csv('{place}')",
        f"select * from '{place}'",
        f"select * from read_text('{place}')",
        f"select * from sniff_csv('{place}')",
        f"select * from glob('{folder}/*')",
        "select * from hidden",
        "select getenv('HOME')",
        "select * from read_csv('http://127.0.0.1:1/x.csv')",
        f"copy own to '{place}'",
        f"attach '{folder}/x.db'",
        "set enable_external_access = true",
        "install httpfs",
        "select 1; select 2",
        "",
        f"select 1) to '{place}' (format csv); --",
    ):
        with pytest.raises(Problem):
            tables.rows(sql, own=own)
        with pytest.raises(Problem):
            tables.csv("out", sql, own=own)
    assert secret.path.read_bytes() == b"a\nhush\n"
    assert hidden
    assert not (folder / "x/out.csv").exists()
    assert own.path.read_text() == "a\n1\n"


def test_what_is_wrong_is_told(folder: Path, files: FilesService, tables: TablesService) -> None:
    file = files.csv("good", ["a", "b"], [["1", "2"]])
    with pytest.raises(Problem, match=r"“select c from x” cannot be answered.*\"c\""):
        tables.rows("select c from x", x=file)
    with pytest.raises(Problem, match="its line 3 is not made as"):
        tables.rows("select * from x", x=written(folder, "ragged.csv", b"a,b\n1,2\n1,2,3\n"))
    with pytest.raises(Problem, match="names no columns"):
        tables.columns(written(folder, "empty.csv", b""))
    with pytest.raises(Problem, match="no CSV file"):
        tables.columns(files.text("words", "a"))
    with pytest.raises(Problem, match="SQL is asked of files"):
        tables.rows("select 1", x=3)  # type: ignore[arg-type]
    with pytest.raises(Problem, match="no longer there"):
        tables.columns(SavedFile("x/none.csv", 0, 0, root=folder))
    with pytest.raises(Problem, match="more than 200,000 rows"):
        tables.rows("select a from x, range(200001)", x=file)


def test_a_query_leaves_memory_and_a_processor_to_the_window(files: FilesService, tables: TablesService) -> None:
    file = files.csv("one", ["a"], [["1"]])
    asked = "select current_setting('memory_limit'), current_setting('threads')"
    [(memory, threads)] = tables.rows(asked, x=file)
    assert memory == "953.6 MiB"
    assert 1 <= threads <= max(1, (os.cpu_count() or 2) - 1)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that is there and cannot be read")
def test_a_file_that_cannot_be_read_is_told(folder: Path, tables: TablesService) -> None:
    (folder / "kept.csv").symlink_to("/proc/self/clear_refs")
    with pytest.raises(Problem, match="cannot be read"):
        tables.columns(SavedFile("kept.csv", 1, 1, root=folder))
