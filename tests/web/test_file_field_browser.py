"""Files chosen in a real browser: two CSVs are merged and saved; what is half typed on the card stays."""

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.display import ROOT
from tests.web.site import RunningSite
from tests.web.tab import watched
from tests.web.test_file_field import ASKING

MERGE = ROOT / "tests/plugins/shown/72_merge_csv.py"
DRAFT = {"70_asking.py": ASKING, MERGE.name: MERGE.read_text(encoding="utf-8")}


def test_two_files_are_merged_and_the_result_saved(start, context: BrowserContext, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    site: RunningSite = start(plugins=DRAFT)
    (tmp_path / "pages.csv").write_text("URL;Title\n/a;Tea\n/b;Milk\n")
    (tmp_path / "clicks.csv").write_text("URL,Clicks\n/b,12\n")
    tab = watched(context, site)
    page = tab.go("/apps/merge-csv")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_label("The file whose rows stay")).to_be_attached()
    page.wait_for_load_state()  # what is chosen is for its scripts to send
    page.get_by_label("The file whose rows stay").set_input_files(tmp_path / "pages.csv")
    expect(page.locator(".chosen")).to_have_text("pages.csv 2 rows · 25 bytes")
    page.get_by_label("The file that adds columns").set_input_files(tmp_path / "clicks.csv")
    expect(page.locator(".chosen")).to_have_text(["pages.csv 2 rows · 25 bytes", "clicks.csv 1 row · 17 bytes"])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("URL in the second")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    card = page.locator("#card-merged")
    expect(card.get_by_text("2 rows").first).to_be_visible()
    expect(page.locator("#card-rows td")).to_have_text(["/a", "Tea", "", "/b", "Milk", "12"])
    with page.expect_download() as coming:
        card.get_by_role("link", name="Save as…").or_(card.get_by_role("button", name="Save as…")).click()
    assert coming.value.suggested_filename == "merged.csv"
    assert Path(coming.value.path()).read_text() == "URL,Title,Clicks\n/a,Tea,\n/b,Milk,12\n"
    page.get_by_role("button", name="Change Files").click()
    expect(page.locator(".chosen")).to_have_text(["pages.csv 2 rows · 25 bytes", "clicks.csv 1 row · 17 bytes"])


def test_what_is_half_typed_stays_and_the_preview_knows_the_file(
    start, context: BrowserContext, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    site: RunningSite = start(plugins=DRAFT)
    (tmp_path / "a.csv").write_text("n\n1\n2\n3\n")
    (tmp_path / "wrong.csv").write_bytes(b"\xff\xfe")
    tab = watched(context, site)
    page = tab.go("/apps/asking")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_label("Word")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("Word").fill("half ty")
    table = page.get_by_label("Table")
    table.focus()
    table.set_input_files(tmp_path / "a.csv")
    expect(page.locator(".preview")).to_have_text("3 rows are to come.")
    expect(table).to_be_focused()
    expect(page.get_by_label("Word")).to_have_value("half ty")
    table.set_input_files(tmp_path / "wrong.csv")
    expect(page.get_by_role("alert")).to_contain_text("wrong.csv is not in UTF-8.")
    expect(page.locator(".chosen")).to_contain_text("a.csv")
    expect(page.get_by_label("Word")).to_have_value("half ty")
    page.get_by_label("Word").press("Enter")
    expect(page.locator("#card-both .answer")).to_have_text("half ty · a.csv · no file")
