"""Rows are added, edited in place, ticked, sorted and deleted."""

from pathlib import Path

from server.plugin.testing import Visit

PLUGIN = Path(__file__).parents[1] / "30_tasks.py"


def test_a_list_is_kept():
    visit = Visit(PLUGIN)
    visit.add(text="Read")
    visit.add(text="Write")
    visit.toggle("Read", "done")
    visit.move("Write", below="Read")
    assert visit.rows == [{"text": "Read", "done": True}, {"text": "Write", "done": False}]
    visit.edit("Write", text="Write it down")
    visit.delete("Read")
    assert [row["text"] for row in visit.rows] == ["Write it down"]


def test_a_row_without_words_is_refused():
    visit = Visit(PLUGIN)
    visit.add(text=" ")
    assert "fill this in" in visit.problem
    assert visit.rows == []
