"""Project addresses as people paste them, and analyses as people read them."""

from datetime import date
from string import ascii_letters, digits

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.domain.problem import WrongInput
from server.domain.project import botify_project, crawl_date, days_before, readable

slugs = st.text(ascii_letters + digits + "-_.", min_size=1, max_size=40).filter(lambda slug: slug[0].isalnum())
ORGS_THAT_ARE_NONE = {"account", "admin", "api", "auth", "help", "login", "logout", "settings", "signup", "static"}
orgs = slugs.filter(lambda org: org.lower() not in ORGS_THAT_ARE_NONE)

PAGES = [
    "",
    "/",
    "/crawl",
    "/crawl/explorer?analysisSlug=20240101&context=%7B%7D",
    "/sitecrawler/overview?analysisSlug=20240101-2",
    "/reports/42#chart",
    "/logs?period=2024-01-01..2024-01-31",
    "//",
    "/custom-reports/öffentlich?x=/../..",
]


@given(org=orgs, project=slugs, page=st.sampled_from(PAGES), secure=st.sampled_from(["https://", "http://", ""]))
def test_any_page_of_a_project_is_its_address(org: str, project: str, page: str, secure: str) -> None:
    clean = f"https://app.botify.com/{org}/{project}/"
    assert botify_project(f"{secure}app.botify.com/{org}/{project}{page}") == {
        "address": clean,
        "org": org,
        "project": project,
    }


@given(org=orgs, project=slugs)
def test_the_clean_address_is_its_own(org: str, project: str) -> None:
    clean = botify_project(f"app.botify.com/{org}/{project}")
    assert botify_project(clean["address"]) == clean


@pytest.mark.parametrize("around", ["  {}\n", "<{}>", '"{}"', "'{}'"])
def test_what_is_pasted_along_is_taken_off(around: str) -> None:
    assert botify_project(around.format("https://APP.botify.com/acme/shop/crawl"))["project"] == "shop"


@given(text=st.text())
def test_anything_else_is_refused_with_what_one_looks_like(text: str) -> None:
    assume("app.botify.com" not in text.lower())
    with pytest.raises(WrongInput, match="is not the address of a Botify project"):
        botify_project(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "acme/shop",
        "https://app.botify.com",
        "https://app.botify.com/acme",
        "https://app.botify.com/acme//",
        "https://app.botify.com/login/next",
        "https://app.botify.com/Account/api",
        "https://api.botify.com/acme/shop",
        "https://app.botify.com.evil.example/acme/shop",
        "https://evil.example/app.botify.com/acme/shop",
        "https://app.botify.com@evil.example/acme/shop",
        "https://user:pass@app.botify.com/acme/shop",
        "https://app.botify.com:8443/acme/shop",
        "https://app.botify.com:x/acme/shop",
        "ftp://app.botify.com/acme/shop",
        "javascript://app.botify.com/acme/shop",
        "https://app.botify.com/../etc/passwd",
        "https://app.botify.com/%2e%2e/passwd",
        "https://app.botify.com/acme/%2e%2e",
        "https://app.botify.com/ac%2fme/shop",
        "https://app.botify.com/acme/sh op",
        "https://app.botify.com/acme/shöp",
        "https://app.botify.com/acme/" + "x" * 200,
        "https://[::1/acme/shop",
        "https://app.botify.com\\@evil.example/acme/shop",
    ],
)
def test_what_only_looks_like_one_is_refused(text: str) -> None:
    with pytest.raises(WrongInput) as refused:
        botify_project(text)
    assert len(str(refused.value)) < 250


@given(day=st.dates(date(1000, 1, 1)), number=st.integers(2, 40) | st.none())
def test_an_analysis_named_after_its_day_is_readable(day: date, number: int | None) -> None:
    slug = f"{day:%Y%m%d}" + (f"-{number}" if number else "")
    assert crawl_date(slug) == day
    assert str(day.year) in readable(slug)
    assert readable(slug).startswith(f"{day.day} ")
    assert readable(slug).endswith(f" ({number})") == bool(number)


@given(slug=st.text())
def test_any_other_slug_stays_as_it_is(slug: str) -> None:
    assume(crawl_date(slug) is None)
    assert readable(slug) == slug


@pytest.mark.parametrize(
    "slug", ["20241301", "20240230", "2024010", "202401011", "20240101-", "20240101-x", "", "٢٠٢٤٠١٠١x"]
)
def test_what_is_no_day_is_no_date(slug: str) -> None:
    assert crawl_date(slug) is None
    with pytest.raises(WrongInput):
        days_before(slug, 30)


@given(day=st.dates(date(1900, 1, 1)), days=st.integers(1, 400))
def test_a_period_has_as_many_days_as_asked_and_ends_with_the_analysis(day: date, days: int) -> None:
    start, end = map(date.fromisoformat, days_before(f"{day:%Y%m%d}-2", days))
    assert end == day
    assert (end - start).days + 1 == days
