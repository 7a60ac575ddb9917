"""Profiles: the menu, the lists and keys that follow it, and real names on one page alone."""

import json

from bs4 import BeautifulSoup, Tag

from tests.web.site import RunningSite
from tests.web.visitor import Answer, Visitor

SECRET = "Umbrella Holding"


def post(visitor: Visitor, path: str, **form: str) -> Answer:
    answer = visitor.post(path, form)
    assert answer.status == 200, answer.text
    return answer


def added(visitor: Visitor, app: str, **columns: str) -> Answer:
    form = visitor.get(f"/apps/{app}").soup.find("form", class_="add")
    assert isinstance(form, Tag)
    return visitor.post(str(form["hx-post"]), {f"a.{name}": value for name, value in columns.items()})


def profile(visitor: Visitor, real: str, menu: str) -> Answer:
    return added(visitor, "profiles", real_name=real, menu_name=menu)


def menu(soup: BeautifulSoup) -> list[str]:
    """The chosen profile, then all that are offered."""
    found = soup.find(id="profile-menu")
    assert isinstance(found, Tag)
    return [part.get_text() for part in found.find_all(["summary", "button"])]


def choose(visitor: Visitor, name: str) -> None:
    button = visitor.get("/").soup.select_one("#profile-menu").find("button", string=name)  # type: ignore[union-attr]
    assert isinstance(button, Tag)
    assert post(visitor, str(button["hx-post"]), **json.loads(str(button["hx-vals"]))).header("hx-refresh") == "true"


def listed(visitor: Visitor, app: str) -> list[str]:
    return [name.get_text() for name in visitor.get(f"/apps/{app}").soup.select("#rows .name")]


def pressed(visitor: Visitor, label: str) -> Answer:
    button = visitor.get("/apps/profiles").soup.find("button", string=label)
    assert isinstance(button, Tag)
    return post(visitor, str(button["hx-post"]))


def test_the_menu_offers_the_active_profiles_by_their_menu_names(visitor: Visitor) -> None:
    assert menu(visitor.get("/").soup) == ["default", "default"]
    answer = profile(visitor, SECRET, "umbrella")
    assert menu(answer.soup) == ["default", "default", "umbrella"], "it is drawn anew at once"
    profile(visitor, "Acme", "acme")
    assert menu(visitor.get("/").soup) == ["default", "default", "acme", "umbrella"]
    choose(visitor, "umbrella")
    assert menu(visitor.get("/").soup)[0] == "umbrella"
    answer = post(visitor, "/apps/profiles/rows/1/toggle", column="active")
    assert menu(answer.soup) == ["default", "default", "acme"], "one that is not active is not worked for"


def test_new_keys_begin_with_the_chosen_profile(visitor: Visitor) -> None:
    profile(visitor, SECRET, "umbrella")
    assert visitor.begin("hello").key == "default-hello-01"
    choose(visitor, "umbrella")
    field = visitor.get("/apps/hello").soup.find("input", attrs={"name": "key"})
    assert isinstance(field, Tag)
    assert field["placeholder"] == "umbrella-hello-01"
    assert visitor.begin("hello").key == "umbrella-hello-01"


def test_each_profile_has_its_own_tasks(visitor: Visitor) -> None:
    profile(visitor, SECRET, "umbrella")
    added(visitor, "tasks", text="nobody's")
    old = visitor.get("/apps/tasks").soup.find("form", class_="add")
    choose(visitor, "umbrella")
    assert listed(visitor, "tasks") == []
    added(visitor, "tasks", text="theirs")
    assert isinstance(old, Tag)
    post(visitor, str(old["hx-post"]), **{"a.text": "from a page that was open"})
    assert listed(visitor, "tasks") == ["theirs"]
    choose(visitor, "default")
    assert listed(visitor, "tasks") == ["from a page that was open", "nobody's"]


def test_a_locked_menu_shows_the_chosen_profile_alone(visitor: Visitor) -> None:
    profile(visitor, SECRET, "umbrella")
    profile(visitor, "Acme", "acme")
    choose(visitor, "acme")
    answer = pressed(visitor, "Show only the chosen profile in the menu")
    assert menu(answer.soup) == menu(visitor.get("/").soup) == ["acme 🔒", "acme"]
    assert "umbrella" not in visitor.get("/").text
    assert "The menu is locked" in post(visitor, "/profile", id="1").text
    assert menu(pressed(visitor, "Show all profiles in the menu").soup) == ["acme", "default", "acme", "umbrella"]


def test_a_locked_menu_leaves_out_pipelines_that_are_named_after_others(visitor: Visitor) -> None:
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


def test_deleting_a_profile_tells_what_goes_with_it_and_can_be_undone(visitor: Visitor) -> None:
    profile(visitor, SECRET, "umbrella")
    choose(visitor, "umbrella")
    for text in ("a", "b"):
        added(visitor, "tasks", text=text)
    page = visitor.get("/apps/tasks").soup.find("form", class_="add")
    delete = visitor.get("/apps/profiles").soup.find("button", string="Delete")
    assert isinstance(delete, Tag)
    assert delete["hx-confirm"] == (
        f"Delete “{SECRET}”, and with it 2 rows of “Tasks”? Pipelines and files stay as they are."
    )
    answer = post(visitor, str(delete["hx-post"]))
    assert f"“{SECRET}” was deleted, and with it 2 rows of “Tasks”." in answer.text
    assert menu(answer.soup) == ["default", "default"]
    assert listed(visitor, "tasks") == []
    assert isinstance(page, Tag)
    assert "not there any more" in post(visitor, str(page["hx-post"]), **{"a.text": "late"}).text
    undo = answer.soup.find("button", string="Undo")
    assert isinstance(undo, Tag)
    assert menu(post(visitor, str(undo["hx-post"])).soup) == ["umbrella", "default", "umbrella"]
    assert listed(visitor, "tasks") == ["b", "a"]


def test_a_real_name_is_on_the_page_of_the_profiles_alone(visitor: Visitor, site: RunningSite) -> None:
    added(
        visitor,
        "profiles",
        real_name=SECRET,
        menu_name="umbrella",
        address="https://umbrella.example/",
        country="fr",
    )
    choose(visitor, "umbrella")
    added(visitor, "tasks", text="x")
    walk = visitor.begin("hello").answer("Mike").answer()
    assert SECRET in visitor.get("/apps/profiles").text
    todo, seen = ["/", walk.address, "/no-such-page"], set()
    while todo:
        path = todo.pop()
        if path in seen or path == "/apps/profiles":
            continue
        seen.add(path)
        answer = visitor.get(path)
        assert SECRET not in answer.text, path
        todo += [str(one["href"]) for one in answer.soup.select("a[href^='/']")]
        todo += [str(one["hx-get"]) for one in answer.soup.select("[hx-get]")]
    assert {"/apps/tasks", "/apps/hello", "/apps/botify-export", "/pipelines"} <= seen


def test_a_country_code_has_two_letters(visitor: Visitor) -> None:
    answer = added(visitor, "profiles", real_name="a", menu_name="b", country="France")
    assert "A country code has two letters" in answer.text
    added(visitor, "profiles", real_name="a", menu_name="b", country="fr")
    assert "Country code: FR" in visitor.get("/apps/profiles").text


def test_no_two_profiles_have_one_menu_name(visitor: Visitor) -> None:
    profile(visitor, "One", "Rocket")
    for name, shown in (("rocket", "Rocket"), ("Rocket", "Rocket"), ("Default", "default")):
        answer = profile(visitor, "Two", name)
        assert f"The menu shows a “{shown}” already. Choose another name." in answer.text
        assert 'value="Two"' in answer.text  # what was typed stays
    profile(visitor, "Two", "Bike")
    forms = [{"a.1.real_name": "One", "a.1.menu_name": name} for name in ("ROCKET", "bike")]
    kept, refused = (visitor.post("/apps/profiles/rows/1/change", form) for form in forms)
    assert "Menu name: ROCKET" in kept.text
    assert "The menu shows a “Bike” already." in refused.text
    assert menu(visitor.get("/").soup)[1:] == ["default", "Bike", "ROCKET"]
