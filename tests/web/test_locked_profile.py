"""While the menu is locked to one profile, no list names another."""

from tests.web.site import RunningSite
from tests.web.test_profiles import SECRET, choose, pressed, profile


def test_a_locked_menu_leaves_out_pipelines_that_are_named_after_others(site: RunningSite) -> None:
    visitor = site.visitor()
    profile(visitor, SECRET, "umbrella")
    profile(visitor, "Acme", "acme")
    for key in ("umbrella-hello-01", "Audit for Umbrella", "acme-hello-01", "umbrellas", "acme and umbrella", "plain"):
        visitor.begin("hello", key)
    choose(visitor, "acme")
    pages = ("/", "/apps/hello", "/pipelines", "/palette", "/pipelines/listed?find=hello")
    assert all("umbrella-hello-01" in visitor.get(page).text for page in pages)
    pressed(visitor, "Show only the chosen profile in the menu")
    for page in pages:
        shown = visitor.get(page).text
        assert "umbrella-hello-01" not in shown, page
        assert "Audit for Umbrella" not in shown, page
        assert all(key in shown for key in ("acme-hello-01", "umbrellas", "acme and umbrella", "plain")), page
    assert "pipelines of others are not shown" in visitor.get("/pipelines").text
    assert visitor.get("/apps/hello/pipeline?key=umbrella-hello-01").status == 200, "its address still leads there"
