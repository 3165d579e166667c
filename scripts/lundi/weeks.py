"""ISO weeks as people write them: 2026-W46, or 2026-S46 in French."""

import re
from datetime import date, timedelta

from lundi.errors import LundiError


def parse_iso_week(text: str) -> str:
    """The week's canonical label (`2026-W46`). Raises LundiError where there is no such week."""
    match = re.fullmatch(r"(\d{4})-?[WwSs](\d{1,2})", text.strip())
    if match is None:
        raise LundiError(f"{text!r} is no ISO week", "write it as 2026-W46")
    year, number = int(match[1]), int(match[2])
    try:
        date.fromisocalendar(year, number, 1)
    except ValueError as error:
        raise LundiError(f"{year} has no week {number}", "ISO years have 52 or 53 weeks") from error
    return f"{year:04d}-W{number:02d}"


def first_day(iso_week: str) -> date:
    """The Monday of a canonical week."""
    return date.fromisocalendar(int(iso_week[:4]), int(iso_week[6:]), 1)


def iso_week_of(day: date) -> str:
    """The canonical week of a date."""
    year, number, _ = day.isocalendar()
    return f"{year:04d}-W{number:02d}"


def week_before(day: date) -> str:
    """The canonical week before the one that holds a date."""
    return iso_week_of(day - timedelta(weeks=1))


def weeks_between(first_week: str, last_week: str) -> list[str]:
    """The weeks from one to the other, both included. Raises LundiError where the last lies before the first."""
    first, last = first_day(first_week), first_day(last_week)
    if last < first:
        raise LundiError(f"{last_week} lies before {first_week}", "name the earlier week first")
    return [iso_week_of(first + timedelta(weeks=number)) for number in range((last - first).days // 7 + 1)]
