"""Names of files for addresses and forms: a page gives back what was drawn on it, and can name no other file.

A token holds what is known of its file, signed with a key of this run of the app; a page never lives longer.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from server.domain.files import Root, SavedFile

_KEY = secrets.token_bytes(32)
_SIGNATURE = 16
_BEGINS = "file~"


def token(file: SavedFile) -> str:
    told = file.to_text().encode()
    return _BEGINS + urlsafe_b64encode(_signed(told) + told).decode()


def file_of(token: str, root: Root) -> SavedFile | None:
    """None for one that this run of the app did not give."""
    if not token.startswith(_BEGINS) or not token.isascii():
        return None
    try:
        known = urlsafe_b64decode(token.removeprefix(_BEGINS))
    except ValueError:
        return None
    signature, told = known[:_SIGNATURE], known[_SIGNATURE:]
    if not hmac.compare_digest(signature, _signed(told)):
        return None
    return SavedFile.from_json(json.loads(told), root)


def in_words(value: str) -> str:
    """What a form sent, as a person reads it: a file's name in place of its token."""
    file = file_of(value, lambda place: Path())
    return file.file_name if file else value


def _signed(told: bytes) -> bytes:
    return hmac.new(_KEY, told, hashlib.sha256).digest()[:_SIGNATURE]
