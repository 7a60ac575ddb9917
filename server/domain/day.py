"""Days as people read them, in the language of the app: strftime's month names are those of the machine's settings."""

from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def in_words(day: date) -> str:
    """'21 November 2026'"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def briefly(day: date) -> str:
    """'21 Nov 2026'"""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"
