"""Numbers, sizes, times and what an export does, as people read them."""

from datetime import UTC, datetime

from server.domain.day import briefly
from server.domain.export import State

DOING = {
    State.QUEUED: "Asking Botify",
    State.EXPORTING: "Botify is making the file",
    State.DOWNLOADING: "Downloading",
    State.UNPACKING: "Checking",
    State.DONE: "Done",
}
"""What goes on in each state that is no end but a good one."""


def size(count: int | None) -> str:
    """Bytes: 1234567 -> '1.2 MB'. Units of 1,000, as file managers show them."""
    if count is None:
        return "? bytes"
    amount = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 999.95 or unit == "GB":  # what would be rounded to 1000 is 1.0 of the next
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError("unreachable")


def rows(count: int | None) -> str:
    if count is None:
        return "an unknown number of rows"
    return "1 row" if count == 1 else f"{count:,} rows"


def duration(seconds: float) -> str:
    """'42 s', '3 min 5 s', '1 h 4 min'"""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def moment(iso: str) -> str:
    """An ISO time in UTC, on this computer's clock: '21 Nov 2026, 14:05'."""
    there = datetime.fromisoformat(iso)
    here = (there if there.tzinfo else there.replace(tzinfo=UTC)).astimezone()
    return f"{briefly(here)}, {here:%H:%M}"


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def beginning(text: str, lines: int = 20, most: int = 5000) -> str:
    """The first lines of a text, in so many characters, and how many lines there are beyond them."""
    whole = text.split("\n")
    left = len(whole) - lines
    told = shortened("\n".join(whole[:lines]), most)
    return told if left <= 0 else f"{told}\n… and {left:,} more {'line' if left == 1 else 'lines'}"
