"""What a card can ask for. A field checks what was typed and says what it shows again."""

from server.domain.fields.choice import Choice, Choices, Options, Toggle, with_options
from server.domain.fields.date import Date
from server.domain.fields.field import Field, as_text
from server.domain.fields.file import File
from server.domain.fields.number import Number, Range
from server.domain.fields.pasted_table import PastedTable
from server.domain.fields.text import LongText, Secret, Text

__all__ = [
    "Choice",
    "Choices",
    "Date",
    "Field",
    "File",
    "LongText",
    "Number",
    "Options",
    "PastedTable",
    "Range",
    "Secret",
    "Text",
    "Toggle",
    "as_text",
    "with_options",
]
