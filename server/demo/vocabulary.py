"""The words of the made-up sites, and the kinds of page each has: one entry a kind, with its address and its texts.

In a template {0} is a thing, {1} a quality, {2} a name, {3} a number of its own; addresses get the same words as slugs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`reason` is why such pages are not indexable, if they are not; `weights[n]` how common the kind is at depth n."""

    pagetype: str
    path: str
    title: str
    description: str
    h1: tuple[str, ...]
    weights: tuple[int, ...]
    links: tuple[int, int] = (4, 14)
    reason: str = ""


@dataclass(frozen=True)
class Vocabulary:
    things: tuple[str, ...]
    qualities: tuple[str, ...]
    names: tuple[str, ...]
    home: Kind
    kinds: tuple[Kind, ...]


def _home(title: str, description: str) -> Kind:
    return Kind("home", "/", title, description, (title.split(" | ")[0],), (1,), (24, 24))


def _shop(name: str, folder: str, promise: str) -> tuple[Kind, ...]:
    """The kinds of page of a shop: the last weight counts for all deeper pages."""
    return (
        Kind(
            "category",
            f"/{folder}/{{0}}-{{3}}/",
            f"{{0}}: {{1}} and more | {name}",
            f"Browse our {{0}}, from {{1}} to everyday. {promise}",
            ("{0}",),
            (0, 60, 24, 8, 4, 2),
            (12, 30),
        ),
        Kind(
            "product",
            f"/{folder}/{{1}}-{{0}}-{{2}}-{{3}}.html",
            f"{{1}} {{0}} by {{2}} | {name}",
            f"{{1}} {{0}}, made by {{2}}: sizes, colours, reviews, and what goes well with it. Item {{3}}. {promise}",
            ("{1} {0}",),
            (0, 10, 48, 60, 64, 60),
        ),
        Kind(
            "product",
            f"/{folder}/{{0}}-{{2}}-{{3}}.html?variant={{1}}&utm_source=newsletter",
            f"{{0}} ({{2}}), {{1}} | {name}",
            f"{{2}}’s {{0}} in the version “{{1}}”, with all its measures, pictures and reviews. {promise}",
            ("{0}", "Also in {1}"),
            (0, 0, 4, 6, 6, 8),
            reason="Canonical",
        ),
        Kind(
            "facets",
            f"/{folder}/{{0}}/?brand={{2}}&style={{1}}&sort=price&page={{3}}",
            f"{{0}} by {{2}}, {{1}}, page {{3}} | {name}",
            "{0} filtered by brand {2} and style {1}, cheapest first. Change the filter to see more {0}.",
            ("{0} by {2}",),
            (0, 0, 6, 12, 16, 24),
            (8, 20),
            "Canonical",
        ),
        Kind(
            "search",
            "/search?q={0}+{1}&sessionid={3}",
            f"Results for “{{0}} {{1}}” | {name}",
            "",
            ("Results for {0} {1}",),
            (0, 0, 1, 3, 4, 5),
            reason="Noindex",
        ),
        Kind(
            "magazine",
            "/magazine/how-to-choose-{1}-{0}-{3}",
            f"How to choose {{1}} {{0}} | {name} Magazine",
            "Everything {2} taught us about {0}: a guide in five steps.",
            ("How to choose {1} {0}",),
            (0, 16, 12, 8, 4, 2),
        ),
        Kind(
            "help",
            "/help/{0}-{3}",
            f"Help with {{0}} | {name}",
            "Delivery, returns and care of {0}.",
            ("Help: {0}",),
            (0, 14, 5, 2, 1, 1),
        ),
    )


_NEWS = (
    Kind(
        "section", "/{0}/{1}-{3}/", "{0}, {1} | The Daily Harbour", "All about {0}: {1}.", ("{0}",), (0, 60, 12, 3, 1)
    ),
    Kind(
        "article",
        "/{0}/2026/{2}-{1}-{3}.html",
        "{2}: {1} day for {0} | The Daily Harbour",
        "What {1} news from {2} means for {0}, and what happens next.",
        ("{2}: {1} day for {0}",),
        (0, 20, 60, 70, 72),
        (6, 18),
    ),
    Kind(
        "article",
        "/amp/{0}/2026/{2}-{3}.html?amp=1",
        "{2} and {0}, in short | The Daily Harbour",
        "The short version: {2}, {0}.",
        ("{2} and {0}",),
        (0, 0, 4, 8, 8),
        reason="Canonical",
    ),
    Kind(
        "live",
        "/live/{2}-{3}",
        "LIVE: {0} in {2}, the {1} evening | The Daily Harbour",
        "Minute by minute: {0}, {2}.",
        ("Live from {2}", "{0}"),
        (0, 8, 6, 3, 2),
    ),
    Kind("author", "/author/{2}-{3}", "Articles about {2} | The Daily Harbour", "", ("{2}",), (0, 8, 8, 4, 2)),
    Kind(
        "archive",
        "/archive?topic={0}&mood={1}&page={3}",
        "Archive: {0}, page {3} | The Daily Harbour",
        "",
        ("Archive: {0}",),
        (0, 0, 6, 10, 14),
        (10, 24),
        "Noindex",
    ),
)

VOCABULARIES = {
    "tea-shop": Vocabulary(
        tuple(
            "Sencha,Gyokuro,Matcha,Darjeeling,Assam,Earl Grey,Lapsang Souchong,Oolong,Pu-erh,White Peony,Rooibos,"
            "Chamomile,Mint Tea,Teapots,Kettles,Strainers,Tea Caddies,Gift Boxes,Honey".split(",")
        ),
        tuple(
            "organic,first-flush,smoky,hand-picked,loose-leaf,decaffeinated,roasted,floral,rare,everyday,cast-iron".split(
                ","
            )
        ),
        tuple("Kinoko,Old Wharf,Ødegård,Maison Thé,Blue Crane,Pekoe & Sons,Highfield,茶月,Nilgiri House".split(",")),
        _home("Leaf & Kettle | Fine tea, since 1987", "Loose-leaf tea, teapots and honey, sent within a day."),
        _shop("Leaf & Kettle", "tea", "Sent within a day."),
    ),
    "daily-news": Vocabulary(
        tuple(
            "politics,business,science,football,weather,culture,travel,education,health,transport,housing,courts".split(
                ","
            )
        ),
        tuple("quiet,historic,difficult,hopeful,record,long,surprising,decisive,rainy,costly,ordinary".split(",")),
        tuple("Port Ellis,Northam,Saint-Rémy,Göteborg,Old Quay,Karlshafen,Westmoor,São Tomé,Lisburn,Kraków".split(",")),
        _home("The Daily Harbour | News from the coast", "News, weather and football from the coast, all day."),
        _NEWS,
    ),
    "megastore": Vocabulary(
        tuple(
            "Headphones,Monitors,Backpacks,Running Shoes,Desk Lamps,Blenders,Garden Chairs,Phone Cases,Board Games,"
            "Drills,Tents,Raincoats,Keyboards,Espresso Machines,Bicycle Lights,Office Chairs,Puzzles,Towels".split(",")
        ),
        tuple(
            'wireless,foldable,waterproof,refurbished,compact,heavy-duty,kids’,limited,17",classic,XL,two-pack'.split(
                ","
            )
        ),
        tuple("Norrvik,Tanaka,Bluepeak,Ølsen,Cordoba,H&K,Velo,Sunday,Graf,Émile,Quartz,Hülse".split(",")),
        _home("Megastore | Everything, delivered", "Three million things, one basket."),
        _shop("Megastore", "shop", "Free delivery from €49, free returns."),
    ),
}
