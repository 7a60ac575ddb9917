"""The page of all pipelines in a real browser, with the keyboard alone; of thousands a page shows some."""

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from server.web.shelf import PAGE
from tests.web.site import RunningSite
from tests.web.tab import reach, watched


def test_pipelines_are_kept_in_order_by_keys_alone(site: RunningSite, context: BrowserContext, tmp_path: Path) -> None:
    visitor = site.visitor()
    visitor.begin("hello", "first").answer("Mike")
    visitor.begin("hello", "second")
    tab = watched(context, site)
    page, keys = tab.page, tab.page.keyboard
    expect(page.get_by_role("link", name="Pipelines", exact=True)).to_be_visible()
    reach(page, "Pipelines")
    keys.press("Enter")
    search = page.get_by_label("Search pipelines")
    expect(search).to_be_focused()
    page.wait_for_load_state()
    keys.insert_text("FIR")
    expect(page.get_by_text("1 of 2 pipelines")).to_be_visible()
    expect(search).to_be_focused()

    reach(page, "Rename first")
    keys.press("Enter")
    new = page.get_by_label("New name of “first”")
    expect(new).to_be_focused()
    keys.press("Control+a")
    keys.type("second")
    keys.press("Enter")
    expect(page.get_by_text("There is a pipeline “second” already.")).to_be_visible()
    expect(new).to_be_focused()
    keys.press("Control+a")
    keys.type("firmly")
    keys.press("Enter")
    expect(page.get_by_role("link", name="firmly", exact=True)).to_be_focused()

    reach(page, "Duplicate firmly")
    keys.press("Space")
    expect(page.get_by_role("link", name="firmly (2)")).to_be_focused()
    reach(page, "Delete firmly (2)")
    keys.press("Enter")
    expect(page.get_by_text("“firmly (2)” was deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("link", name="firmly (2)")).to_be_focused()

    reach(page, "Export firmly")
    with page.expect_download() as coming:
        keys.press("Enter")
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    assert file.name == "firmly.json"
    page.get_by_label("Import a pipeline").set_input_files(file)
    expect(page.get_by_text("There is a pipeline “firmly” already")).to_be_visible()
    expect(page.get_by_role("link", name="firmly (3)")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_label("Say")).to_have_value("Hello Mike!")
    assert tab.complaints == []


def test_a_double_click_deletes_one_pipeline(site: RunningSite, context: BrowserContext) -> None:
    for name in ("first", "second", "third", "fourth"):
        site.visitor().begin("hello", name)
    tab = watched(context, site)
    page = tab.go("/pipelines")
    page.get_by_role("button", name="Delete fourth").click()
    expect(page.get_by_text("“fourth” was deleted.")).to_be_visible()
    place = page.get_by_role("button", name="Delete third").bounding_box()  # from now on the list stays where it is
    assert place
    page.mouse.move(place["x"] + 10, place["y"] + 10)
    for click in (1, 2):
        page.mouse.down(click_count=click)
        page.mouse.up(click_count=click)
        expect(page.get_by_text("“third” was deleted.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert sorted(key for key, _ in site.parts.pipelines.keys("hello")) == ["first", "second"]
    assert tab.complaints == []


def test_who_clicks_on_and_on_deletes_one_with_each_click_but_the_second(
    site: RunningSite, context: BrowserContext
) -> None:
    for name in ("first", "second", "third", "fourth", "fifth"):
        site.visitor().begin("hello", name)
    tab = watched(context, site)
    page = tab.go("/pipelines")
    page.get_by_role("button", name="Delete fifth").click()
    expect(page.get_by_text("“fifth” was deleted.")).to_be_visible()
    place = page.get_by_role("button", name="Delete fourth").bounding_box()
    assert place
    page.mouse.move(place["x"] + 10, place["y"] + 10)
    for click, gone in enumerate(("fourth", "fourth", "third", "second"), 1):
        page.mouse.down(click_count=click)
        page.mouse.up(click_count=click)
        expect(page.get_by_text(f"“{gone}” was deleted.")).to_be_visible()
    assert [key for key, _ in site.parts.pipelines.keys("hello")] == ["first"]
    assert tab.complaints == []


def test_an_import_that_fails_takes_the_place_of_what_was_told_before(
    site: RunningSite, context: BrowserContext, tmp_path: Path
) -> None:
    site.visitor().begin("hello", "first")
    page = watched(context, site).go("/pipelines")
    page.get_by_role("button", name="Duplicate first").click()
    expect(page.get_by_text("“first (2)” is a copy of “first”.")).to_be_visible()
    (wrong := tmp_path / "wrong.json").write_text("nonsense")
    page.get_by_label("Import a pipeline").set_input_files(wrong)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("is a copy of")).to_have_count(0)


def test_a_file_that_was_imported_can_be_chosen_once_more(
    site: RunningSite, context: BrowserContext, tmp_path: Path
) -> None:
    site.visitor().begin("hello", "first")
    page = watched(context, site).go("/pipelines")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Export first").click()
    coming.value.save_as(file := tmp_path / "first.json")
    for told in ("called “first (2)”", "called “first (3)”"):
        field = page.get_by_label("Import a pipeline")
        field.set_input_files(file)
        expect(page.get_by_text(told)).to_be_visible()
        expect(field).to_have_value("")  # or choosing the same file would change nothing, and do nothing


def test_enter_held_down_deletes_one_pipeline(site: RunningSite, context: BrowserContext) -> None:
    for name in ("first", "second", "third"):
        site.visitor().begin("hello", name)
    page = watched(context, site).go("/pipelines")
    reach(page, "Delete third")
    for _ in range(4):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(page.get_by_text("“third” was deleted.")).to_be_visible()
    expect(page.get_by_text("2 pipelines")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()


def test_the_first_pages_list_is_kept_by_keys_alone(site: RunningSite, context: BrowserContext) -> None:
    site.visitor().begin("hello", "first")
    tab = watched(context, site)
    page = tab.go("/")
    reach(page, "Delete first")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("“first” is back.")).to_be_visible()
    expect(page.get_by_role("link", name="first", exact=True)).to_be_visible()
    assert tab.complaints == []


def test_of_thousands_of_pipelines_a_page_shows_fifty(site: RunningSite) -> None:
    state = '{"results": {"name": "' + "x" * 2000 + '"}}'
    with site.parts.exports.database.writing() as connection:
        for number in range(5000):
            row = (
                "hello",
                f"default-hello-{number:02}",
                state,
                "2026-11-21T09:00:00+00:00",
                f"2026-11-21T09:00:00.{number:06}+00:00",
            )
            connection.execute("INSERT INTO pipeline VALUES (?, ?, ?, ?, ?)", row)
    visitor = site.visitor()
    for path, shown in (
        ("/pipelines", "1 to 50"),
        ("/pipelines?page=100", "4,951 to 5,000"),
        ("/pipelines/listed?find=hello+49", "of 5,000"),
        ("/pipelines/listed?find=none", "None of the 5,000 pipelines"),
    ):
        answer = visitor.get(path)
        assert shown in answer.text, path
        assert answer.text.count('aria-label="Rename default-hello-') <= PAGE
    assert len(visitor.get("/").text) < 100_000
    assert visitor.begin("hello").cards == [">name"]
