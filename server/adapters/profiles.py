"""Which profile is chosen, and the services that tell plug-ins about it. The choice is a setting, for all windows."""

from collections.abc import Mapping
from typing import Any

from server.adapters.crud import Rows
from server.adapters.settings import Settings
from server.domain.crud import Crud
from server.domain.opening import WrongAnswers
from server.domain.problem import Problem
from server.domain.profile import NOBODY, Clients, Profile, clients

_CHOSEN, _LOCKED = "profile", "profiles locked"


class Profiles:
    """The profiles of the list that holds them; none where no plug-in has that list."""

    def __init__(self, rows: Rows, settings: Settings) -> None:
        self._rows, self._settings = rows, settings

    @property
    def app(self) -> Crud | None:
        """The list that holds them."""
        return next((app for app in self._rows.apps if app.of_profiles), None)

    def clients(self) -> Clients:
        if self.app is None:
            return Clients()
        chosen = self._settings.get(_CHOSEN)
        rows = [(row.id, Profile(**row.values)) for row in self._rows.all(self.app)]
        return clients(rows, int(chosen) if chosen.isdecimal() else 0, bool(self._settings.get(_LOCKED)))

    def choose(self, id: int) -> None:
        """Raises Problem for one that the menu does not offer."""
        known = self.clients()
        if id not in [one.id for one in known.offered]:
            locked = "The menu is locked to one profile. Unlock it on the page of the profiles, then choose."
            raise Problem(locked if known.locked else "This profile is not there any more. Reload the page.")
        self._settings.put(_CHOSEN, str(id))

    def lock(self, on: bool) -> None:
        self._settings.put(_LOCKED, "on" if on else "")

    def must_be_there(self, id: int) -> None:
        """Raises Problem for a profile that was deleted since a page was drawn."""
        if id and self.app is not None:
            self._rows.get(self.app, id)

    def must_be_told_apart(self, app: Crud, values: Mapping[str, Any], id: int = 0) -> None:
        """Raises WrongAnswers where a profile other than row `id` has this menu name: the menu would show two alike."""
        if not app.of_profiles:
            return
        others = [str(row.values["menu_name"]) for row in self._rows.all(app) if row.id != id]
        for taken in (NOBODY.name, *others):
            if taken.casefold() == str(values["menu_name"]).casefold():
                raise WrongAnswers({"menu_name": f"The menu shows a “{taken}” already. Choose another name."})


class ProfileService:
    """`profile`: the chosen profile, under the name that the menu shows."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles

    @property
    def name(self) -> str:
        return self._profiles.clients().chosen.name

    @property
    def address(self) -> str:
        return self._profiles.clients().chosen.address

    @property
    def country(self) -> str:
        return self._profiles.clients().chosen.country


class ProfilesService:
    """`profiles`: whether the menu shows the chosen one alone."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles

    @property
    def locked(self) -> bool:
        return self._profiles.clients().locked

    def lock(self) -> str:
        self._profiles.lock(True)
        return "The menu shows the chosen profile alone."

    def unlock(self) -> str:
        self._profiles.lock(False)
        return "The menu shows all profiles."


def profile_services(profiles: Profiles) -> dict[str, Any]:
    return {"profile": ProfileService(profiles), "profiles": ProfilesService(profiles)}
