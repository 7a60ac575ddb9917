"""Secrets are taken out of what is logged or shown to a helper: the only module that knows what they look like."""

import re

_learnt: set[str] = set()
"""Tokens in use. As wide as the log, which is one for the whole process."""

_SECRET = re.compile(
    r"""(?ix)
    ( \bauthorization["']?\s*[:=]\s*["']?(?:token|bearer|basic)?\s*
    | (?:\b|_)token["']?\s*[:= ]\s*["']?
    | \b(?:set-)?cookie["']?\s*[:=]\s*["']?
    | \bpipulate-\d+\s*=\s*
    | \bx-csrf["']?\s*[:=]\s*["']?
    | \b(?:x-amz-|x-goog-)?(?:signature|sig|credential|security-token)=
    | [?&;\s"']k=
    ) [^\s"'&,;]{8,}
    | (?<=://) [^\s/?#@"']+ : [^\s/?#@"']+ (?=@)"""
)


def learn(secret: str) -> None:
    """Take out this text, too, wherever it stands."""
    if len(secret) >= 8:
        _learnt.add(secret)


def redacted(text: str) -> str:
    """The text without tokens, authorizations, cookies, signatures of addresses and one-time keys."""
    for secret in tuple(_learnt):
        text = text.replace(secret, "…")
    return _SECRET.sub(lambda found: f"{found[1] or ''}…", text)
