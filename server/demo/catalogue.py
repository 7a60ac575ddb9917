"""The collections of a project and the fields of each: what `GET …/collections` and BQL know."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from server.demo import fields as f
from server.demo import pages
from server.demo.fields import Field
from server.demo.sites import Site

_MAIN, _SEO, _LINKS, _CONTENT, _SPEED = "Main", "Indexability", "Internal links", "Content", "Performance"


def _own() -> Iterator[Field]:
    """The fields a page's own making decides."""
    yield Field("url", "Full URL", "string", _MAIN, pages.urls, 0, subtype="url")
    yield Field("depth", "Depth", "integer", _MAIN, f.depths, 1)
    yield Field("http_code", "HTTP Status Code", "integer", _MAIN, f.statuses, subtype="url_http_code")
    yield Field("date_crawled", "Date Crawled", "datetime", _MAIN, f.crawl_days, 0)
    yield Field("count_urls_crawl", "No. of URLs Crawled", "integer", _MAIN, f.constant(1), 1, "metric")
    yield Field("url_exists_crawl", "URL Exists in Crawl", "boolean", _MAIN, f.constant(True), 1)
    yield Field("query_string_keys", "Query String Keys", "string", _MAIN, f.query_keys, multiple=True)
    for id, name in (("compliant.is_compliant", "Is Compliant"), ("indexable.is_indexable", "Is Indexable")):
        yield Field(id, name, "boolean", _SEO, f.compliant)
    for id in ("compliant", "indexable"):
        yield Field(f"{id}.main_reason", "Non-Indexable Main Reason", "string", _SEO, f.reasons)
        yield Field(f"{id}.detailed_reason", "Non-Indexable Detailed Reason", "string", _SEO, f.reasons)
    yield Field("canonical.to.equal", "Canonical to Self", "boolean", _SEO, f.self_canonical)
    yield Field("sitemaps.present", "Found in Sitemaps", "boolean", _SEO, f.tabled("sitemaps", f.share(0.6), False))
    yield Field("metadata.title.content", "Title", "string", _CONTENT, pages.titles, 0)
    yield Field("metadata.title.len", "Title Length", "integer", _CONTENT, f.title_lengths, 0)
    yield Field("metadata.description.content", "Meta Description", "string", _CONTENT, pages.descriptions, 0)
    yield Field("metadata.h1.contents", "H1", "string", _CONTENT, pages.headings, 0, multiple=True)
    yield Field("metadata.h1.nb", "No. of H1", "integer", _CONTENT, f.heading_counts)
    yield Field("outlinks_internal.nb.total", "No. of Outlinks", "integer", _LINKS, f.outlinks)
    yield Field(
        "outlinks_internal.graph.url", "Outlinks", "string", _LINKS, pages.targets, 0, multiple=True, explodes=True
    )
    yield Field("internal_page_rank.position", "Internal Pagerank Position", "integer", _LINKS, f.page_rank, 0)


def _number(id: str, name: str, group: str, high: int, low: int = 0) -> Field:
    return Field(id, name, "integer", group, f.tabled(id, f.number(low, high)))


def _links() -> Iterator[Field]:
    kinds = {"internal": "Internal", "external": "External", "errors": "Broken"}
    follow = {"total": "", "unique": " (unique)", "follow.total": ", follow", "follow.unique": ", follow (unique)"}
    follow |= {"nofollow.total": ", nofollow", "nofollow.unique": ", nofollow (unique)"}
    for kind, called in kinds.items():
        for side, name in (("inlinks", "Inlinks"), ("outlinks", "Outlinks")):
            if (side, kind) in (("inlinks", "external"), ("inlinks", "errors")):
                continue
            for part, more in follow.items():
                if (side, kind, part) != ("outlinks", "internal", "total"):
                    id = f"{side}_{kind}.nb.{part}"
                    yield _number(
                        id, f"No. of {called} {name}{more}", f"{called} links", 900 if side == "inlinks" else 90
                    )
    for family in ("3xx", "4xx", "5xx", "non_compliant", "canonicalized", "noindex", "disallowed"):
        id = f"outlinks_errors.{family}.nb.follow.unique"
        yield _number(id, f"No. of Outlinks to {family.replace('_', '-')} URLs", "Broken links", 12)
    yield Field("internal_page_rank.value", "Internal Pagerank", "float", _LINKS, f.tabled("rank", f.fraction(0, 10)))
    yield Field("internal_page_rank.raw", "Raw Internal Pagerank", "double", _LINKS, f.tabled("raw", f.fraction(0, 1)))


def _content() -> Iterator[Field]:
    for tag, name in (("title", "Title"), ("description", "Meta Description"), ("h1", "H1"), ("h2", "H2")):
        quality = f.among("unique", "unique", "unique", "duplicate", "empty")
        yield Field(f"metadata.{tag}.quality", f"{name} Quality", "string", _CONTENT, f.tabled(f"{tag}.q", quality))
        for rule, called in (("", ""), (".context_aware", " (same language and zone)")):
            yield _number(
                f"metadata.{tag}.duplicates{rule}.nb", f"No. of URLs with the same {name}{called}", _CONTENT, 60
            )
    for tag, name in (("title", "Titles"), ("description", "Meta Descriptions"), ("h2", "H2"), ("h3", "H3")):
        yield _number(f"metadata.{tag}.nb", f"No. of {name}", _CONTENT, 9, 1)
    for id, name, high in (
        ("content.size.text", "No. of Words", 2_400),
        ("content.size.template", "No. of Template Words", 600),
        ("content_quality.nb_simscore_pct_50", "No. of URLs 50% similar", 90),
        ("content_quality.nb_simscore_pct_75", "No. of URLs 75% similar", 60),
        ("content_quality.nb_simscore_pct_95", "No. of URLs 95% similar", 20),
        ("content_quality.pct_ngrams_1", "Share of content on this page alone", 100),
        ("images.nb", "No. of Images", 60),
        ("images.without_alt.nb", "No. of Images without Alt Text", 20),
        ("metadata.robots.nb", "No. of Robots Metas", 2),
    ):
        yield _number(id, name, _CONTENT, high)
    for kind in "article breadcrumb event faq offer organization person product recipe review video website".split():
        id = f"metadata.structured.{kind}.nb"
        yield _number(id, f"No. of {kind.title()} Items", "Structured data", 4)
    for kind in ("og.title", "og.image", "og.type", "twitter.card", "amp"):
        id = f"metadata.{kind}.present"
        yield Field(id, f"Has {kind.replace('.', ' ')}", "boolean", "Social", f.tabled(id, f.share(0.7)))
    for language in ("en", "fr", "de", "es", "it", "nl", "sv", "pt"):
        id = f"hreflangs.{language}.present"
        yield Field(id, f"Has Hreflang {language}", "boolean", "International", f.tabled(id, f.share(0.3)))
    yield Field("lang", "Language", "string", "International", f.tabled("lang", f.among("en", "en", "en", "fr", "de")))
    yield Field("content_type", "Content Type", "string", _MAIN, f.tabled("type", f.among("text/html"), False))


def _speed() -> Iterator[Field]:
    for id, name, high, low in (
        ("delay_first_byte", "Delay First Byte Received", 1_800, 40),
        ("delay_last_byte", "Delay Total", 4_200, 60),
        ("byte_size", "Byte Size", 380_000, 2_000),
        ("js.rendering.delay", "JavaScript Rendering Time", 9_000, 200),
        ("js.requests.nb", "No. of JavaScript Requests", 140, 3),
        ("js.requests.failed.nb", "No. of Failed JavaScript Requests", 9, 0),
        ("crux.lcp", "Largest Contentful Paint", 6_000, 700),
        ("crux.inp", "Interaction to Next Paint", 600, 30),
        ("crux.fcp", "First Contentful Paint", 4_000, 300),
        ("redirect.hops", "No. of Redirect Hops", 4, 0),
    ):
        yield _number(id, name, _SPEED, high, low)
    yield Field("crux.cls", "Cumulative Layout Shift", "float", _SPEED, f.tabled("cls", f.fraction(0, 0.6)))
    for id, name in (("js.rendering.exec", "Was Rendered"), ("js.rendering.ok", "Was Rendered without Error")):
        yield Field(id, name, "boolean", _SPEED, f.tabled(id, f.share(0.9)))


_ISSUES = (
    "title_missing title_duplicate title_too_long title_too_short description_missing description_duplicate "
    "description_too_long h1_missing h1_duplicate h1_multiple thin_content duplicate_content slow_page very_slow_page "
    "heavy_page orphan low_inlinks no_outlinks too_many_outlinks broken_outlinks redirected_outlinks canonical_chain "
    "canonical_to_error canonical_missing noindex_in_sitemap error_in_sitemap redirect_chain redirect_loop "
    "mixed_content http_page hreflang_missing_return hreflang_to_error image_without_alt structured_data_error "
    "javascript_error blocked_resource soft_404 parameter_url pagination_error deep_page"
).split()


def _more() -> Iterator[Field]:
    for issue in _ISSUES:
        name, id = issue.replace("_", " ").capitalize(), f"scoring.issues.{issue}"
        yield Field(id, name, "boolean", "Issues", f.tabled(id, f.share(0.12)))
    for engine in ("google", "google_smartphone", "bing", "openai", "anthropic", "perplexity"):
        name = engine.replace("_", " ").title()
        yield _number(f"search_engines.{engine}.crawls.count", f"No. of Crawls by {name}", "Search engines", 240)
        id = f"search_engines.{engine}.visits.count"
        yield Field(id, f"No. of Visits from {name}", "integer", "Visits", f.tabled(id, f.searched(f.number(0, 900))))
    for source in ("organic.all", "organic.google", "organic.bing", "social.all", "ai.all"):
        id = f"visits.{source}.nb"
        name = source.replace(".", " ").title()
        yield Field(id, f"No. of Visits, {name}", "integer", "Visits", f.tabled(id, f.searched(f.number(0, 900))))
    for field in _search():
        yield Field(f"gsc_by_url.{field.id}", field.name, field.type, "Search Console", field.values)


def _search() -> Iterator[Field]:
    for id, name, one in (
        ("count_impressions", "Impressions", f.number(1, 40_000)),
        ("count_clicks", "Clicks", f.number(0, 1_500)),
    ):
        yield Field(id, name, "integer", "Search Console", f.tabled("gsc", f.searched(one), False), kind="metric")
    for id, name, high in (("avg_position", "Avg. Position", 60.0), ("ctr", "CTR", 0.3)):
        values = f.tabled("gsc", f.searched(f.fraction(0.01, high), None), False)
        yield Field(id, name, "float", "Search Console", values, kind="metric")


def _global() -> Iterator[Field]:
    yield Field("url", "Full URL", "string", _MAIN, pages.urls, 0, subtype="url")
    yield Field("path", "Path", "string", _MAIN, pages.paths, 0)
    yield Field("host", "Host", "string", _MAIN, lambda span: [span.site.host] * (span.stop - span.start), 1)
    yield Field("protocol", "Protocol", "string", _MAIN, f.constant("https"), 1)
    yield Field("segments.pagetype.value", "pagetype", "string", "Segments", f.of_kind("pagetype"))
    yield Field("segments.pagetype.depth_1", "pagetype, first level", "string", "Segments", f.of_kind("pagetype"))


@lru_cache(maxsize=1)
def global_fields() -> dict[str, Field]:
    """Fields that are asked for without a collection."""
    return {field.id: field for field in _global()}


@lru_cache(maxsize=1)
def crawl_fields() -> dict[str, Field]:
    found = (*_own(), *_links(), *_content(), *_speed(), *_more())
    return {field.id: field for field in found}


@lru_cache(maxsize=1)
def search_fields() -> dict[str, Field]:
    return {field.id: field for field in _search()}


def collections(site: Site) -> list[dict[str, Any]]:
    """As `GET …/collections` lists them."""
    newest, oldest = site.newest.day, site.analyses[-1].day
    crawls = [
        {"id": f"crawl.{found.slug}", "name": f"Crawl of {found.day}", "date": found.day, "timestamped": False}
        for found in site.analyses
        if found.status == "success"
    ]
    search = {"id": "search_console", "name": "Search Console", "date": newest, "timestamped": True}
    search |= {"date_start": oldest, "date_end": newest}
    return [
        {"id": "global", "name": "URL Scheme and Segmentation", "date": newest, "timestamped": False},
        *crawls,
        search,
    ]


def known(collection: str) -> dict[str, Field]:
    """The fields of a collection, by their id within it."""
    if collection == "global":
        return global_fields()
    return search_fields() if collection == "search_console" else crawl_fields()


def described(collection: str) -> dict[str, Any]:
    """As `GET …/collections/{collection}` answers."""
    prefix = {"global": "", "search_console": "search_console.period_0."}.get(collection, collection + ".")
    found = known(collection).values()
    groups = list(dict.fromkeys(field.group for field in found))
    listed = [field.described(prefix) | {"group": f.group_id(field.group)} for field in found]
    named = [{"id": f.group_id(name), "name": name, "parent": None, "multiple": False} for name in groups]
    dataset = {"id": collection, "name": collection, "multiple": False, "category": [], "groups": named}
    metadata: dict[str, Any] = {"date_start": None, "date_end": None, "date_last_modified": None, "config": {}}
    return {"datasets": [dataset | {"fields": listed, "suggested_operations": []}], "metadata": metadata}
