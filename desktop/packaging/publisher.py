"""Who publishes the app. Whoever does puts their own facts in here; every package takes them from here alone.

`python -m desktop.packaging.publisher` fails while nobody has: the release workflow asks it before it makes a draft.
The two other facts of a publisher lie where the app reads them: the list of updates and its key in
`assets/updates.json`, and the keys that sign, which are nobody's but the machine's that signs.
"""

from __future__ import annotations

import sys

NAME = "The Pipulate Desktop authors"
ADDRESS = "pipulate-desktop@lists.invalid"
"""Where users of a package may write to. Debian asks for one; .invalid is nobody's (RFC 2606)."""
APP_ID = "com.pipulate.desktop"
"""A domain of the publisher's, turned around, and the app's name. macOS and AppStream know the app by it for ever."""


def nobody_yet(address: str) -> bool:
    """Whether the address is still the one that no mail reaches."""
    return address.rpartition(".")[2] == "invalid"


if __name__ == "__main__":
    if nobody_yet(ADDRESS):
        sys.exit("desktop/packaging/publisher.py does not say yet who publishes the app.")
