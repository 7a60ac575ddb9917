"""What the simulator refuses: Botify's error codes, and the envelope every error answer has.

The table of codes is Botify's (its retired developer pages); which HTTP status belongs to which code is not published.
"""

from __future__ import annotations

from typing import Any

BAD_REQUEST, BAD_QUERY, NO_FIELD, BAD_REGEX, CANNOT = "1020", "1022", "1029", "1057", "1044"
UNAUTHORIZED, FORBIDDEN, NO_ANALYSIS, NO_USER, NO_PROJECT, NO_EXPORT = "1001", "1002", "1004", "1007", "1010", "1059"
NO_METHOD, TOO_MANY, UNKNOWN = "1039", "1053", "1000"


class Refusal(Exception):
    """An error answer: HTTP status, Botify's code, and a message for the caller."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def envelope(code: str, message: str) -> dict[str, Any]:
    return {"error": {"error_code": code, "message": message, "error_detail": {}}}


def bad_query(message: str, code: str = BAD_QUERY) -> Refusal:
    return Refusal(400, code, message)
