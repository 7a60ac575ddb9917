"""The plug-in that a notebook becomes: what its cells say, and what does not follow the recipe."""

from __future__ import annotations

import pytest

from desktop.authors.from_notebook import plugin_of
from desktop.authors.to_notebook import notebook_cells
from server.domain.problem import WrongInput
from tests.desktop.books import book


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        (["x = 1"], "No cell begins with"),
        (["# ask: A\nfoo(1)"], "Cell 2: it asks, so it needs an assignment"),
        (["# do: A\nprint(1)"], "Cell 2: it does something and assigns nothing"),
        (["# show: A\nx = 1"], "Cell 2: it shows nothing"),
        (["# do: A\na = missing + 1"], "Cell 2 uses “missing”, which no cell above makes."),
        (["%pip install x", "# do: A\na = 1"], "Cell 2 is no plain Python"),
        (["# do: A\nx = 1\na = x", "# do: B\nb = x"], "Cell 3 uses “x”, which “A” makes on its way to “a”."),
        (["# do: A\na = 1", "b = a + 1"], "Cell 3 uses “a”, which is what a card makes, and is no card itself."),
        (["# do: A\na = 1", "def f():\n    return a"], "Cell 3 uses “a”"),
        (["# do: A\na = 1", "# do: B\na = 2"], "Cell 3: “a” is made by a cell above already."),
        (["# do: A\nhttp = 1"], "Cell 2: “http” is the name of a service"),
        (["# ask: A\na = [1]  # Which"], "Cell 2: what is assigned at “Which” is no text or number."),
        (['# ask: A\na = "1"  # A\nb = a'], "Cell 2: it goes on after its field."),
        (['# ask: A\na = "1"; b = "2"  # A'], "Cell 2: it assigns twice in one line."),
        (["# ask:\na = 1  # A"], "Cell 2: it says “# ask:” and no title."),
        (["# show: A\ndisplay(1)\ndisplay(2)"], "Cell 2: it shows several things"),
        (["def a():\n    return 1", "# do: A\na = 1"], "Cell 3: “a” has another meaning in a cell above."),
    ],
)
def test_what_does_not_follow_the_recipe_is_told_with_its_cell(sources: list[str], told: str) -> None:
    with pytest.raises(WrongInput) as refused:
        plugin_of(book(*sources), "x")
    assert told in str(refused.value)


def test_a_cell_is_not_told_for_what_is_wrong_above_it() -> None:
    with pytest.raises(WrongInput) as refused:
        plugin_of(book("# ask: A\na = [1]  # Which", "# do: B\nb = a"), "x")
    assert str(refused.value).count("Cell") == 1


def test_several_things_printed_are_told_in_one_line() -> None:
    cells = book('# do: A\na = 3\nprint("there are", a)')
    source = plugin_of(cells, "x")
    assert 'yield " ".join(map(str, ("there are", a)))\n    return a' in source
    assert notebook_cells(source) == cells


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(WrongInput) as refused:
        plugin_of(book("# do: A\na = b", "# do: C\nc = d"), "x")
    assert str(refused.value).count("\n") == 1


@pytest.mark.parametrize(
    ("assigned", "field"),
    [
        ('a = "x"  # Words', 'Text("Words", value="x")'),
        ('a = ""  # Words', 'Text("Words")'),
        ('a = "x\\ny"  # Words', 'LongText("Words", value="x\\ny")'),
        ("a = -3  # Count", 'Number("Count", value=-3)'),
        ("a = 0.5  # Share", 'Number("Share", value=0.5, step=0.01)'),
        ("a = True  # Yes?", 'Toggle("Yes?", value=True)'),
        ("a = False  # Yes?", 'Toggle("Yes?")'),
        ('a = "x"  # Choice("One", ["x", "y"])', 'Choice("One", ["x", "y"])'),
        ('a = "y"  # Choice("One", ["x", "y"])', 'Choice("One", ["x", "y"])  # a = "y"'),
        ("meta_title = 3", 'Number("Meta title", value=3)'),
    ],
)
def test_an_assignment_says_what_field_it_is(assigned: str, field: str) -> None:
    assert f"    return {field}\n" in plugin_of(book(f"# ask: A\n{assigned}"), "x")


def test_what_only_a_notebook_needs_is_left_out() -> None:
    source = plugin_of(
        book(
            "# notebook only\n%matplotlib inline",
            "from IPython.display import Markdown, display",
            '# do: A\nurls = ["b"]\nurls = sorted(urls)\nfor url in urls:\n    print(url)\nurls',
            "# show: B\nprint(len(urls))",
            '# show: C\nMarkdown("x")',
        ),
        "x",
    )
    assert "matplotlib" not in source
    assert "IPython" not in source
    assert "    for url in urls:\n        yield str(url)\n    return urls" in source
    assert "    return str(len(urls))" in source
    assert "from server.plugin import Markdown, Workflow" in source


def test_what_a_show_cell_prints_is_shown_and_its_name_is_its_own() -> None:
    cells = book(
        '# ask: Where\naddress = (\n    "https://a.example"\n    "/x"\n)  # Address',
        "# do: Found\nfound = [\n    address,\n]",
        '# show: Found\nif found:\n    print(f"{len(found)} pages")\nelse:\n    print("none")',
        "# show: Found\n# name: again\nfound[:1]",
    )
    source = plugin_of(cells, "x")
    assert 'def found_shown(found):\n    if found:\n        return f"{len(found)} pages"' in source
    assert 'Text("Address", value=("https://a.example"' in source
    back = notebook_cells(source)
    assert [cell.source.split("\n")[1] for cell in back if "show: Found" in cell.source] == [
        "if found:",
        "# name: again",
    ]
    assert notebook_cells(plugin_of(back, "x")) == back


def test_a_result_that_a_cell_changes_comes_from_above() -> None:
    source = plugin_of(book("# do: A\na = [2, 1]", "# do: B\na = sorted(a)\nb = a[0]"), "x")
    assert "def b(a):\n    a = sorted(a)\n    return a[0]" in source


@pytest.mark.parametrize(
    ("cell", "parameters"),
    [
        ("if 1 > 2:\n    a = []\nb = len(a)", "a"),
        ("for a in range(3):\n    pass\nb = 1", ""),
        ("for number in a:\n    a = number\nb = 1", "a"),
        ("a = [1]\nb = a[0]", ""),
        ("a += [1]\nb = 1", "a"),
        ("try:\n    a = 1\nexcept ValueError:\n    pass\nb = a", "a"),
        ("with open('x') as a:\n    b = a", ""),
        ("b = [a for a in range(3)]", ""),
        ("b = [x for x in a]", "a"),
        ("if (a := 3) > 2:\n    b = a", ""),
        ("def f():\n    return a\nb = f()", "a"),
        ("b = sum(map(lambda x: x + len(a), [1]))", "a"),
        ('b = f"{len(a)} ü"', "a"),
        ("match 3:\n    case 3:\n        a = 1\nb = a", "a"),
    ],
)
def test_a_cell_takes_what_it_may_read_of_the_cells_above(cell: str, parameters: str) -> None:
    source = plugin_of(book("# do: A\na = [2, 1]", f"# do: B\n{cell}"), "x")
    assert f"def b({parameters}):" in source
