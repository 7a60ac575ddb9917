"""Updates on the settings page and the first one: off until asked for, told with a link, never installed."""

from server.adapters.updates import Source
from tests.adapters.test_updates import NEWS, PUBLIC, Host, host, signed
from tests.web.site import RunningSite

assert host  # the fixture


def test_while_no_list_is_published_the_page_says_so(site: RunningSite) -> None:
    visitor = site.visitor()
    assert "No update list is published yet" in visitor.get("/settings").text
    assert "No update list is published yet" in visitor.post("/settings/updates/look").text


def test_a_newer_version_is_shown_with_its_notes_and_link(site: RunningSite, host: Host) -> None:
    site.parts.updates.place = Source(host.address, PUBLIC)
    host.body = signed({**NEWS, "version": "10.0", "notes": "<b>Faster</b>"})
    visitor = site.visitor()
    page = visitor.get("/settings").soup
    assert page.find(id="updates-on") is not None
    assert page.find(id="updates-on", checked=True) is None
    assert host.asked == 0
    assert "once a day" in visitor.post("/settings/updates/switch", {"on": "on"}).text
    assert "There is a newer version" in visitor.post("/settings/updates/look").text
    card = visitor.get("/").soup.find(class_="update")
    assert card is not None
    assert "Version 10.0 is there" in card.get_text()
    assert "<b>Faster</b>" in card.get_text()
    visitor.post("/external", {"address": "https://example.org/new"})
    assert ("browse", "https://example.org/new") in site.desk.asked
    visitor.post("/settings/updates/switch", {})
    assert visitor.get("/").soup.find(class_="update") is None


def test_where_there_is_nothing_new_the_date_of_the_list_is_told(site: RunningSite, host: Host) -> None:
    site.parts.updates.place = Source(host.address, PUBLIC)
    host.body = signed({**NEWS, "version": "0.0.1"})
    visitor = site.visitor()
    assert "The list of updates is of" not in visitor.get("/settings").text
    assert "is the newest version. The list of updates is of 2026-12-01." in visitor.post("/settings/updates/look").text
    assert "The list of updates is of 2026-12-01." in visitor.get("/settings").text


def test_a_list_that_is_not_to_be_trusted_is_told(site: RunningSite, host: Host) -> None:
    site.parts.updates.place = Source(host.address, bytes(32))
    host.body = signed(NEWS)
    assert "not signed" in site.visitor().post("/settings/updates/look").text
    assert site.visitor().get("/").soup.find(class_="update") is None
