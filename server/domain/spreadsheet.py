"""What a spreadsheet makes of a cell: text that begins like a formula is taken for one, and run (CWE-1236).

A cell comes from the crawled site, so whoever writes that site's titles could reach the computer of who opens the file.
Signs: https://owasp.org/www-community/attacks/CSV_Injection, with their full-width twins, which Excel reads alike.
"""

import re

_BEGINS = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[-+][0-9.,]*[0-9]%?(?:[eE][-+]?[0-9]+)?")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would calculate with this text. A number with a sign is no harm."""
    return cell[:1] in _BEGINS and _NUMBER.fullmatch(cell) is None


def as_text(cell: str) -> str:
    """The same cell, which a spreadsheet shows: what looks like a formula begins with an apostrophe."""
    return f"'{cell}" if is_formula(cell) else cell
