"""Field gallery: every kind of field, as it looks and what it answers."""

import json
from datetime import date

from server.plugin import (
    Choice,
    Choices,
    Code,
    Date,
    File,
    Files,
    LongText,
    Number,
    PastedTable,
    Range,
    Table,
    Text,
    Toggle,
    Workflow,
)

flow = Workflow("fields", title="Field gallery", about="Every kind of field, to look at and to try.", again="Once more")

LANGUAGES = {"en": "English", "fr": "French", "pt": "Portuguese"}
TOWNS = ["Aarhus", "Bergen", "Cork", "Delft", "Évora", "Faro", "Ghent", "Huelva", "Innsbruck", "Jena", "Kraków"]
STREETS = [f"{town}, street {number}" for town in TOWNS for number in range(1, 41)]


def length(text):
    return f"{len(text['line'])} characters in the line, {len(text['lines'].split())} words in the long text."


@flow.ask("Text", say="Nothing you fill in here leaves this computer.", done="{text[line]}", preview=length)
def text():
    return {
        "line": Text("Text", value="One line", hint="Text(…, max=40): at most 40 characters.", max=40),
        "lines": LongText("Long text", required=False, placeholder="Several lines", hint="It need not be filled in."),
    }


@flow.ask("Numbers and days")
def amounts():
    return {
        "whole": Number("Number", value=3, min=0, max=1_000_000, hint="A whole number."),
        "decimal": Number("Decimal number", value=0.5, step=0.1, hint="With step=0.1 it may have decimals."),
        "share": Range("Range", value=40, hint="A slider, and the number beside it."),
        "day": Date("Date", value=date(2026, 11, 21), min="2020-01-01"),
    }


def words_above(text):
    return text["line"].split()


@flow.ask("Choices")
def choices():
    return {
        "one": Choice("Choice", LANGUAGES, value="fr"),
        "seen": Choice("Choice, all to be seen", LANGUAGES, radio=True),
        "word": Choice("Choice among the words above", words_above, hint="A function gives the options."),
        "some": Choices("Choices", TOWNS[:4], value=TOWNS[:2], required=False),
        "many": Choices("Choices among many", STREETS, required=False),
        "yes": Toggle("Toggle", value=True, hint="Yes or no."),
    }


def as_table(cells):
    return Table(cells)


@flow.ask("Cells of a spreadsheet", preview=as_table)
def cells():
    towns = [{"Town": "Cork", "Country": "Ireland"}, {"Town": "Faro", "Country": "Portugal"}]
    return PastedTable("Pasted table", columns=["Town", "Country"], value=towns)


@flow.ask("A file")
def file():
    hint = "The pipeline keeps a copy of it."
    return File("File", endings=[".csv", ".txt", ".md", ".json"], required=False, hint=hint)


@flow.show("What the fields answered")
def answers(text, amounts, choices, cells, file):
    given = text | amounts | choices | {"cells": cells, "file": file and file.name}
    table = Table([{"Field": field, "Answer": repr(answer)} for field, answer in given.items()])
    return [table, Code(json.dumps(given, indent=2), name="answers.json")]


@flow.show("Files")
def files_seen(file):
    return Files([file]) if file else None
