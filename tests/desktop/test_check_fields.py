"""check-plugin and loading tell a wrong field with file and line."""

from pathlib import Path

from desktop.authors.check_plugin import check_plugin
from server.plugin.loader import load

LIST = """from dataclasses import dataclass

from server.plugin import Crud, Number, Text


@dataclass
class Bag:
    called: str
    weight: float = 0.0


app = Crud(
    "bags",
    Bag,
    title="Bags",
    called=Text("Called"),
    weight=Text("Weight"),
)
"""

FLOW = """from server.plugin import Choice, Number, Workflow

flow = Workflow("sizes", title="Sizes")


@flow.ask("Size")
def size():
    return Number("Size", min="a")


@flow.ask("Colour")
def colour(size):
    return Choice("Colour", "red", value=size)


@flow.ask("More")
def more(size):
    return Number("More", min=size, mx=3)
"""


def checked(file: Path, text: str) -> tuple[int, list[str]]:
    file.write_text(text, encoding="utf-8")
    told: list[str] = []
    return check_plugin(file, told.append), [line.removeprefix(str(file)) for line in told]


def test_a_columns_field_is_told_with_its_line(tmp_path: Path) -> None:
    code, (told,) = checked(tmp_path / "50_bags.py", LIST)
    assert code == 1
    assert told.startswith(
        ", line 17: Text(“Weight”) gives text, but the column “weight” is declared as weight: float."
    )
    assert "parse=float" in told
    (broken,) = load([tmp_path]).broken
    assert (broken.line, broken.file.name) == (17, "50_bags.py")


def test_a_column_that_cannot_be_kept_is_told_with_its_line(tmp_path: Path) -> None:
    code, (told,) = checked(tmp_path / "50_bags.py", LIST.replace("weight: float = 0.0", "weight: list = None"))
    assert code == 1
    assert told.startswith(", line 9: The column “weight” of “Bag” must be one of")


def test_a_field_of_a_list_made_wrongly_is_told_with_its_line(tmp_path: Path) -> None:
    code, (told,) = checked(tmp_path / "50_bags.py", LIST.replace('Text("Weight")', 'Number("Weight", max="9")'))
    assert code == 1
    assert told.startswith(", line 17: “Weight”: max is a number, as in max=10; this is the text “9”.")


def test_fields_that_functions_make_wrongly_are_told_before_they_are_met(tmp_path: Path) -> None:
    code, told = checked(tmp_path / "50_sizes.py", FLOW)
    assert code == 0, "the app loads it, and tells the same on the card"
    assert told[:2] == [
        ", line 8: “Size”: min is a number, as in min=10; this is the text “a”.",
        ", line 13: The options of “Colour” are a list, or {value: words}; this is the text “red”.",
    ]
    assert len(told) == 3, told
