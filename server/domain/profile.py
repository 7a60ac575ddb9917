"""Profiles: the clients one works for. Their real names are for their own page; everybody else sees a `Client`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass
class Profile:
    """A row of the list of profiles."""

    real_name: str
    menu_name: str
    address: str = ""
    country: str = ""
    active: bool = True
    priority: int = 0


@dataclass(frozen=True)
class Client:
    """A profile as all pages but its own may show it."""

    id: int
    name: str
    address: str = ""
    country: str = ""


NOBODY = Client(0, "default")
"""Who is worked for while no profile is chosen."""


@dataclass(frozen=True)
class Clients:
    """Who can be chosen, who is, and whether the menu is locked to that one."""

    all: Sequence[Client] = (NOBODY,)
    chosen: Client = NOBODY
    locked: bool = False
    others: Sequence[str] = ()
    """The menu names of all but the chosen one, active or not."""

    @property
    def offered(self) -> Sequence[Client]:
        """What the menu shows."""
        return [self.chosen] if self.locked else self.all

    def hides(self, key: str) -> bool:
        """Whether a list leaves this pipeline out: locked, one shows none whose key names another profile."""
        if not self.locked or _named(self.chosen.name, key, begins=True):
            return False
        return any(_named(name, key) for name in self.others)


def _named(name: str, key: str, begins: bool = False) -> bool:
    found = re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", key.casefold())
    return found is not None and (found.start() == 0 or not begins)


def clients(profiles: Sequence[tuple[int, Profile]], chosen: int, locked: bool) -> Clients:
    """The active profiles in their order. One that is chosen but gone, or not active, leaves nobody chosen."""
    found = [Client(id, one.menu_name, one.address, one.country) for id, one in profiles if one.active]
    everybody = [NOBODY, *found]
    now = next((one for one in found if one.id == chosen), NOBODY)
    others = [one.menu_name for id, one in profiles if id != now.id]
    return Clients(everybody, now, locked, others)
