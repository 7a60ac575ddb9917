"""Botify projects and their analyses as people write them. The only module that knows Botify's page addresses."""

import re
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

from server.domain.day import in_words
from server.domain.problem import WrongInput

APP_HOST = "app.botify.com"
LOOKS_LIKE = f"https://{APP_HOST}/org/project/"

# First parts of Botify's own pages that are no organisation.
_NOT_ORGS = frozenset({"account", "admin", "api", "auth", "help", "login", "logout", "settings", "signup", "static"})
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_DATED_SLUG = re.compile(r"(\d{4})(\d{2})(\d{2})(?:-(\d+))?")


def botify_project(text: str) -> dict[str, str]:
    """'https://app.botify.com/acme/shop/crawl?x=1' -> {'address': …, 'org': 'acme', 'project': 'shop'}

    The address is the clean one, 'https://app.botify.com/acme/shop/'.

    Raises WrongInput with a sentence that says what a project address looks like.
    """
    typed = text.strip().strip("<>\"'")
    parts = _address_parts(typed)
    if len(parts) < 2 or parts[0].lower() in _NOT_ORGS or not all(_SLUG.fullmatch(part) for part in parts[:2]):
        shown = typed if len(typed) <= 80 else typed[:79] + "…"
        raise WrongInput(f"“{shown}” is not the address of a Botify project. One looks like {LOOKS_LIKE}")
    org, project = parts[:2]
    return {"address": f"https://{APP_HOST}/{org}/{project}/", "org": org, "project": project}


def _address_parts(typed: str) -> list[str]:
    """The path's parts of an address on Botify's site, none for any other text."""
    if "://" not in typed:
        typed = f"https://{typed}"
    try:
        address = urlsplit(typed)
        port = address.port
    except ValueError:
        return []
    if address.scheme.lower() not in ("https", "http") or (address.hostname or "") != APP_HOST:
        return []
    if port not in (None, 80, 443) or address.username is not None:
        return []
    return [unquote(part) for part in address.path.split("/") if part]


def crawl_date(analysis: str) -> date | None:
    """'20240101-2' -> date(2024, 1, 1); None for a slug that is no date."""
    match = _DATED_SLUG.fullmatch(analysis)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def readable(analysis: str) -> str:
    """'20240101' -> '1 January 2024', '20240101-2' -> '1 January 2024 (2)'; another slug stays as it is."""
    day = crawl_date(analysis)
    if day is None:
        return analysis
    number = analysis.partition("-")[2]
    return in_words(day) + (f" ({number})" if number else "")


def days_before(analysis: str, days: int) -> list[str]:
    """The period that ends with the analysis' day: ('20240131', 30) -> ['2024-01-02', '2024-01-31'].

    Raises WrongInput for a slug that names no day.
    """
    end = crawl_date(analysis)
    if end is None:
        raise WrongInput(f"The analysis “{analysis}” names no day, so no period can be told from it.")
    return [(end - timedelta(days=days - 1)).isoformat(), end.isoformat()]
