"""The button's work is done, and its result is told."""

from pathlib import Path

from server.plugin.testing import Visit

PLUGIN = Path(__file__).parents[1] / "90_stream_simulator.py"


def test_the_work_is_told_line_by_line():
    visit = Visit(PLUGIN)
    assert visit.sections == ["long_work"]
    assert visit.press("Start", seconds=1) == "All 10 parts are done."
    assert visit.said[0] == "Part 1 of 10"


def test_a_number_out_of_bounds_is_refused():
    visit = Visit(PLUGIN)
    assert visit.press("Start", seconds=-1) is None
    assert "from 0 to 600" in visit.problem
