"""Backups on the settings page, and a damaged database as the first page tells it."""

from collections.abc import Callable
from pathlib import Path

from server.demo.serve import Simulator
from tests.web.site import RunningSite, running_site
from tests.web.visitor import Visitor

Start = Callable[..., RunningSite]


def button(visitor: Visitor, page: str, label: str) -> dict[str, str]:
    found = visitor.get(page).soup.find("button", string=label)
    assert found is not None, label
    return {name: str(value) for name, value in found.attrs.items()}


def test_a_backup_is_made_and_put_back_with_the_next_start(simulator: Simulator, tmp_path: Path) -> None:
    with running_site(tmp_path, simulator) as site:
        visitor = site.visitor()
        assert "There is none yet" in visitor.get("/settings").text
        site.parts.pipelines.start("hello", "kept")
        assert "Made:" in visitor.post("/settings/backups/make").text
        (backup,) = site.parts.backups.all()
        site.parts.pipelines.start("hello", "later")
        told = visitor.post("/settings/backups/choose", {"name": backup.path.name}).text
        assert "the app starts again" in told
        assert ("ask_window", "restart") in site.desk.asked
        assert visitor.post("/settings/backups/look").header("hx-reswap") == "none"
        assert site.parts.pipelines.find("hello", "later")
    with running_site(tmp_path, simulator) as site:
        visitor = site.visitor()
        assert visitor.post("/settings/backups/look").header("hx-redirect") == "/"
        assert "was put back" in visitor.get("/").text
        assert [key for key, _ in site.parts.pipelines.keys("hello")] == ["kept"]
        assert len(site.parts.backups.all()) == 2
        visitor.post("/notices/read")
        assert "was put back" not in visitor.get("/").text


def test_one_thinks_better_of_it(site: RunningSite) -> None:
    visitor = site.visitor()
    visitor.post("/settings/backups/make")
    (backup,) = site.parts.backups.all()
    site.desk.obeys = False
    told = visitor.post("/settings/backups/choose", {"name": backup.path.name}).text
    assert "Close the app and start it again" in told
    assert visitor.get("/settings").soup.find("button", string="Do not put it back")
    assert "Nothing is put back" in visitor.post("/settings/backups/keep").text
    assert site.parts.backups.chosen is None


def test_a_backup_that_is_gone_is_told(site: RunningSite) -> None:
    for name in ("", "../pipulate.sqlite3", "pipulate-20200101T000000Z.sqlite3"):
        assert "no longer there" in site.visitor().post("/settings/backups/choose", {"name": name}).text


def test_a_damaged_database_is_told_on_the_first_page_with_the_backup_to_put_back(
    simulator: Simulator, tmp_path: Path
) -> None:
    with running_site(tmp_path, simulator) as site:
        site.parts.pipelines.start("hello", "kept")
        site.visitor().post("/settings/backups/make")
    path = tmp_path / "data" / "pipulate.sqlite3"
    path.write_bytes(b"This is no database. " * 500)
    with running_site(tmp_path, simulator) as site:
        visitor = site.visitor()
        page = visitor.get("/")
        assert page.status == 200
        assert "database was damaged" in page.text
        assert "pipulate.sqlite3.damaged-" in page.text
        assert site.parts.pipelines.find("hello", "kept") is None
        put = button(visitor, "/", "Put the backup back")
        assert "the app starts again" in visitor.post(put["hx-post"]).text
    with running_site(tmp_path, simulator) as site:
        assert site.parts.pipelines.find("hello", "kept")
        assert list((tmp_path / "data").glob("*.damaged-*"))


def test_why_there_is_no_window_is_told_on_the_first_page(site: RunningSite) -> None:
    assert "window of its own" not in site.visitor().get("/").text
    site.desk.instead = "The system's WebKitGTK is missing. Run: sudo apt install it"
    told = site.visitor().get("/").soup.find(string=lambda text: "window of its own" in text)
    assert str(told).endswith(f"window of its own. {site.desk.instead}")


def test_a_damaged_database_without_a_backup_says_so_and_goes_on(start: Start, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "pipulate.sqlite3").write_bytes(b"nonsense" * 999)
    visitor = start().visitor()
    page = visitor.get("/").soup
    assert page.find("button", string="Put the backup back") is None
    assert page.find("button", string="All right")
    assert visitor.begin("hello", "x").cards
    assert "no such answer" in visitor.post("/notices/none").text
    assert "answered already" in visitor.post("/notices/put-back").text
