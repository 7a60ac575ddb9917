"""Whom one works for."""

from hypothesis import given
from hypothesis import strategies as st

from server.domain.profile import NOBODY, Profile, clients


@given(st.lists(st.booleans(), max_size=6), st.integers(0, 7), st.booleans())
def test_only_an_active_profile_can_be_chosen(active: list[bool], chosen: int, locked: bool) -> None:
    rows = [(id, Profile("Real", f"menu {id}", active=on)) for id, on in enumerate(active, 1)]
    found = clients(rows, chosen, locked)
    assert [one.id for one in found.all] == [0, *(id for id, on in enumerate(active, 1) if on)]
    assert found.chosen.id == (chosen if chosen in [one.id for one in found.all] else NOBODY.id)
    assert list(found.offered) == ([found.chosen] if locked else list(found.all))
    assert "Real" not in repr(found)
