"""The settings page: each change is saved at once and says so; what cannot be used says why and loses nothing."""

from collections.abc import Callable

import pytest

from server.domain.export import DEFAULT_LIMIT
from tests.web.site import RunningSite
from tests.web.visitor import Visitor


def test_the_page_is_in_the_bar_at_the_top_and_shows_each_part(visitor: Visitor) -> None:
    link = visitor.get("/").soup.find("a", string="Settings")
    assert link is not None
    page = visitor.get(str(link["href"])).soup
    titles = [title.get_text() for title in page.find_all("h2")]
    for title in ("Light or dark", "Notifications", "Botify's row limit", "Botify account", "Plug-ins"):
        assert title in titles


def test_the_theme_is_on_every_page_from_then_on(visitor: Visitor, site: RunningSite) -> None:
    assert "data-theme" not in visitor.get("/").text
    answer = visitor.post("/settings/theme/choose", {"theme": "dark"})
    assert "Saved: dark." in answer.text
    assert answer.header("hx-trigger") == '{"theme":"dark"}'
    assert ("ask_window", "theme-dark") in site.desk.asked
    assert 'data-theme="dark"' in visitor.get("/").text
    assert 'data-theme="dark"' in visitor.get("/settings").text
    visitor.post("/settings/theme/choose", {"theme": ""})
    assert "data-theme" not in visitor.get("/").text


def test_a_theme_that_does_not_exist_changes_nothing(visitor: Visitor, site: RunningSite) -> None:
    visitor.post("/settings/theme/choose", {"theme": "light"})
    assert "no such choice" in visitor.post("/settings/theme/choose", {"theme": '"><script>'}).text
    assert site.parts.settings.get("theme") == "light"


def test_notifications_are_on_until_they_are_turned_off(visitor: Visitor, site: RunningSite) -> None:
    assert visitor.get("/settings").soup.find(id="notifications-on", checked=True)
    assert "silently" in visitor.post("/settings/notifications/switch", {}).text
    assert site.parts.settings.get("notifications") == "off"
    assert not visitor.get("/settings").soup.find(id="notifications-on", checked=True)
    assert "you will be told" in visitor.post("/settings/notifications/switch", {"on": "on"}).text


@pytest.mark.parametrize(("typed", "limit"), [("2,000,000", 2_000_000), ("2 500 000", 2_500_000), ("1.000", 1000)])
def test_the_row_limit_counts_at_once(visitor: Visitor, site: RunningSite, typed: str, limit: int) -> None:
    assert site.parts.services["exports"].limit == DEFAULT_LIMIT
    assert f"at most {limit:,} rows" in visitor.post("/settings/limit/save", {"limit": typed}).text
    assert site.parts.services["exports"].limit == limit
    field = visitor.get("/settings").soup.find(id="limit-rows")
    assert field is not None
    assert field["value"] == f"{limit:,}"


@pytest.mark.parametrize("typed", ["", "many", "-5", "0", "1e6", "½", "٣٠", "9" * 19, "<b>"])
def test_a_wrong_limit_says_so_and_stays_in_the_field(visitor: Visitor, site: RunningSite, typed: str) -> None:
    visitor.post("/settings/limit/save", {"limit": "5000"})
    answer = visitor.post("/settings/limit/save", {"limit": typed}).soup
    assert answer.find(class_="problem") is not None
    field = answer.find(id="limit-rows")
    assert field is not None
    assert field["value"] == (typed or "5,000")
    assert site.parts.services["exports"].limit == 5000


def test_the_account_is_looked_up_when_the_page_is_there(visitor: Visitor) -> None:
    assert visitor.get("/settings").soup.find(attrs={"hx-post": "/settings/account/look", "hx-trigger": "load"})
    assert "Connected as" in visitor.post("/settings/account/look").text


def test_nobody_connected_is_shown_the_way_to_connect(start: Callable[..., RunningSite]) -> None:
    visitor = start(connected=False).visitor()
    assert visitor.post("/settings/account/look").soup.find("a", string="Connect Botify")


def test_disconnecting_says_when_another_token_remains(visitor: Visitor) -> None:
    assert "another one is still given" in visitor.post("/settings/account/disconnect").text


def test_what_does_not_exist_is_told(visitor: Visitor) -> None:
    assert "no such setting" in visitor.post("/settings/none/save").text
    assert "no such setting" in visitor.post("/settings/limit/none").text
    assert visitor.get("/settings/none").status == 404
    assert visitor.get("/settings/limit").status == 200
