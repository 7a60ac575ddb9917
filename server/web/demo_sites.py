"""The demo's sites, offered below the field that asks for a project's address: one press fills it in."""

from collections.abc import Sequence
from typing import Any

from fasthtml import common as h

from server.adapters.connection import DemoSite
from server.domain.fields import Field, Text
from server.domain.project import botify_project


def offered(field: Field, sites: Sequence[DemoSite]) -> Any:
    """Buttons that hand.js obeys; None below any other field, and where there is no demo."""
    if not sites or not isinstance(field, Text) or field.parse is not botify_project:
        return None
    presses = [
        h.Button(f"{site.title}, {site.urls:,} URLs", type="button", cls="outline small", data_fill=site.address)
        for site in sites
    ]
    return h.Div(h.Small("Made-up sites to try:"), *presses, cls="actions")
