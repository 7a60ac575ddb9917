"""BQL: what is counted is what is exported, and what is wrong is refused precisely."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.demo import catalogue, query, rows
from server.demo.refusal import Refusal
from server.demo.sites import SITES
from tests.demo.asking import CRAWL, DEPTHS, answer, api, refusal
from tests.demo.asking import query as asked

TEA = SITES["tea-shop"]
LEAVES = st.sampled_from(
    [
        {"field": f"{CRAWL}.compliant.is_compliant", "value": True},
        {"field": f"{CRAWL}.http_code", "predicate": "between", "value": [300, 499]},
        {"field": "segments.pagetype.value", "predicate": "starts", "value": "pro"},
        {"field": "url", "predicate": "contains", "value": "?"},
        {"field": f"{CRAWL}.metadata.h1.contents", "predicate": "any.contains", "value": "Matcha"},
        {"field": f"{CRAWL}.metadata.title.content", "predicate": "exists"},
        {"field": f"{CRAWL}.metadata.title.content", "predicate": "re", "value": "(?i)organic|smoky"},
        {"field": f"{CRAWL}.outlinks_internal.nb.total", "predicate": "gt", "value": 12},
    ]
) | st.builds(
    lambda predicate, depth: {"field": f"{CRAWL}.depth", "predicate": predicate, "value": depth},
    st.sampled_from(["lt", "lte", "gt", "gte", "eq"]),
    st.integers(-1, 8),
)
FILTERS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda a, b: {"and": [a, b]}, inner, inner)
        | st.builds(lambda a, b: {"or": [a, b]}, inner, inner)
        | st.builds(lambda a: {"not": a}, inner)
    ),
    max_leaves=4,
)


def found(inner, limit=10**7, site=TEA, crawl=CRAWL):
    return list(rows.rows(query.read(site, asked(crawl, **inner)), limit))


@settings(max_examples=30)
@given(filters=FILTERS)
def test_a_count_is_the_number_of_rows_whatever_the_filter(filters):
    [[count]] = found({"metrics": [f"{CRAWL}.count_urls_crawl"], "filters": filters})
    pages = {"dimensions": ["url"], "filters": filters}
    assert count == len(found(pages)) == rows.counted(query.read(TEA, asked(**pages)))


@settings(max_examples=10, deadline=None)
@given(depth=st.integers(0, 6), analysis=st.sampled_from([one.slug for one in TEA.analyses if one.status == "success"]))
def test_a_depth_histogram_adds_up_to_the_rows_down_to_that_depth(depth, analysis):
    crawl = f"crawl.{analysis}"
    histogram = {"dimensions": [f"{crawl}.depth"], "metrics": [f"{crawl}.count_urls_crawl"], "sort": [0]}
    within = sum(count for level, count in found(histogram, crawl=crawl) if level <= depth)
    filters = {"field": f"{crawl}.depth", "predicate": "lte", "value": depth}
    pages = found({"dimensions": ["url", f"{crawl}.depth"], "filters": filters}, crawl=crawl)
    assert len(pages) == within == len({url for url, _ in pages})
    assert all(level <= depth for _, level in pages)


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
def test_depths_of_every_crawl_are_counted_at_once(site):
    for analysis in site.analyses:
        if analysis.status == "success":
            crawl = f"crawl.{analysis.slug}"
            inner = {"dimensions": [f"{crawl}.depth"], "metrics": [f"{crawl}.count_urls_crawl"], "sort": [0]}
            assert found(inner, site=site, crawl=crawl) == list(enumerate(analysis.depths))


def test_counts_of_a_large_site_are_those_of_its_pages():
    site = SITES["daily-news"]
    crawl = f"crawl.{site.newest.slug}"
    filters = {
        "and": [
            {"field": f"{crawl}.depth", "predicate": "lte", "value": 4},
            {"field": f"{crawl}.http_code", "value": 404},
        ]
    }
    links = {"function": "sum", "args": [f"{crawl}.outlinks_internal.nb.total"]}
    [[counted, none]] = found(
        {"metrics": [f"{crawl}.count_urls_crawl", links], "filters": filters}, site=site, crawl=crawl
    )
    pages = found({"dimensions": ["url"], "filters": filters}, site=site, crawl=crawl)
    assert counted == len(pages) > 1_000
    assert none == 0


def test_the_sum_of_outlinks_is_the_number_of_links():
    filters = {"field": f"{CRAWL}.depth", "predicate": "lte", "value": 2}
    total = {"function": "sum", "args": [f"{CRAWL}.outlinks_internal.nb.total"]}
    [[counted]] = found({"metrics": [total], "filters": filters})
    graph = {"dimensions": ["url", f"{CRAWL}.outlinks_internal.graph.url"], "filters": filters}
    links = found(graph)
    assert counted == len(links) == rows.counted(query.read(TEA, asked(**graph)))
    pages = {url for [url] in found({"dimensions": ["url"]})}
    assert {target for _, target in links} <= pages


def test_every_field_of_the_catalogue_can_be_asked_for():
    crawl = [f"{CRAWL}.{id}" for id, field in catalogue.crawl_fields().items() if field.kind == "dimension"]
    [row] = found({"dimensions": ["url", *crawl, *catalogue.global_fields()]}, limit=1)
    assert len(row) == 1 + len(crawl) + len(catalogue.global_fields())


def test_groups_are_sorted_by_a_metric_and_paged(simulator):
    counted = f"{CRAWL}.count_urls_crawl"
    sort = [{"type": "metrics", "index": 0, "order": "desc"}]
    body = asked(dimensions=["segments.pagetype.value"], metrics=[{"field": counted}], sort=sort)
    with api(simulator) as client:
        whole = answer(client, body, count="")
        first, second = answer(client, body, size=2), answer(client, body, size=2, page=2)
    counts = [row["metrics"][0] for row in whole["results"]]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == 4_000
    assert whole["count"] == len(counts)
    assert first["results"] + second["results"] == whole["results"][:4]
    assert first["next"] == f"{simulator.api}/v1/projects/demo/tea-shop/query?size=2&page=2"


def test_a_page_of_rows_holds_500_and_never_more_than_2000(simulator):
    with api(simulator) as client:
        assert len(answer(client, asked(dimensions=["url"]))["results"]) == 500
        assert len(answer(client, asked(dimensions=["url"]), size=9_999)["results"]) == 2_000


def test_search_console_adds_clicks_to_the_pages_of_a_crawl(simulator):
    body = asked(dimensions=["url"], metrics=["search_console.period_0.count_clicks"])
    body |= {"collections": [CRAWL, "search_console"], "periods": [["2026-05-01", "2026-05-31"]]}
    alone = body | {"collections": ["search_console"]}
    with api(simulator) as client:
        assert answer(client, body, count="")["count"] == 4_000
        assert 100 < answer(client, alone, count="")["count"] < 4_000
        assert refusal(client, alone | {"periods": []})[2] == 'Collection "search_console" requires a period.'


DEPTH = f"{CRAWL}.depth"
WRONG = [
    ({"collections": ["nothing"], "query": DEPTHS}, "1022", 'Unknown collection "nothing".'),
    ({"query": DEPTHS}, "1020", '"collections" is mandatory.'),
    ({"collections": [CRAWL]}, "1020", '"query" is mandatory.'),
    ([], "1020", "The body should be an object."),
    ({"collections": [CRAWL], "query": {"dimensions": []}}, "1022", '"metrics" is mandatory.'),
    ({"collections": [CRAWL], "query": {"metrics": []}}, "1022", '"dimensions" is mandatory.'),
    (asked(filter={"field": DEPTH, "value": 1}), "1022", 'Unknown property "filter". Did you mean "filters"?'),
    (asked(dimensions=[f"{CRAWL}.nope"]), "1029", f'Field "{CRAWL}.nope" does not exist.'),
    (asked(dimensions=["crawl.20260504.depth"]), "1029", 'Field "crawl.20260504.depth" does not exist.'),
    (asked(filters={"field": DEPTH, "predicate": "in", "value": [1]}), "1022", "Unknown predicate : in"),
    (
        asked(filters={"field": DEPTH, "predicate": "contains", "value": "1"}),
        "1022",
        "Field is not valid for predicate : contains",
    ),
    (asked(filters={"field": DEPTH, "predicate": "lte"}), "1022", "1 operand required, found : 0"),
    (
        asked(filters={"field": DEPTH, "value": "1"}),
        "1022",
        "Value '1' is not valid for field \"depth\" of type integer.",
    ),
    (
        asked(filters={"field": f"{CRAWL}.metadata.h1.contents", "value": "x"}),
        "1022",
        "Field is not valid for predicate : eq",
    ),
    (asked(dimensions=[f"{CRAWL}.count_urls_crawl"]), "1022", f'Field "{CRAWL}.count_urls_crawl" is not a dimension.'),
    (asked(metrics=[DEPTH]), "1022", f'Field "{DEPTH}" is not a metric.'),
    (asked(metrics=[{"function": "median", "args": [DEPTH]}]), "1022", 'Unknown function "median".'),
    (asked(dimensions=[DEPTH], sort=[1]), "1022", "Sort index out of range : 1"),
    (asked(filters={"and": []}), "1022", '"and" needs a list of filters.'),
]


@pytest.mark.parametrize(("body", "code", "message"), WRONG, ids=[message for *_, message in WRONG])
def test_a_wrong_query_is_refused_with_the_reason(body, code, message):
    with pytest.raises(Refusal) as refused:
        query.read(TEA, body)
    assert (refused.value.status, refused.value.code, refused.value.message) == (400, code, message)


def test_a_refusal_has_the_envelope_of_every_error(simulator):
    with api(simulator) as client:
        assert refusal(client, WRONG[0][0]) == (400, *WRONG[0][1:])
        wrong = asked(filters={"field": "url", "predicate": "re", "value": "("})
        assert refusal(client, wrong)[:2] == (400, "1057")
        found = client.post("/v1/projects/demo/tea-shop/query", content=b"{")
        assert found.json()["error"] == {"error_code": "1020", "message": "Badly formatted request", "error_detail": {}}
