"""Profiles: the clients one works for. The menu shows menu names; real names are shown here alone."""

from server.plugin import Button, Crud, Problem, Profile, Text, Toggle


def country_code(text):
    """'fr' -> 'FR'"""
    if len(text) != 2 or not text.isalpha():
        raise Problem("A country code has two letters, such as FR.")
    return text.upper()


app = Crud(
    "profiles",
    Profile,
    title="Profiles",
    about="The clients you work for. Choose one in the menu on top.",
    real_name=Text("Real name", max=200, hint="Shown on this page alone."),
    menu_name=Text("Menu name", max=40, hint="What the menu shows, and new pipelines begin with."),
    address=Text("Web address", max=500, required=False, placeholder="https://www.example.com/"),
    country=Text("Country code", required=False, parse=country_code, placeholder="FR"),
    active=Toggle("Active", value=True),
)


@app.show("Menu")
def lock(profiles):
    if profiles.locked:
        return Button("Show all profiles in the menu", profiles.unlock)
    return Button("Show only the chosen profile in the menu", profiles.lock)
