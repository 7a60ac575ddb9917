"""Notes: a page with a button that asks, shown in plugins/README.md."""

from server.plugin import Button, Markdown, Page, Secret, Text

page = Page("notes", title="Notes", about="What a page can do.")


@page.show("Say hello")
def hello():
    return [Markdown("Nothing you type here is *recorded*."), Button("Greet", greet, name=Text("Your name"))]


def greet(name):
    return f"Hello {name}!"


@page.show("A password")
def password():
    return Button("Measure", measure, confirm="Count its characters?", password=Secret("Password"))


def measure(password):
    return f"It has {len(password)} characters."
