"""Workflows that take files: two CSVs are merged, descriptions are drafted by a language model and kept."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from server.plugin.testing import Walk
from tests.display import NOBODY
from tests.ollama import ollama

SHOWN = Path(__file__).parent / "shown"


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    def table(name: str, *rows: tuple[str, ...]) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(rows)
        return path

    return table


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def test_two_files_are_merged(table: Callable[..., Path]) -> None:
    first = table("pages.csv", ("URL", "Title"), ("/a", "A, and so on"), ("/b", ""), ("/a b", 'the "third"'))
    second = table("clicks.csv", ("Address", "Clicks", "title"), ("/b", "12", "x"), ("/none", "1", "y"))
    walk = Walk(SHOWN / "72_merge_csv.py")
    walk.answer(first=first)
    assert "The file that adds columns: please choose a file." in walk.problem
    walk.answer(first=first, second=second)
    assert walk.results["inputs"]["first"].path.read_bytes() == first.read_bytes()
    assert walk.results["inputs"]["first"].rows == 3
    assert walk.offered["keep"] == [
        'first."URL"',
        'first."Title"',
        'second."Address"',
        'second."Clicks"',
        'second."title"',
    ]
    walk.answer(keep=['first."Title"', 'second."Clicks"'], second_url="Address")
    merged = walk.results["merged"]
    assert rows(merged.path) == [["Title", "Clicks"], ["A, and so on", ""], ["", "12"], ['the "third"', ""]]
    assert (merged.name, merged.rows) == ("merged", 3)
    assert walk.shown("rows").rows == merged
    walk.back("inputs")
    assert walk.offered["first"].path.read_bytes() == first.read_bytes(), "the copy is offered again"
    walk.answer(second=first)
    walk.answer(keep=['first."Title"'])
    assert walk.results["merged"].rows == 3


def test_what_is_no_table_is_told_at_its_field(table: Callable[..., Path], tmp_path: Path) -> None:
    walk = Walk(SHOWN / "72_merge_csv.py")
    wrong = tmp_path / "wrong.csv"
    for content, told in (
        (b"URL\n\xe9t\xe9\n", "is not in UTF-8"),
        (b"", "is empty"),
        (b'a\n"b', "ends within a quoted text"),
        (b"PK\0\0", "is no text file"),
    ):
        wrong.write_bytes(content)
        walk.answer(first=wrong)
        assert told in walk.problem
    walk.answer(first=tmp_path / "none.csv")
    assert "none.csv cannot be read" in walk.problem
    assert walk.at == "inputs"


def test_descriptions_are_drafted_corrected_and_kept(
    table: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = table("pages.csv", ("Address", "Title"), ("/a", "Tea"), ("/b", "Milk"), ("/c", "Sugar"))
    with ollama() as running:
        from server.adapters.language_model import ModelService

        with ModelService({"OLLAMA_HOST": running.address}) as model:
            walk = Walk(SHOWN / "73_meta_descriptions.py", model=model)
            walk.answer(file=pages, pages=2)
            walk.answer()
            assert walk.at == "drafts"
            walk.press()
            assert walk.offered["/a"].startswith('About "Write a meta description')
            walk.answer(**{"/b": "Fresh milk."})
            file = walk.results["file"]
    assert [asked["prompt"][-7:-2] for asked in running.asked] == ["'Tea", "Milk'"] or len(running.asked) == 2
    assert file.file_name == "meta descriptions.csv"
    assert rows(file.path) == [
        ["url", "meta_description"],
        ["/a", walk.results["drafts"]["/a"]],
        ["/b", "Fresh milk."],
    ]


def test_without_a_model_what_to_do_is_told_and_nothing_is_lost(table: Callable[..., Path]) -> None:
    from server.adapters.language_model import ModelService

    with ModelService({"OLLAMA_HOST": NOBODY}) as model:
        walk = Walk(SHOWN / "73_meta_descriptions.py", model=model)
        walk.answer(file=table("pages.csv", ("URL", "Title"), ("/a", "Tea")))
        walk.answer()
        walk.press()
        assert "Install Ollama" in walk.problem
        assert walk.at == "drafts"
        assert walk.results["source"]["file"].rows == 1
