"""Cards of finished work do not pile up on a page."""

from bs4 import Tag

from server.web.work import OVER_SHOWN
from tests.display import until
from tests.web.site import RunningSite


def test_the_newest_finished_work_stays_and_older_goes_when_one_starts_anew(site: RunningSite) -> None:
    visitor = site.visitor()
    for _ in range(OVER_SHOWN + 3):
        form = visitor.get("/apps/stream-simulator").soup.find("form")
        assert isinstance(form, Tag)
        visitor.post(str(form["hx-post"]), {"a.seconds": "0"})
        until(lambda: all(job.over for job in site.parts.jobs.of_buttons("stream-simulator", "")), what="the end")
    cards = visitor.get("/apps/stream-simulator").soup.find_all(class_="work")
    assert ["All 0 parts are done." in card.get_text() for card in cards] == [True] * (OVER_SHOWN + 1)
