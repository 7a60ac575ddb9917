"""What the simulator says of projects, crawls and collections, and whom it answers."""

from tests.demo.asking import api


def test_the_profile_tells_who_one_is(simulator):
    with api(simulator) as client:
        assert client.get("/v1/authentication/profile").json()["data"]["username"] == "demo.user"


def test_another_token_is_refused_in_the_envelope(simulator):
    with api(simulator, "another") as client:
        found = client.get("/v1/authentication/profile")
    assert (found.status_code, found.json()["error"]["error_code"]) == (401, "1001")


def test_projects_of_a_user_are_a_bare_list(simulator):
    with api(simulator) as client:
        found = client.get("/v1/users/demo/projects").json()
        assert [project["slug"] for project in found] == ["tea-shop", "daily-news", "megastore"]
        assert client.get("/v1/projects/demo", params={"name": "tea"}).json()["count"] == 1
        assert client.get("/v1/users/nobody/projects").json()["error"]["error_code"] == "1007"


def test_crawls_come_newest_first_and_running_ones_when_asked_for(simulator):
    with api(simulator) as client:
        finished = client.get("/v1/analyses/demo/tea-shop/light").json()
        every = client.get("/v1/analyses/demo/tea-shop/light", params={"only_success": "false"}).json()
    slugs = [row["slug"] for row in finished["results"]]
    assert slugs == ["20260601-2", "20260601", "20260504", "20260406"]
    assert [row["status"] for row in every["results"]][:2] == ["crawling", "success"]


def test_following_next_finds_every_crawl_once(simulator):
    found, address = [], "/v1/analyses/demo/megastore?size=3"
    with api(simulator) as client:
        while address:
            page = client.get(address).json()
            found += [row["slug"] for row in page["results"]]
            address = page["next"]
            assert address is None or address.startswith(simulator.api)
    assert len(found) == len(set(found)) == page["count"] == 4


def test_a_crawl_is_found_by_its_slug(simulator):
    with api(simulator) as client:
        assert client.get("/v1/analyses/demo/tea-shop/20260629").json()["status"] == "crawling"
        assert client.get("/v1/analyses/demo/tea-shop/20260601/crawl_statistics").json()["pages_dones"] > 3_900
        assert client.get("/v1/analyses/demo/tea-shop/19990101").json()["error"]["error_code"] == "1004"


def test_the_catalogue_of_a_crawl_has_a_couple_of_hundred_fields(simulator):
    with api(simulator) as client:
        ids = {row["id"] for row in client.get("/v1/projects/demo/tea-shop/collections").json()}
        [dataset] = client.get("/v1/projects/demo/tea-shop/collections/crawl.20260601-2").json()["datasets"]
    assert {"global", "search_console", "crawl.20260601-2"} <= ids
    assert "crawl.20260629" not in ids
    fields = {field["id"]: field for field in dataset["fields"]}
    assert len(fields) > 150
    assert fields["crawl.20260601-2.metadata.h1.contents"]["multiple"]
    groups = {group["id"] for group in dataset["groups"]}
    assert {field["group"] for field in fields.values()} <= groups


MISSING = [
    ("GET", "/v1/analyses/demo/nothing/light", 404),
    ("GET", "/v1/nothing", 404),
    ("DELETE", "/v1/jobs/1", 405),
    ("GET", "/v1/jobs/1", 404),
    ("GET", "/v1/jobs/x", 404),
    ("GET", "/v1/projects/demo/tea-shop/collections/crawl.19990101", 404),
    ("GET", "/v1/analyses/demo/tea-shop?size=many", 400),
]


def test_what_is_not_there_is_refused_in_the_envelope(simulator):
    with api(simulator) as client:
        for method, path, status in MISSING:
            found = client.request(method, path)
            assert found.status_code == status, path
            assert set(found.json()["error"]) == {"error_code", "message", "error_detail"}
