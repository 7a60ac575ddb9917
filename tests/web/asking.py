"""A workflow with a question of many fields, and a button whose work waits for a sign."""

import threading

from tests.web.site import RunningSite

ASKING = """
import threading

from server.plugin import Button, Choice, Choices, Problem, Text, Toggle, Workflow

flow = Workflow("asking", title="Asking")
GO = threading.Event()


@flow.ask("Name")
def name():
    return Text("Name")


@flow.ask("Note")
def note(name):
    fields = {
        "first": Text("First", value=f"for {name}"),
        "second": Text("Second", required=False),
        "colour": Choice("Colour", ["red", "blue"]),
        "days": Choices("Days", ["Monday", "Tuesday"], value=["Monday"], required=False),
        "many": Choices("Many", [f"option {number}" for number in range(200)], required=False),
        "loud": Toggle("Loud"),
    }
    return ["Above", fields, "Below", Button("Look up", look_up, word=Text("Word")), Button("Work", work)]


def look_up(word):
    if word == "wrong":
        raise Problem("There is no such word.")
    return f"{word} was looked up"


def work():
    yield "working"
    GO.wait()
    return "The work is done."


@flow.do("Sent", button="Send")
def sent(note):
    return 1
"""


def gate(site: RunningSite) -> threading.Event:
    module = site.parts.plugins.apps["asking"].steps[0].function.__module__  # type: ignore[union-attr]
    go = vars(__import__("sys").modules[module])["GO"]
    assert isinstance(go, threading.Event)
    return go
