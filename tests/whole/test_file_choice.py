"""A file is chosen in the real window with the system's dialog, and the pipeline has its copy."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.display import ROOT, RealWindow
from tests.whole import walk

MERGE = ROOT / "tests/plugins/shown/72_merge_csv.py"


def test_two_files_are_chosen_in_the_systems_dialog_and_merged(
    real_window: Callable[..., RealWindow], tmp_path: Path
) -> None:
    plugins = tmp_path / "data/plugins"
    plugins.mkdir(parents=True)
    (plugins / MERGE.name).write_text(MERGE.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pages.csv").write_text("URL,Title\n/a,Tea\n")
    (tmp_path / "clicks.csv").write_text("URL,Clicks\n/a,12\n")
    window = real_window()
    page = window.page
    page.get_by_role("link", name="Merge two CSVs").first.click()
    expect(page.get_by_label("Name of the pipeline")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("button", name="Open").click()
    first = page.get_by_role("button", name="The file whose rows stay")
    expect(first).to_be_focused()
    page.wait_for_load_state()
    with page.expect_response(lambda answer: "/file?" in answer.url):
        first.press("Enter")
        window.display.wait_for("Open")
        window.display.keys("Escape")
    expect(first).to_have_text("Choose a file…")
    for label, name in (("The file whose rows stay", "pages.csv"), ("The file that adds columns", "clicks.csv")):
        page.get_by_role("button", name=label).click()
        window.display.wait_for("Open")
        window.display.type(str(tmp_path / name))
        window.display.keys("Return")
        expect(page.locator(".chosen", has_text=name)).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("URL in the first")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(walk.card(page, "rows").locator("td")).to_have_text(["/a", "Tea", "12"])
    (folder,) = (tmp_path / "downloads/merge-csv").iterdir()
    assert sorted(one.name for one in (folder / "chosen").iterdir()) == ["clicks.csv", "pages.csv"]
    assert (folder / "merged.csv").read_text() == "URL,Title,Clicks\n/a,Tea,12\n"
    assert window.close() == 0
