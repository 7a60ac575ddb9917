"""The payload of an export job: what is missing filled in with Botify's defaults, what is wrong refused."""

from __future__ import annotations

from typing import Any

from server.demo import query
from server.demo.fields import Field, number, tabled
from server.demo.filters import EVERY
from server.demo.pages import urls
from server.demo.query import Column, Query
from server.demo.refusal import BAD_REQUEST, NO_PROJECT, Refusal, bad_query
from server.demo.sites import OWNER, SITES, Site

JOB_TYPES = ("export", "logs_urls_export")
FORMATTER = {"delimiter": ",", "print_header": False, "header_format": "verbose", "print_delimiter": False}
"""As witnessed in an echo; the formatter's documentation says otherwise of the two `print_…`."""

DEFAULTS: dict[str, Any] = {
    "connector": "direct_download",
    "formatter": "csv",
    "export_size": 1_000_000,
    "extra_config": {"compression": "gzip"},
    "sort_url_id": False,
    "export_job_name": None,
}
_LOG_ROWS = 5_000


def site(owner: Any, slug: Any) -> Site:
    """The project; Refusal 404 if there is none."""
    if owner != OWNER or slug not in SITES:
        raise Refusal(404, NO_PROJECT, "Project was not found")
    return SITES[slug]


def completed(job_type: Any, payload: Any) -> dict[str, Any]:
    """The payload as it is echoed. Refusal 400 or 404 where it is not one."""
    if job_type not in JOB_TYPES:
        raise bad_query(f'Unknown job type "{job_type}".', BAD_REQUEST)
    if not isinstance(payload, dict):
        raise bad_query("Payload should be an object.", BAD_REQUEST)
    for key in ("username", "project"):
        if not isinstance(payload.get(key), str):
            raise bad_query(f'"{key}" is mandatory.', BAD_REQUEST)
    site(payload["username"], payload["project"])
    whole = {**DEFAULTS, **payload, "formatter_config": {**FORMATTER, **(payload.get("formatter_config") or {})}}
    whole["extra_config"] = {**DEFAULTS["extra_config"], **(payload.get("extra_config") or {})}
    _check(whole)
    asked(job_type, whole)
    return whole


def _check(whole: dict[str, Any]) -> None:
    size, config = whole["export_size"], whole["formatter_config"]
    if not isinstance(size, int) or isinstance(size, bool) or size <= 0:
        raise bad_query("Export size should be a number above 0.", BAD_REQUEST)
    if whole["connector"] != "direct_download":
        raise bad_query(f'Unknown connector "{whole["connector"]}".', BAD_REQUEST)
    if whole["formatter"] not in ("csv", "json"):
        raise bad_query(f'Unknown formatter "{whole["formatter"]}".', BAD_REQUEST)
    if config["header_format"] not in ("verbose", "slug", "collection_slug"):
        raise bad_query(f'Unknown header format "{config["header_format"]}".', BAD_REQUEST)
    if not isinstance(config["delimiter"], str) or len(config["delimiter"]) != 1:
        raise bad_query("Delimiter should be one character.", BAD_REQUEST)


def asked(job_type: str, whole: dict[str, Any]) -> Query:
    """What rows the job is about."""
    project = site(whole["username"], whole["project"])
    return query.read(project, whole.get("query")) if job_type == "export" else _logs(project, whole)


def limit(job_type: str, whole: dict[str, Any]) -> int:
    """How many rows the file holds at most; what is more is cut without a word."""
    most: int = min(whole["export_size"], DEFAULTS["export_size"])
    return most if job_type == "export" else min(most, _LOG_ROWS)


def _logs(project: Site, whole: dict[str, Any]) -> Query:
    """The old query of log files: any number is a count of hits."""
    inner = whole.get("query")
    names = (inner if isinstance(inner, dict) else whole).get("fields")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise bad_query("Fields are mandatory", "1016")
    for day in ("date_start", "date_end"):
        if not isinstance(whole.get(day), str):
            raise bad_query(f'"{day}" is mandatory.', BAD_REQUEST)
    return Query(project, project.newest, tuple(_logged(name) for name in names), (), EVERY, ())


def _logged(name: str) -> Column:
    if name in ("url", "full_url"):
        return Column(Field("url", "Full URL", "string", "", urls, 0), "url", "Full URL")
    return Column(Field(name, name, "integer", "", tabled(name, number(1, 400), False)), name, name)
