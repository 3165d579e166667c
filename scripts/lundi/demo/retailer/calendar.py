"""The days of the demo: public and school holidays, Easter, the sales, from the seeds of the calendar."""

import csv
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta

from lundi.settings import PROJECT_ROOT

ALSACE_MOSELLE_DEPARTMENTS = ("57", "67", "68")

# The zones of the school holidays by region (INSEE code); the few academies that differ are left out.
SCHOOL_ZONE_BY_REGION = {
    "84": "A", "27": "A", "75": "A",
    "53": "B", "24": "B", "44": "B", "32": "B", "28": "B", "52": "B", "93": "B",
    "11": "C", "76": "C",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class DemoCalendar:
    """What the seeds say of the days around the demo."""

    holidays: dict[date, str]  # name in French
    alsace_moselle_holidays: dict[date, str]
    events: dict[str, tuple[date, ...]]  # by event code, in order
    school_holidays: dict[str, frozenset[date]]  # by zone

    def days_to(self, event_code: str, day: date) -> int:
        """Days from `day` to the nearest such event, negative once it has passed."""
        events = self.events[event_code]
        place = bisect_left(events, day)
        return min(((event - day).days for event in events[max(place - 1, 0) : place + 1]), key=abs)

    def is_school_holiday(self, zone: str, day: date) -> bool:
        """Whether the schools of the zone are closed."""
        return day in self.school_holidays.get(zone, frozenset())

    def holiday_name(self, day: date, department_code: str) -> str | None:
        """The public holiday of the day in that département, null where it is none."""
        local = department_code in ALSACE_MOSELLE_DEPARTMENTS
        return self.holidays.get(day) or (self.alsace_moselle_holidays.get(day) if local else None)


def read_calendar() -> DemoCalendar:
    """Reads the committed seeds."""
    holidays: dict[date, str] = {}
    local: dict[date, str] = {}
    for row in _rows("public_holidays"):
        target = local if row["is_alsace_moselle_only"] == "true" else holidays
        target[date.fromisoformat(row["holiday_date"])] = row["name_fr"]
    events: dict[str, list[date]] = {}
    for row in _rows("calendar_events"):
        events.setdefault(row["event_code"], []).append(date.fromisoformat(row["event_date"]))
    school: dict[str, set[date]] = {}
    for row in _rows("school_holidays"):
        first, last = date.fromisoformat(row["first_date"]), date.fromisoformat(row["last_date"])
        school.setdefault(row["zone"], set()).update(days_between(first, last))
    return DemoCalendar(
        holidays,
        local,
        {code: tuple(sorted(days)) for code, days in events.items()},
        {zone: frozenset(days) for zone, days in school.items()},
    )


def days_between(first: date, last: date) -> list[date]:
    """Every day from first to last, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _rows(name: str) -> list[dict[str, str]]:
    with (PROJECT_ROOT / "seeds" / "calendar" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
